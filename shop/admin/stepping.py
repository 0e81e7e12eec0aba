"""Decides how staff move an order on from the office: goods are never given out before they are paid."""
from shop.domain import orders, payments
from shop.domain.orders import Order
from shop.kernel import clock
from shop.kernel.refusal import Refusal

GIVEN_OUT = ("collected", "delivered")


class PayFirst(Refusal):
    code = "pay_first"


def step(order_id: int, to: str, *, by: str, reason: str = "") -> Order:
    """One step; what was paid for an order called off goes back. Raises PayFirst, and the refusals of orders.move and payments.cancel."""
    due_cents = orders.get(order_id).due_cents
    if to in GIVEN_OUT and due_cents > 0:
        raise PayFirst(due_cents=due_cents)
    if to == "cancelled_by_shop":
        return payments.cancel(order_id, by=by, via="admin", now=clock.now(), reason=reason)
    return orders.move(order_id, to, by=by, via="admin", now=clock.now(), reason=reason)
