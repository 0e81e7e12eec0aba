"""Decides which attempt to pay through the gateway a question finds."""

from collections.abc import Sequence

from sqlalchemy import or_, select

from shop.domain.payments.models import PaymentSession
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
