"""Decides what comes back when an order is called off: all of it when the shop does, by the shop's rule when the customer does."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from shop.domain import giftcards, orders
from shop.domain.orders import CANCELLED, Order, OrderMoved
from shop.domain.payments.allotting import BY_GATEWAY, BY_HAND, allot
from shop.domain.payments.attempting import find_alive
from shop.domain.payments.closing import close
from shop.domain.payments.finding import list_of
from shop.domain.payments.models import Refund
from shop.domain.payments.refunding import give_owed, release
from shop.domain.payments.rules import PaymentRules, payment_rules
from shop.kernel.database import db, writing
from shop.kernel.money import percent
from shop.kernel.refusal import Refusal

CALLED_OFF = "cancelled"  # why money goes back, as a refund says it


class PaidMeanwhile(Refusal):
    """While it was being called off somebody paid for it: whoever called it off should look at it again."""

    code = "paid_meanwhile"


class KeptHasChanged(Refusal):
    """By the shop's rule more is kept now than was shown: `kept_cents`."""

    code = "kept_has_changed"


class MoneyWentBack(Refusal):
    """It can't be taken up again: what was paid is already on its way back."""

    code = "money_went_back"


@dataclass(frozen=True)
class ComesBack:
    """What a customer who calls off now gets back: `by_itself` of `back_cents` without anybody handing it over; `kept_cents` stay."""

    back_cents: int
    by_itself_cents: int
    kept_cents: int


def kept_of(order: Order, rules: PaymentRules, *, now: datetime) -> int:
    """What the shop keeps of an order that the customer calls off now, never more than was paid. Pure."""
    paid = order.paid_cents - order.refunded_cents
    if now <= order.starts_at - timedelta(hours=rules.free_cancel_hours):
        return 0
    return max(0, min(paid, percent(order.total_cents, rules.keep_percent * 100)))


def what_comes_back(order: Order, *, now: datetime) -> ComesBack:
    """As the customer is shown before saying yes."""
    kept = kept_of(order, payment_rules(), now=now)
    back = max(0, order.paid_cents - order.refunded_cents - kept)
    by_itself = sum(part.cents for part in allot(list_of(order.id), back, by_itself=True))
    return ComesBack(back, by_itself, kept)


def cancel(order_id: int, *, by: str, via: str, now: datetime, reason: str = "", seen_kept_cents: int | None = None) -> Order:
    """Call it off: a customer by the shop's rule (`seen_kept_cents` is what they were shown), staff with a reason and without keeping
    anything. A page on which it could be paid is closed at the gateway first. What was paid goes back (see return_money).

    Raises TooLateToCancel, KeptHasChanged, PaidMeanwhile, PaymentAway, PaymentBusy, WrongMove, ReasonNeeded."""
    _refuse_early(order_id, by=by, now=now, reason=reason)
    if find_alive(order_id) is not None and not close(order_id, now=now):
        raise PaidMeanwhile
    with writing():
        order = orders.hold(order_id)
        if find_alive(order_id) is not None:
            raise PaidMeanwhile
        if by != "customer":
            return orders.move(order_id, "cancelled_by_shop", by=by, via=via, now=now, reason=reason)
        kept = kept_of(order, payment_rules(), now=now)
        if kept > (seen_kept_cents or 0):
            raise KeptHasChanged(kept_cents=kept)
        return orders.cancel_by_customer(order_id, now=now, kept_cents=kept)


def _refuse_early(order_id: int, *, by: str, now: datetime, reason: str) -> None:
    """No page is closed for an order that can't be called off anyway."""
    order = orders.get(order_id)
    if by == "customer" and not orders.may_cancel(order, now=now):
        raise orders.TooLateToCancel
    if by != "customer" and "cancelled_by_shop" not in orders.list_moves(order):
        raise orders.WrongMove(state=order.state, to="cancelled_by_shop")
    if by != "customer" and not reason.strip():
        raise orders.ReasonNeeded
    db.session.rollback()


def return_money(event: OrderMoved) -> None:
    """What was paid for an order called off goes back where nobody has to hand it over; the rest stays owed. A step back, while nothing
    has gone yet, takes it all back. Raises MoneyWentBack."""
    if event.to in CANCELLED and not event.undone:
        reference = f"cancel:{event.order_id}:{orders.get(event.order_id).version}"
        give_owed(event.order_id, reason=CALLED_OFF, reference=reference, by=event.by, via=event.via, now=event.at, planned=True)
    elif event.was in CANCELLED and event.undone:
        promised = select(Refund).where(Refund.order_id == event.order_id, Refund.reason == CALLED_OFF, Refund.state != "failed")
        for refund in db.session.scalars(promised.order_by(Refund.id)).all():
            _take_back(refund, event)


def _take_back(refund: Refund, event: OrderMoved) -> None:
    if refund.gateway_id or refund.tender in BY_HAND or (refund.tender in BY_GATEWAY and refund.state != "asked"):
        raise MoneyWentBack
    if refund.gift_card_id is not None:
        cause = f"undo:{refund.reference}"
        giftcards.spend(refund.gift_card_id, refund.cents, cause=cause, order_id=event.order_id, by=event.by, now=event.at)
    refund.state, refund.error, refund.done_at = "failed", "undone", event.at
    db.session.flush()
    release(refund.payment_id, refund.cents)
    orders.record_money(event.order_id, refunded_cents=-refund.cents)
