"""Decides how money is taken, and goods are handed over for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from shop.domain import orders
from shop.domain.orders import Order
from shop.domain.payments.recording import record_payment
from shop.domain.payments.spending import spend_cards
from shop.domain.payments.tendering import EXACT, Money, share
from shop.kernel import events
from shop.kernel.database import writing
from shop.kernel.refusal import Refusal


class AlreadyHandedOver(Refusal):
    """The code was used before: `at` when, `name` by whom."""

    code = "already_handed_over"


@dataclass(frozen=True)
class HandedOver:
    order: Order
    change_cents: int


def take(order_id: int, money: Money = EXACT, *, by: str, via: str, now: datetime) -> int:
    """Take what is due with what was put down. Returns the change in cents.

    Raises the refusals of `share` and of giftcards.spend, and DrawerIsClosed.
    """
    with writing():
        order = orders.hold(order_id)
        if money.cards:
            spend_cards(order_id, money.cards, by=by, via=via, now=now)
        parts, cause = share(max(0, order.due_cents), money), f"{order_id}:{order.version}"
        for part in parts:
            record_payment(
                order_id=order_id,
                tender=part.tender,
                reference=f"{part.tender}:{cause}",
                cents=part.cents,
                given_cents=part.given_cents,
                by=by,
                via=via,
                now=now,
            )
        return sum(part.given_cents - part.cents for part in parts)


def hand_over(
    order_id: int,
    money: Money = EXACT,
    *,
    by: str,
    via: str,
    now: datetime,
    lines: Mapping[int, int] | None = None,
    seen_given: int | None = None,
) -> HandedOver:
    """All that is due taken at the first giving, and so much of each line given (None: all that is left), in one transaction.

    Raises AlreadyHandedOver, WrongMove, NothingToGive, TooMuchToGive, GivenMeanwhile, the refusals of `take`.
    """
    with writing():
        order = orders.hold(order_id)
        if order.state in orders.GIVEN_OUT:
            last = find_hand_over(order_id)
            raise AlreadyHandedOver(collected_at=order.moved_at, by=last.by if last else "shop")
        change_cents = take(order_id, money, by=by, via=via, now=now)
        given = orders.give(order_id, lines, by=by, via=via, now=now, seen_given=seen_given)
        return HandedOver(given, change_cents)


def undo_hand_over(order_id: int, *, by: str, via: str, now: datetime) -> Order:
    """Within ten seconds the goods come back over the counter, and the money taken with them goes back. Raises TooLateToUndo."""
    with writing():
        if orders.hold(order_id).state in orders.GIVEN_OUT:
            return orders.undo(order_id, by=by, via=via, now=now)
        return orders.undo_giving(order_id, by=by, via=via, now=now)


def find_hand_over(order_id: int) -> events.Recorded | None:
    """The last fact by which this order was collected or delivered."""
    moved = [fact for fact in events.list_about(f"order:{order_id}") if fact.name == "order.moved"]
    return next((fact for fact in reversed(moved) if fact.facts["to"] in orders.GIVEN_OUT), None)
