"""Decides that an offer becomes an order: the one that was read, while it is good, and once whoever presses and however often."""

from datetime import datetime, timedelta
from typing import Any

from shop.domain import conversations, orders, payments
from shop.domain.availability import Wanted
from shop.domain.commissions.finding import get_by_token, hold
from shop.domain.commissions.models import Commission
from shop.domain.commissions.offering import is_good
from shop.domain.orders import CANCELLED, Details, Made, Order, OrderMoved, Terms
from shop.domain.payments import Way, WayNotPossible
from shop.kernel import clock
from shop.kernel.database import writing
from shop.kernel.origin import Origin
from shop.kernel.refusal import Refusal

DAYS_AROUND = 3
PREFIX = "wish"


class OfferHasChanged(Refusal):
    code = "wish_offer_changed"
    status = 409


class OfferIsOver(Refusal):
    code = "wish_offer_over"
    status = 409


class AnotherIsMade(Refusal):
    """The offer was taken anew after an order of it had been let go: its late payment brings no second one."""

    code = "wish_another_is_made"


def wanted_of(row: Commission) -> list[Wanted]:
    """As availability asks for it."""
    return [orders.wanted_of(row.offer["name"], row.offer["lead_minutes"])]


def ways(row: Commission) -> tuple[Way, ...]:
    """How it can be paid; with a deposit and no hosted page that is owed at the counter."""
    cents, deposit = row.offer["cents"], row.offer["deposit_cents"]
    return payments.possible_ways(
        owed_cents=cents, deposit_cents=deposit, cards_cents=0, kind="pickup", is_online=payments.takes_online())


def take(
    token: str, *, version: int, details: Details, way: str, answers: tuple[dict[str, Any], ...], origin: Origin, language: str,
    now: datetime,
) -> Order:
    """The order of an offer; ten at once get the same. `version` is the offer that was read. What is paid online is paid at once: the
    order is held until then.

    Raises NotFound, OfferHasChanged, OfferIsOver, WayNotPossible, and what orders.place_made does."""
    with writing():
        row = hold(get_by_token(token).id)
        taken = find_live_order(row)
        if taken is not None:
            return taken
        if row.version != version:
            raise OfferHasChanged
        if not is_good(row, now=now):
            raise OfferIsOver
        order = orders.place_made(
            checkout=f"{PREFIX}:{row.id}:{row.version}:{row.order_id or 0}", made=_made(row, answers), details=details, origin=origin,
            language=language, now=now, terms=_terms(row, way, details, now))
        row.state, row.order_id = "ordered", order.id
        conversations.note_order(row.conversation_id, order.id)
        return order


def find_live_order(row: Commission) -> Order | None:
    """What was made of it, unless it was let go."""
    order = orders.get(row.order_id) if row.order_id else None
    return order if order is not None and order.state not in CANCELLED else None


def _made(row: Commission, answers: tuple[dict[str, Any], ...]) -> Made:
    offer = row.offer
    return Made(
        offer["name"], offer["cents"], offer["vat"], tuple(offer["allergens"]), tuple(offer["traces"]), answers, tuple(row.pictures),
        offer["lead_minutes"], until_on=row.on + timedelta(days=DAYS_AROUND))


def _terms(row: Commission, way: str, details: Details, now: datetime) -> Terms:
    chosen = next((one for one in ways(row) if one.code == way), None)
    if chosen is None:
        raise WayNotPossible
    if way == "counter":
        return Terms(deposit_cents=row.offer["deposit_cents"])
    if way == "online":
        return Terms(pay_by_at=now + payments.HOLD, deposit_cents=chosen.now_cents if row.offer["deposit_cents"] else 0)
    return Terms(pay_by_at=now + payments.HOLD, deposit_cents=chosen.now_cents,
                 balance_by_on=payments.balance_by(clock.day_of(details.starts_at), now))


def refuse_second(event: OrderMoved) -> None:
    """An order that was let go stands again, paid late or taken back: unless the offer was taken anew meanwhile. Raises AnotherIsMade."""
    prefix, _, rest = orders.get(event.order_id).checkout.partition(":")
    number = rest.partition(":")[0]
    if event.was not in CANCELLED or prefix != PREFIX or not number.isdecimal():
        return
    row = hold(int(number))
    if row.order_id != event.order_id and find_live_order(row) is not None:
        raise AnotherIsMade
    row.state, row.order_id = "ordered", event.order_id
