"""Decides how a sale at the till is paid: the goods, the money and the numbered receipt in one transaction."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from shop.domain import documents, orders
from shop.domain.documents import Receipt
from shop.domain.orders import NOBODY, Buyer, Order
from shop.domain.payments.finding import list_of
from shop.domain.payments.taking import CashIsShort, UnknownTender, record_payment
from shop.kernel.database import writing
from shop.kernel.origin import Origin
from shop.kernel.refusal import Refusal

WAYS = ("cash", "card", "mixed")


class CardIsTooMuch(Refusal):
    """A card gives no change: it takes at most what is due, and in a mixed payment leaves some for the cash."""

    code = "card_is_too_much"
    field = "card"


@dataclass(frozen=True)
class Money:
    """What the customer puts down. `given_cents` in cash, None: exactly; `card_cents` the part noted from the bank's terminal
    when the `way` is mixed."""

    way: str = "cash"
    given_cents: int | None = None
    card_cents: int = 0


@dataclass(frozen=True)
class Share:
    """What one tender pays: `cents` of the price, out of `given_cents`."""

    tender: str
    cents: int
    given_cents: int


@dataclass(frozen=True)
class Sale:
    order: Order
    change_cents: int
    receipt: Receipt | None


def share(due_cents: int, money: Money) -> tuple[Share, ...]:
    """Who pays what of a sum. Pure. Raises CashIsShort with what is missing, CardIsTooMuch, UnknownTender."""
    if money.way not in WAYS:
        raise UnknownTender
    card = {"cash": 0, "card": due_cents}.get(money.way, money.card_cents)
    if money.way == "mixed" and not 0 < card < due_cents:
        raise CardIsTooMuch(due_cents=due_cents)
    rest = due_cents - card
    given = rest if money.given_cents is None or not rest else money.given_cents
    if given < rest:
        raise CashIsShort(missing_cents=rest - given)
    return tuple(_shares(rest, given, card))


def _shares(cash: int, given: int, card: int) -> Iterator[Share]:
    if cash:
        yield Share("cash", cash, given)
    if card:
        yield Share("card", card, card)


def sell(
    *,
    checkout: str,
    basket_token: str,
    seen: str,
    money: Money,
    origin: Origin,
    language: str,
    by: str,
    now: datetime,
    buyer: Buyer = NOBODY,
) -> Sale:
    """Sold and paid, or nothing at all; the same `checkout` again says what it said the first time.

    Raises the refusals of `share` and of orders.sell."""
    with writing():
        order, is_new = orders.sell(
            checkout=checkout, basket_token=basket_token, seen=seen, origin=origin, language=language, by=by, now=now, buyer=buyer
        )
        if is_new:
            for part in share(order.total_cents, money):
                record_payment(
                    order_id=order.id,
                    tender=part.tender,
                    reference=f"{part.tender}:sale:{order.id}",
                    cents=part.cents,
                    given_cents=part.given_cents,
                    by=by,
                    via=order.channel,
                    now=now,
                )
        return _sale(order)


def _sale(order: Order) -> Sale:
    change_cents = sum(payment.given_cents - payment.cents for payment in list_of(order.id) if payment.voided_at is None)
    return Sale(order, change_cents, documents.find_sale_receipt(order.id))


def undo_sale(order_id: int, *, by: str, via: str, now: datetime, reason: str) -> Order:
    """Take a sale back within ten seconds: money, pieces and offers as they were, the receipt void. Raises TooLateToUndo, WrongMove."""
    with writing():
        orders.undo(order_id, by=by, via=via, now=now)
        return orders.move(order_id, "cancelled_by_shop", by=by, via=via, now=now, reason=reason)
