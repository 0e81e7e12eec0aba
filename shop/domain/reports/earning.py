"""Decides what came in and went out of a stretch of days, by tender, and every single movement of it."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from shop.domain.orders import Order
from shop.domain.payments import Payment, Refund
from shop.kernel import clock
from shop.kernel.database import db


@dataclass
class Earned:
    """Cents of one tender: taken, given back (asked or done) and kept by the gateway."""

    taken_cents: int = 0
    refunded_cents: int = 0
    fee_cents: int = 0

    @property
    def net_cents(self) -> int:
        return self.taken_cents - self.refunded_cents - self.fee_cents


@dataclass(frozen=True)
class Movement:
    """One payment or refund (`cents` negative)."""

    at: datetime
    code: str
    channel: str
    tender: str
    cents: int
    fee_cents: int
    reference: str


def earned(start_on: date, end_on: date) -> dict[str, Earned]:
    """By tender, for the shop's days from start to end, both included."""
    since, until = clock.start_of(start_on), clock.start_of(end_on + timedelta(days=1))
    made: defaultdict[str, Earned] = defaultdict(Earned)
    taken = select(Payment.tender, func.sum(Payment.cents), func.sum(Payment.fee_cents)).where(
        Payment.taken_at >= since, Payment.taken_at < until, Payment.voided_at.is_(None))
    for tender, cents, fees in db.session.execute(taken.group_by(Payment.tender)):
        made[tender].taken_cents, made[tender].fee_cents = int(cents), int(fees)
    given = select(Refund.tender, func.sum(Refund.cents)).where(
        Refund.refunded_at >= since, Refund.refunded_at < until, Refund.state != "failed")
    for tender, cents in db.session.execute(given.group_by(Refund.tender)):
        made[tender].refunded_cents = int(cents)
    return dict(sorted(made.items()))


def list_movements(start_on: date, end_on: date) -> Iterator[Movement]:
    """Every payment that stands, then every refund, oldest first in each."""
    since, until = clock.start_of(start_on), clock.start_of(end_on + timedelta(days=1))
    taken = select(Payment, Order.code, Order.channel).join(Order, Order.id == Payment.order_id).where(
        Payment.taken_at >= since, Payment.taken_at < until, Payment.voided_at.is_(None)).order_by(Payment.taken_at, Payment.id)
    for payment, code, channel in db.session.execute(taken):
        yield Movement(payment.taken_at, code, channel, payment.tender, payment.cents, payment.fee_cents, payment.reference)
    given = select(Refund, Order.code, Order.channel).join(Order, Order.id == Refund.order_id).where(
        Refund.refunded_at >= since, Refund.refunded_at < until, Refund.state != "failed").order_by(Refund.refunded_at, Refund.id)
    for refund, code, channel in db.session.execute(given):
        yield Movement(refund.refunded_at, code, channel, refund.tender, -refund.cents, 0, refund.reference)
