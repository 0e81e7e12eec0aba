"""Numbered papers."""

from shop.domain.documents.addressing import check_party, list_mistakes, tidy_party
from shop.domain.documents.checking import list_faults
from shop.domain.documents.facts import Party, SellerFacts
from shop.domain.documents.finding import find_by_cause, find_by_number, find_receipts, find_sale_receipt, get_receipt
from shop.domain.documents.models import Invoice, Receipt, Series
from shop.domain.documents.numbering import left_for_return, number_hand_over, number_receipt, write_return
from shop.domain.documents.sharing import vat_of_amount, vat_of_goods

__all__ = [
    "Invoice",
    "Party",
    "Receipt",
    "SellerFacts",
    "Series",
    "check_party",
    "find_by_cause",
    "find_by_number",
    "find_receipts",
    "find_sale_receipt",
    "get_receipt",
    "left_for_return",
    "list_faults",
    "list_mistakes",
    "number_hand_over",
    "number_receipt",
    "tidy_party",
    "vat_of_amount",
    "vat_of_goods",
    "write_return",
]
