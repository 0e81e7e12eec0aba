"""Decides how a sale at the till is paid: the goods, the money and the numbered receipt in one transaction; or held for the card reader."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from shop.domain import documents, orders
from shop.domain.documents import Receipt
from shop.domain.orders import AT_THE_COUNTER, NOBODY, Buyer, Order, Terms
from shop.domain.payments.finding import list_of
from shop.domain.payments.placing import list_tips
from shop.domain.payments.spending import spend_cards
from shop.domain.payments.taking import take
from shop.domain.payments.tendering import DueHasChanged, Money
from shop.kernel.database import db, writing
from shop.kernel.origin import Origin

AT_THE_READER = timedelta(minutes=10)  # so long the pieces of a sale wait for the customer's card


@dataclass(frozen=True)
class Sale:
    order: Order
    change_cents: int
    receipt: Receipt | None


@dataclass(frozen=True)
class Ticket:
    """What is sold to whom: `checkout` is the form's own secret, `seen` the fingerprint of the quote that was read out, `tip_percent`
    counts only where the owner asks for tips."""

    checkout: str
    basket_token: str
    seen: str
    origin: Origin
    language: str
    buyer: Buyer = NOBODY
    tip_percent: int = 0


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
    tip_percent: int = 0,
) -> Sale:
    """Sold and paid, or nothing at all; the same `checkout` again says what it said the first time.

    Raises the refusals of `take` and of orders.sell."""
    with writing():
        order, is_new = _ring_up(Ticket(checkout, basket_token, seen, origin, language, buyer, tip_percent), AT_THE_COUNTER, by, now)
        if is_new:
            take(order.id, money, by=by, via=order.channel, now=now)
        return _sale(order)


def hold_sale(ticket: Ticket, *, cards: tuple[int, ...] = (), agreed_cents: int | None = None, by: str, now: datetime) -> Order:
    """The goods of a ticket are kept for whoever pays them on the card reader; its gift cards pay first. The same `checkout` again finds
    the same order. Raises DueHasChanged and the refusals of orders.sell."""
    with writing():
        order, is_new = _ring_up(ticket, Terms(pay_by_at=now + AT_THE_READER), by, now)
        if is_new:
            spend_cards(order.id, cards, by=by, via=order.channel, now=now)
            if order.due_cents <= 0 or agreed_cents not in (None, order.due_cents):
                raise DueHasChanged(due_cents=order.due_cents)
        return order


def _ring_up(ticket: Ticket, terms: Terms, by: str, now: datetime) -> tuple[Order, bool]:
    said = {name: value for name, value in vars(ticket).items() if name != "tip_percent"}
    order, is_new = orders.sell(**said, by=by, now=now, terms=terms)
    if is_new:
        order.tip_cents = dict(list_tips(order.total_cents)).get(ticket.tip_percent, 0)
        db.session.flush()
    return order, is_new


def _sale(order: Order) -> Sale:
    change_cents = sum(payment.given_cents - payment.cents for payment in list_of(order.id) if payment.voided_at is None)
    return Sale(order, change_cents, documents.find_sale_receipt(order.id))


def undo_sale(order_id: int, *, by: str, via: str, now: datetime, reason: str) -> Order:
    """Take a sale back within ten seconds: money, pieces and offers as they were, the receipt void. Raises TooLateToUndo, WrongMove."""
    with writing():
        orders.undo(order_id, by=by, via=via, now=now)
        return orders.move(order_id, "cancelled_by_shop", by=by, via=via, now=now, reason=reason)
