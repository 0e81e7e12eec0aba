"""Decides whether orders and payments agree (I2, I3)."""

from collections.abc import Iterator

from sqlalchemy import Select, func, select

from shop.domain.orders import GIVEN_OUT, Order
from shop.domain.payments.models import Payment, Refund
from shop.kernel.database import db


def list_faults() -> Iterator[str]:
    taken = _sums(select(Payment.order_id, func.sum(Payment.cents)).where(Payment.voided_at.is_(None)).group_by(Payment.order_id))
    given_back = _sums(select(Refund.order_id, func.sum(Refund.cents)).group_by(Refund.order_id))
    kept = select(Order.id, Order.paid_cents, Order.refunded_cents, Order.returned_cents, Order.total_cents, Order.state)
    for order_id, paid, refunded, returned, total, state in db.session.execute(kept.order_by(Order.id)):
        if paid != taken.get(order_id, 0):
            yield f"I2 order {order_id}: {taken.get(order_id, 0)} cents taken, {paid} noted"
        if refunded != given_back.get(order_id, 0):
            yield f"I3 order {order_id}: {given_back.get(order_id, 0)} cents given back, {refunded} noted"
        if refunded > paid:
            yield f"I3 order {order_id}: refunded more than was paid"
        if state in GIVEN_OUT and paid - refunded < total - returned:
            yield f"I2 order {order_id} was handed over with {total - returned - paid + refunded} cents unpaid"


def _sums(wanted: Select[int, int]) -> dict[int, int]:
    return {order_id: int(cents) for order_id, cents in db.session.execute(wanted)}
