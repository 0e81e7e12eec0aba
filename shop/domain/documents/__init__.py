"""Numbered papers."""

from shop.domain.documents.addressing import check_party, list_mistakes, tidy_party
from shop.domain.documents.checking import list_faults
from shop.domain.documents.facts import REGIMES, Amounts, Party, SellerFacts, amounts_of
from shop.domain.documents.finding import (
    find_by_cause,
    find_by_number,
    find_receipts,
    find_sale_receipt,
    get_invoice,
    get_receipt,
    list_invoices,
    list_invoices_of,
    list_receipts,
)
from shop.domain.documents.issuing import (
    InvoiceFaulty,
    invoiced,
    issue_credit_note,
    issue_invoice,
    left_to_invoice,
    name_file_of,
    try_invoice,
    why_not,
)
from shop.domain.documents.marking import flag_fiscal, mark_sent
from shop.domain.documents.models import Invoice, Receipt, Series
from shop.domain.documents.numbering import left_for_return, number_hand_over, number_receipt
from shop.domain.documents.requesting import request_invoice
from shop.domain.documents.returning import write_return
from shop.domain.documents.selling import may_invoice, save_seller, seller, seller_facts
from shop.domain.documents.sharing import fit as fit_vat
from shop.domain.documents.sharing import vat_of_amount, vat_of_goods

__all__ = [
    "REGIMES",
    "Amounts",
    "Invoice",
    "InvoiceFaulty",
    "Party",
    "Receipt",
    "SellerFacts",
    "Series",
    "amounts_of",
    "check_party",
    "find_by_cause",
    "fit_vat",
    "find_by_number",
    "find_receipts",
    "find_sale_receipt",
    "flag_fiscal",
    "get_invoice",
    "get_receipt",
    "invoiced",
    "issue_credit_note",
    "issue_invoice",
    "left_for_return",
    "left_to_invoice",
    "list_faults",
    "list_invoices",
    "list_invoices_of",
    "list_mistakes",
    "list_receipts",
    "mark_sent",
    "may_invoice",
    "name_file_of",
    "number_hand_over",
    "number_receipt",
    "request_invoice",
    "save_seller",
    "seller",
    "seller_facts",
    "tidy_party",
    "try_invoice",
    "vat_of_amount",
    "vat_of_goods",
    "why_not",
    "write_return",
]
