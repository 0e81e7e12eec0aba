"""Decides what money a question finds."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import func, select

from shop.domain.payments.models import Payment
from shop.kernel import clock
from shop.kernel.database import db


def list_of(order_id: int) -> Sequence[Payment]:
    """An order's payments, voided ones too, oldest first."""
    return db.session.scalars(select(Payment).where(Payment.order_id == order_id).order_by(Payment.id)).all()


def takings(on: date) -> dict[str, int]:
    """Cents taken on the shop's day, by tender."""
    start, end = clock.start_of(on), clock.start_of(on + timedelta(days=1))
    wanted = select(Payment.tender, func.sum(Payment.cents)).where(
        Payment.taken_at >= start, Payment.taken_at < end, Payment.voided_at.is_(None)
    )
    return {tender: int(cents) for tender, cents in db.session.execute(wanted.group_by(Payment.tender))}
