"""Decides whether orders and payments agree (I2, I3)."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, func, select

from shop.domain.orders import GIVEN_OUT, Order
from shop.domain.payments.matching import list_card_faults
from shop.domain.payments.models import Payment, Refund
from shop.domain.payments.proving import list_waiting_faults
from shop.domain.shifts import CashMove
from shop.kernel.database import db


def list_faults() -> Iterator[str]:
    taken = _sums(select(Payment.order_id, func.sum(Payment.cents)).where(Payment.voided_at.is_(None)).group_by(Payment.order_id))
    counted = Refund.state != "failed"
    given_back = _sums(select(Refund.order_id, func.sum(Refund.cents)).where(counted).group_by(Refund.order_id))
    owed = Order.total_cents - Order.returned_cents - Order.allowance_cents + Order.tip_cents
    kept = select(Order.id, Order.paid_cents, Order.refunded_cents, owed, Order.state)
    for order_id, paid, refunded, price, state in db.session.execute(kept.order_by(Order.id)):
        if paid != taken.get(order_id, 0):
            yield f"I2 order {order_id}: {taken.get(order_id, 0)} cents taken, {paid} noted"
        if refunded != given_back.get(order_id, 0):
            yield f"I3 order {order_id}: {given_back.get(order_id, 0)} cents given back, {refunded} noted"
        if refunded > paid:
            yield f"I3 order {order_id}: refunded more than was paid"
        if state in GIVEN_OUT and paid - refunded < price:
            yield f"I2 order {order_id} was handed over with {price - paid + refunded} cents unpaid"
    promised = _sums(select(Refund.payment_id, func.sum(Refund.cents)).where(counted, Refund.payment_id > 0).group_by(Refund.payment_id))
    for payment_id, back in db.session.execute(select(Payment.id, Payment.back_cents).order_by(Payment.id)):
        if back != promised.get(payment_id, 0):
            yield f"I3 payment {payment_id}: {promised.get(payment_id, 0)} cents given back of it, {back} noted"
    yield from list_cash_faults()
    yield from list_card_faults()
    yield from list_waiting_faults()


def _sums(wanted: Select[Any, int]) -> dict[int, int]:
    return {order_id: int(cents) for order_id, cents in db.session.execute(wanted)}


def list_cash_faults() -> Iterator[str]:
    """Cash and the drawer's ledger agree, from the first payment that was written into it on."""
    noted: dict[str, int] = dict(db.session.execute(select(CashMove.cause, CashMove.cents)).all())
    first = min((int(cause.partition(":")[2]) for cause in noted if cause.startswith("payment:")), default=None)
    if first is None:
        return
    for payment_id, cents, voided_at in db.session.execute(
        select(Payment.id, Payment.cents, Payment.voided_at).where(Payment.tender == "cash", Payment.id >= first)
    ):
        if noted.get(f"payment:{payment_id}") != cents:
            yield f"payment {payment_id}: {cents} cents of cash, {noted.get(f'payment:{payment_id}')} in the drawer's ledger"
        if noted.get(f"void:{payment_id}", 0) != (-cents if voided_at else 0):
            yield f"payment {payment_id}: its undoing is not in the drawer's ledger"
