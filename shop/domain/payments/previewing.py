"""Decides what a refund would give back, before anybody agrees to it. Pure but for reading the order's payments."""

from collections.abc import Sequence
from dataclasses import dataclass

from shop.domain import orders
from shop.domain.orders import Back, Order
from shop.domain.payments.allotting import BY_HAND, GIVE_TO, NotSoMuchToGiveBack, Part, allot, left_of
from shop.domain.payments.finding import list_of
from shop.domain.payments.models import Payment


@dataclass(frozen=True)
class WayBack:
    """One way to give it back: `to` as payments.refund takes it, the parts it would be made of."""

    to: str
    parts: tuple[Part, ...]


def will_give(order: Order, *, goods: Sequence[Back] = (), cents: int | None = None) -> int:
    """What goes back for these goods, this amount off the price, or (neither) what is owed already."""
    lines = {line.id: line for line in order.lines}
    if not goods and cents is None:
        return max(0, -order.due_cents)
    left = order.total_cents - order.returned_cents - order.allowance_cents
    worth = sum(orders.worth_of(lines[back.line_id], back.quantity) for back in goods if back.line_id in lines)
    off = min(left, worth) if goods else min(cents or 0, order.owed_cents)
    return max(0, min(off, off - order.due_cents))


def ways_back(order: Order, cents: int) -> list[WayBack]:
    """The ways there are, to where it came from first; called cash or card where that is just this."""
    payments, ways = list_of(order.id), dict[tuple[Part, ...], str]()
    for to in GIVE_TO:
        try:
            parts = tuple(allot(payments, cents, to=to))
        except NotSoMuchToGiveBack:
            continue
        if (to != "credit" or order.customer_id) and (to in BY_HAND or parts not in ways):
            ways[parts] = to
    return [WayBack(to, parts) for parts, to in ways.items()]


def list_refundable(order: Order) -> list[tuple[Payment, int]]:
    """Each payment of which something may still be given back, and how much."""
    return [(payment, left) for payment in list_of(order.id) if (left := left_of(payment))]
