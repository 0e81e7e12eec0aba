"""Decides in which ways a basket can be paid for, and places its order accordingly: at once, or held until its money comes."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from shop.domain import baskets, orders
from shop.domain.orders import Details, Order, Terms
from shop.domain.payments.rules import payment_rules
from shop.domain.payments.spending import spend_cards
from shop.kernel import ports
from shop.kernel.database import db, writing
from shop.kernel.money import percent
from shop.kernel.origin import Origin
from shop.kernel.refusal import Refusal

HOLD = timedelta(minutes=35)  # the hosted page lives for 30: nobody pays for what others have by then
LEAST_CENTS = 50  # the gateway takes no smaller sum


class WayNotPossible(Refusal):
    """It can't be paid like that any more: the way was closed, or part of it is asked beforehand now."""

    code = "way_not_possible"
    field = "way"


@dataclass(frozen=True)
class Way:
    """`code` online (all of it now), deposit (part of it now), counter (all of it when the goods go out)."""

    code: str
    now_cents: int
    later_cents: int


def possible_ways(
    *, owed_cents: int, deposit_cents: int, cards_cents: int, kind: str, is_online: bool, by_staff: bool = False
) -> tuple[Way, ...]:
    """What can be chosen, the most convenient for the shop first; nothing at all where it can only be paid online and that is closed.
    Staff may trust a caller without a deposit."""
    left, asked = max(0, owed_cents - cards_cents), max(0, deposit_cents - cards_cents)
    later, whole = Way("counter", 0, left), Way("online", left, 0)
    if left == 0:
        return (later,)
    if kind == "digital":
        return (whole,) if is_online and left >= LEAST_CENTS else ()
    if not is_online or left < LEAST_CENTS:
        return (later,)
    first = min(left, max(asked, LEAST_CENTS))
    part = (Way("deposit", first, left - first),) if asked and first < left else ()
    return (whole, *part, *((later,) if by_staff or not asked else ()))


def takes_online() -> bool:
    """Whether customers may pay on the hosted page."""
    return payment_rules().online and ports.ways_to_pay() != "none"


def ways(
    quote: baskets.Quote, *, kind: str, cards_cents: int = 0, tip_cents: int = 0, by_staff: bool = False
) -> tuple[Way, ...]:
    """The ways in which this basket can be paid for now."""
    return possible_ways(
        owed_cents=quote.total_cents + tip_cents,
        deposit_cents=orders.quoted_deposit(quote),
        cards_cents=cards_cents,
        kind=kind,
        is_online=takes_online(),
        by_staff=by_staff,
    )


def list_tips(total_cents: int) -> list[tuple[int, int]]:
    """(percent, cents) the customer may add; none unless the owner wants to ask."""
    return [(share, percent(total_cents, share * 100)) for share in payment_rules().tips if share > 0]


def place(
    *,
    way: str,
    checkout: str,
    basket_token: str,
    details: Details,
    seen: str,
    origin: Origin,
    language: str,
    now: datetime,
    by: str = "customer",
    tip_percent: int = 0,
    cards_cents: int | None = None,
    invoice_to: dict[str, str] | None = None,
    hold: timedelta = HOLD,
) -> Order:
    """As orders.place; held until `hold` is over unless nothing is due now. The same form again returns the same order. The basket's gift
    cards pay first (`cards_cents`: so much the customer was told they cover); `tip_percent` counts only where the owner asks for it.

    Raises WayNotPossible, giftcards.CardIsShort and all that orders.place raises."""
    with writing():
        baskets.hold(basket_token)
        placed = orders.find_by_checkout(checkout)
        if placed is not None:
            return placed
        cards = list_held_cards(basket_token, now=now)
        held = way != "counter" or bool(cards)
        order = orders.place(
            checkout=checkout, basket_token=basket_token, details=details, seen=seen, origin=origin, language=language, now=now, by=by,
            terms=Terms(pay_by_at=now + max(HOLD, min(hold, details.starts_at - now)) if held else None, invoice_to=invoice_to or {}),
        )
        order.tip_cents = dict(list_tips(order.total_cents)).get(tip_percent, 0)
        if cards or cards_cents:
            spend_cards(order.id, cards, by=by, via=order.channel, now=now, agreed_cents=cards_cents)
        _agree(order, way, by)
        if held and (way == "counter" or order.due_now_cents <= 0):
            return orders.confirm(order.id, by=by, via=order.channel, now=now)
        return order


def list_held_cards(basket_token: str, *, now: datetime) -> list[int]:
    """The gift cards whose codes were typed into this basket."""
    basket = baskets.find_basket(basket_token, now=now)
    return list(basket.held_cards) if basket else []


def _agree(order: Order, way: str, by: str) -> None:
    """Write down what is paid now and by when the rest; refused where that is not how it can be paid."""
    asked = orders.ask_deposit(order)
    chosen = {one.code: one for one in possible_ways(**_facts(order, asked), by_staff=by.startswith("staff:"))}.get(way)
    if chosen is None:
        raise WayNotPossible
    order.deposit_cents = min(order.total_cents, order.paid_cents + chosen.now_cents) if way == "deposit" else 0
    order.balance_by_on = balance_by(order.on, order.placed_at) if way == "deposit" else None
    db.session.flush()


def _facts(order: Order, deposit_cents: int) -> dict[str, Any]:
    return {
        "owed_cents": order.owed_cents, "deposit_cents": deposit_cents, "cards_cents": order.paid_cents, "kind": order.kind,
        "is_online": takes_online(),
    }


def balance_by(on: date, placed_at: datetime) -> date | None:
    """The day by which the rest must be there, as the owner wants it; None: when the goods go out."""
    before = payment_rules().balance_days_before
    by_on = on - timedelta(days=before)
    return by_on if before and by_on > placed_at.date() else None
