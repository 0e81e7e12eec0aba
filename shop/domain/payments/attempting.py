"""Decides which attempt to pay through the gateway a question finds."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select

from shop.domain.payments.models import Payment, PaymentSession, Refund
from shop.kernel.database import db


def find_alive(order_id: int) -> PaymentSession | None:
    """The one session through which this order can be paid now."""
    return db.session.scalar(select(PaymentSession).where(PaymentSession.alive == order_id).execution_options(populate_existing=True))


def list_sessions(order_id: int) -> Sequence[PaymentSession]:
    """Every attempt to pay an order through the gateway, oldest first."""
    return db.session.scalars(select(PaymentSession).where(PaymentSession.order_id == order_id).order_by(PaymentSession.id)).all()


def find_session(reference: str) -> PaymentSession | None:
    """The attempt by our reference, its page's id or its intent's."""
    if not reference:
        return None
    names = or_(PaymentSession.reference == reference, PaymentSession.gateway_id == reference, PaymentSession.intent_id == reference)
    return db.session.scalar(select(PaymentSession).where(names).order_by(PaymentSession.id).limit(1))


MOST_LOOKS_FOR_FEE = 8


def list_to_look_at(now: datetime, *, most: int = 50) -> Sequence[int]:
    """Attempts that are not over, or whose fee is not told yet, and that were not looked at lately."""
    fee_missing = select(Payment.id).where(Payment.gateway_id == PaymentSession.intent_id, Payment.fee_cents == 0).exists()
    unfinished = PaymentSession.alive.is_not(None)
    paid = and_(PaymentSession.state == "paid", PaymentSession.looks < MOST_LOOKS_FOR_FEE, fee_missing)
    due = select(PaymentSession.id).where(PaymentSession.look_at <= now, or_(unfinished, paid))
    return db.session.scalars(due.order_by(PaymentSession.look_at, PaymentSession.id).limit(most)).all()


def list_unanswered(now: datetime, *, waited: timedelta, most: int = 50) -> Sequence[tuple[int, str]]:
    """(refund, intent) of refunds asked a while ago and still without an answer."""
    asked = select(Refund.id, Payment.gateway_id).join(Payment, Payment.id == Refund.payment_id)
    asked = asked.where(Refund.state == "asked", Refund.refunded_at <= now - waited, Payment.gateway_id.is_not(None))
    return [(refund_id, intent or "") for refund_id, intent in db.session.execute(asked.order_by(Refund.id).limit(most))]
