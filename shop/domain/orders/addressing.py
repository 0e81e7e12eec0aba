"""Decides who the invoice of an order is made out to, as staff or the customer say before it is written."""

from datetime import datetime

from shop.domain.orders.events import OrderChanged
from shop.domain.orders.finding import hold
from shop.domain.orders.models import Order
from shop.kernel import events
from shop.kernel.database import db, writing


def make_out(order_id: int, *, invoice_to: dict[str, str], by: str, via: str, now: datetime) -> Order:
    """The party, vetted by whoever writes invoices; {} where none is wanted."""
    with writing():
        order = hold(order_id)
        order.invoice_to = invoice_to
        order.version += 1
        db.session.flush()
        events.record(OrderChanged(at=now, by=by, via=via, **order.named, what="invoice"))
        return order
