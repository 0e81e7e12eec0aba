"""Decides when gift cards that were bought come into being, and what becomes of them when their price goes back."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from shop.domain import giftcards, orders
from shop.domain.giftcards import GiftCardsIssued
from shop.domain.orders import Line, Order, OrderMoved
from shop.domain.payments.events import PaymentTaken, PaymentVoided
from shop.kernel import clock, events

FARTHEST = timedelta(days=366)


def issue_cards(event: PaymentTaken) -> None:
    """All is paid: every gift card of the order exists from now on, once. One stopped when its payment was undone is good again. Money for
    an order called off, or let go, makes none: it goes back."""
    _issue(event)


def issue_revived(event: OrderMoved) -> None:
    """The same for an order that was let go, paid too late, and taken up again."""
    if event.was == "expired" and event.to == "placed":
        _issue(event)


def _issue(event: PaymentTaken | OrderMoved) -> None:
    order = orders.get(event.order_id)
    if order.due_cents > 0 or order.state in orders.CANCELLED or not any(line.is_voucher for line in order.lines):
        return
    known = {card.id for card in giftcards.list_of_order(order.id)}
    made = list(_make(order, event))
    if new := [card_id for card_id in made if card_id not in known]:
        events.record(GiftCardsIssued(at=event.at, by=event.by, via=event.via, **order.named, card_ids=new))


def _make(order: Order, event: PaymentTaken | OrderMoved) -> Iterator[int]:
    for line in order.lines:
        for number in range(line.quantity - line.returned if line.is_voucher else 0):
            written = _written(line, clock.day_of(event.at)) | {"language": order.language, "order_id": order.id, "line_id": line.id}
            written["customer_id"] = order.customer_id
            cents = line.net_cents // line.quantity
            card = giftcards.make_card(cause=f"line:{line.id}:{number}", cents=cents, by=event.by, now=event.at, **written)
            giftcards.reopen(card.id, why="void", by=event.by, now=event.at)
            yield card.id


def _written(line: Line, today: date) -> dict[str, Any]:
    """What the buyer wrote on the card; a day that is over is today."""
    said = {answer["kind"]: answer["text"] for answer in line.answers}
    typed = said.get("gift_day", "")
    day = min(max(date.fromisoformat(typed), today), today + FARTHEST) if typed else today
    return {
        "from_name": said.get("gift_from", ""),
        "to_name": said.get("gift_to", ""),
        "message": said.get("gift_message", ""),
        "to_email": said.get("gift_email", ""),
        "send_on": day if said.get("gift_email") else None,
    }


def stop_cards(event: OrderMoved) -> None:
    """The order is called off and its price goes back: its cards are worth nothing. Raises CardWasSpent when one was used; a step back
    makes them good again."""
    if event.to in orders.CANCELLED:
        for card in giftcards.list_of_order(event.order_id):
            giftcards.stop(card.id, cause=f"cancel:{card.id}:{event.at.isoformat()}", by=event.by, now=event.at, unspent_only=True)
    elif event.was in orders.CANCELLED and orders.get(event.order_id).due_cents <= 0:
        for card in giftcards.list_of_order(event.order_id):
            giftcards.reopen(card.id, why="cancel", by=event.by, now=event.at)


def stop_unpaid(event: PaymentVoided) -> None:
    """The payment they were bought with is undone: until it is paid again they are worth nothing. Raises CardWasSpent."""
    if orders.get(event.order_id).due_cents > 0:
        for card in giftcards.list_of_order(event.order_id):
            giftcards.stop(card.id, cause=f"void:{card.id}:{event.payment_id}", by=event.by, now=event.at, unspent_only=True)


def collect_digital(event: OrderMoved) -> None:
    """An order of nothing but gift cards sent by letter is done as soon as it stands and is paid."""
    if event.to == "accepted" and not event.undone:
        _collect(orders.get(event.order_id), event.at)


def collect_paid_digital(event: PaymentTaken) -> None:
    """The same where the payment comes later than the yes."""
    _collect(orders.get(event.order_id), event.at)


def _collect(order: Order, now: datetime) -> None:
    if order.kind == "digital" and order.state == "accepted" and order.due_cents <= 0:
        orders.move(order.id, "collected", by="shop", via="shop", now=now)
