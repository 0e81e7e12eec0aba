"""Decides what money that came through the gateway does: its order stands, or it came too late and goes back, or to the owner."""

from datetime import datetime

from sqlalchemy import select

from shop.domain import orders
from shop.domain.orders import CALLED_OFF, Order
from shop.domain.payments.allotting import Part
from shop.domain.payments.events import LatePayment
from shop.domain.payments.models import Payment, PaymentSession
from shop.domain.payments.parking import park
from shop.domain.payments.recording import record_payment
from shop.domain.payments.refunding import Act, give_back
from shop.domain.payments.rules import payment_rules
from shop.kernel import events
from shop.kernel.database import db
from shop.kernel.gateway import Intent

TENDERS = {"page": "online", "reader": "reader"}
VIA = {"page": "website", "reader": "counter"}
WAITING = ("awaiting_payment", "expired")
REASONS = {"late": "late_payment", "twice": "paid_twice"}


def find_booked(intent_id: str) -> Payment | None:
    """The payment that was made of this intent."""
    return db.session.scalar(select(Payment).where(Payment.gateway_id == intent_id))


def book(session: PaymentSession, intent: Intent, *, now: datetime, is_late: bool = False) -> None:
    """Record it once; its order stands with it. Within a write.

    Raises SlotIsFull, NotEnoughLeft and the like where what was let go is gone: called again with `is_late`, the money is given back."""
    was_due = orders.hold(session.order_id).due_cents
    by = session.by if session.how == "reader" else "customer"
    _record(session, intent, by, now)
    order = orders.hold(session.order_id)
    if order.state in CALLED_OFF or (order.state == "expired" and (is_late or is_past(order, now))):
        come_too_late(order, intent.id, "late", now=now)
    elif order.state in WAITING and covers(order):
        orders.confirm(order.id, by=by, via=VIA[session.how], now=now)
    elif order.state == "expired":
        come_too_late(order, intent.id, "late", now=now)
    elif was_due <= 0:
        come_too_late(order, intent.id, "twice", now=now)


def _record(session: PaymentSession, intent: Intent, by: str, now: datetime) -> None:
    tender = TENDERS[session.how]
    record_payment(
        order_id=session.order_id,
        tender=tender,
        reference=f"{tender}:{intent.id}",
        cents=intent.cents,
        gateway_id=intent.id,
        fee_cents=intent.fee_cents,
        by=by,
        via=VIA[session.how],
        now=now,
    )


def covers(order: Order) -> bool:
    """Whether what was paid is enough for the order to stand, also for one that was let go."""
    price = order.total_cents - order.returned_cents - order.allowance_cents + order.tip_cents
    return order.paid_cents - order.refunded_cents >= (order.deposit_cents or price)


def is_past(order: Order, now: datetime) -> bool:
    """Nobody can come for it any more."""
    return order.kind in ("pickup", "delivery") and order.starts_at <= now


def come_too_late(order: Order, intent_id: str, why: str, *, now: datetime) -> None:
    """What is too much of this payment goes back by itself, or is put to the owner, as the shop likes it; the customer is told."""
    payment = find_booked(intent_id)
    over = min(payment.cents - payment.back_cents, -order.due_cents) if payment else 0
    if payment is None or over <= 0:
        return
    outcome = "refunded" if payment_rules().late == "refund" else "parked"
    if outcome == "refunded":
        give_back_late(order, payment, over, why, by="shop", now=now)
    else:
        park(why, gateway_id=intent_id, order_id=order.id, cents=over, now=now)
    told = LatePayment(at=now, **order.named, payment_id=payment.id, cents=over, why=why, outcome=outcome)
    events.record(told)


def give_back_late(order: Order, payment: Payment, cents: int, why: str, *, by: str, now: datetime) -> None:
    """Once, whoever decided it."""
    act = Act(f"{why}:{payment.gateway_id}", REASONS[why], by, "shop", now)
    give_back(order, [Part(payment.tender, cents, payment.id)], act)
