"""Decides that an order gets an invoice, before or after it was paid."""

from collections.abc import Mapping
from datetime import datetime

from shop.domain import orders
from shop.domain.documents.addressing import check_party
from shop.domain.documents.finding import list_invoices_of
from shop.domain.orders import Order
from shop.kernel.database import writing
from shop.kernel.refusal import Refusal


class InvoiceMade(Refusal):
    """Issued already: who it is made out to stands."""

    code, field = "invoice_made", "invoice_kind"


def request_invoice(order_id: int, typed: Mapping[str, str], *, by: str, via: str, now: datetime) -> Order:
    """Note who the invoice is made out to; {} or no kind: none is wanted. Raises InvoiceMade, and the refusals of check_party."""
    wanted = check_party(typed).as_kept() if typed.get("kind") else {}
    with writing():
        order = orders.hold(order_id)
        if list_invoices_of(order_id):
            raise InvoiceMade
        return orders.make_out(order.id, invoice_to=wanted, by=by, via=via, now=now)
