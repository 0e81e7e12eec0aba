"""The only writer of an order's paid and refunded cents."""

from sqlalchemy import update

from shop.domain.orders.models import Order
from shop.kernel.database import change, writing


def record_money(order_id: int, *, paid_cents: int = 0, refunded_cents: int = 0) -> None:
    """Add to what was paid and refunded; payments, which keeps the single facts, calls this in the same write."""
    with writing():
        more = {
            "paid_cents": Order.paid_cents + paid_cents,
            "refunded_cents": Order.refunded_cents + refunded_cents,
            "version": Order.version + 1,
        }
        change(update(Order).where(Order.id == order_id).values(more).execution_options(synchronize_session="fetch"))
