"""Decides whether what waits for money waits rightly (I8), and whether what came through the gateway has its goods or goes back (I2)."""

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import and_, or_, select

from shop.domain.orders import UNPAID, Order
from shop.domain.payments.allotting import BY_GATEWAY
from shop.domain.payments.booking import covers
from shop.domain.payments.models import Parked, Payment, PaymentSession
from shop.kernel import clock
from shop.kernel.database import db

SLACK = timedelta(minutes=5)
UNFINISHED = ("new", "open", "processing")


def list_waiting_faults() -> Iterator[str]:
    """Of sessions, and of orders that are held or were let go."""
    yield from _holds()
    yield from _sessions()
    yield from _kept_for_nothing()


def _holds() -> Iterator[str]:
    for order in db.session.scalars(select(Order).where(Order.state.in_(UNPAID)).order_by(Order.id)):
        if order.pay_by_at is None or order.pay_by_at < clock.now() - SLACK:
            yield f"I8 order {order.id} is held unpaid since {order.pay_by_at}"
        if order.paid_cents > order.refunded_cents and covers(order):
            yield f"I2 order {order.id} is paid and still waits for its money"


def _sessions() -> Iterator[str]:
    alive_though_over = and_(PaymentSession.alive.is_not(None), PaymentSession.state.not_in(UNFINISHED))
    lost = and_(PaymentSession.alive.is_(None), PaymentSession.state.in_(UNFINISHED))
    for session_id in db.session.scalars(select(PaymentSession.id).where(or_(alive_though_over, lost)).order_by(PaymentSession.id)):
        yield f"I2 payment session {session_id} is alive and over at once"
    booked = select(Payment.id).where(Payment.gateway_id == PaymentSession.intent_id, Payment.order_id == PaymentSession.order_id)
    unbooked = select(PaymentSession.id).where(PaymentSession.state == "paid", ~booked.exists())
    for session_id in db.session.scalars(unbooked.order_by(PaymentSession.id)):
        yield f"I2 payment session {session_id} is paid and nothing is booked for it"


def _kept_for_nothing() -> Iterator[str]:
    """Money for an order that was let go is on its way back, or the owner was asked."""
    asked = select(Parked.id).where(Parked.order_id == Order.id, Parked.decided_at.is_(None)).exists()
    kept = select(Payment.order_id, Payment.id).join(Order, Order.id == Payment.order_id).where(
        Order.state == "expired", Payment.tender.in_(BY_GATEWAY), Payment.voided_at.is_(None), Payment.disputed_at.is_(None),
        Payment.back_cents < Payment.cents, ~asked,
    )
    for order_id, payment_id in db.session.execute(kept.order_by(Payment.id)):
        yield f"I2 order {order_id} was let go and payment {payment_id} for it was kept"
