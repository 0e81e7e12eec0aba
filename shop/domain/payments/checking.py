"""Decides whether orders and payments agree (I2, I3)."""

from collections.abc import Iterator

from sqlalchemy import case, func, select

from shop.domain.orders import Order
from shop.domain.payments.models import Payment
from shop.kernel.database import db


def list_faults() -> Iterator[str]:
    taken = func.coalesce(func.sum(case((Payment.voided_at.is_(None), Payment.cents), else_=0)), 0)
    per_order = (
        select(Order.id, Order.paid_cents, Order.refunded_cents, Order.total_cents, Order.state, taken)
        .join(Payment, Payment.order_id == Order.id, isouter=True)
        .group_by(Order.id, Order.paid_cents, Order.refunded_cents, Order.total_cents, Order.state)
    )
    for order_id, paid, refunded, total, state, cents in db.session.execute(per_order):
        if paid != cents:
            yield f"I2 order {order_id}: {cents} cents taken, {paid} noted"
        if refunded > paid:
            yield f"I3 order {order_id}: refunded more than was paid"
        if state in ("collected", "delivered") and paid - refunded < total:
            yield f"I2 order {order_id} was handed over with {total - paid + refunded} cents unpaid"
