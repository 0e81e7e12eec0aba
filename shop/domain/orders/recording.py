"""The only writer of an order's paid and refunded cents."""

from sqlalchemy import update

from shop.domain.orders.models import Order
from shop.kernel.database import change, writing
from shop.kernel.refusal import Refusal


class MoreThanPaid(Refusal):
    """More would be given back than was paid."""

    code = "more_than_paid"


def record_money(order_id: int, *, paid_cents: int = 0, refunded_cents: int = 0) -> None:
    """Add to what was paid and refunded; payments, which keeps the single facts, calls this in the same write.

    Raises MoreThanPaid."""
    with writing():
        more = {
            "paid_cents": Order.paid_cents + paid_cents,
            "refunded_cents": Order.refunded_cents + refunded_cents,
            "version": Order.version + 1,
        }
        within = Order.refunded_cents + refunded_cents <= Order.paid_cents + paid_cents
        row = update(Order).where(Order.id == order_id, within).values(more)
        if change(row.execution_options(synchronize_session="fetch")) != 1:
            raise MoreThanPaid
