"""Decides what money a question finds."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import func, select

from shop.domain.payments.models import Payment, Refund
from shop.kernel import clock
from shop.kernel.database import db
from shop.kernel.refusal import NotFound


def list_of(order_id: int) -> Sequence[Payment]:
    """An order's payments, voided ones too, oldest first."""
    return db.session.scalars(select(Payment).where(Payment.order_id == order_id).order_by(Payment.id)).all()


def get_payment(payment_id: int) -> Payment:
    """Raises NotFound."""
    payment = db.session.get(Payment, payment_id)
    if payment is None:
        raise NotFound
    return payment


def list_refunds(order_id: int) -> Sequence[Refund]:
    """What was given back for an order, oldest first."""
    return db.session.scalars(select(Refund).where(Refund.order_id == order_id).order_by(Refund.id)).all()


def get_refund(refund_id: int) -> Refund:
    """Raises NotFound."""
    refund = db.session.get(Refund, refund_id)
    if refund is None:
        raise NotFound
    return refund


def find_refund(reference: str) -> Refund | None:
    """The refund that this form made already."""
    return db.session.scalar(select(Refund).where(Refund.reference == reference))


def takings(on: date) -> dict[str, int]:
    """Cents taken on the shop's day, by tender; what was given back that day is taken off, so a tender may fall below nothing."""
    start, end = clock.start_of(on), clock.start_of(on + timedelta(days=1))
    taken = select(Payment.tender, func.sum(Payment.cents)).where(
        Payment.taken_at >= start, Payment.taken_at < end, Payment.voided_at.is_(None)
    )
    sums: Counter[str] = Counter({tender: int(cents) for tender, cents in db.session.execute(taken.group_by(Payment.tender))})
    sums.subtract(refunds(on))
    return dict(sums)


def refunds(on: date) -> dict[str, int]:
    """Cents given back on the shop's day, by tender; what is on its way counts on the day it was asked."""
    start, end = clock.start_of(on), clock.start_of(on + timedelta(days=1))
    given = select(Refund.tender, func.sum(Refund.cents)).where(Refund.refunded_at >= start, Refund.refunded_at < end)
    given = given.where(Refund.state != "failed")
    return {tender: int(cents) for tender, cents in db.session.execute(given.group_by(Refund.tender))}
