"""Decides what the owner is shown of money on its way: refunds not arrived yet, and what the gateway sends to the bank."""

from collections.abc import Sequence

from sqlalchemy import select

from shop.domain.orders import Order
from shop.domain.payments.models import Payout, Refund
from shop.kernel.database import db


def list_pending_refunds(most: int = 50) -> list[tuple[Refund, str]]:
    """(refund, code of its order) of those asked and not answered yet, oldest first."""
    wanted = select(Refund, Order.code).join(Order, Order.id == Refund.order_id).where(Refund.state == "asked")
    return [(refund, code) for refund, code in db.session.execute(wanted.order_by(Refund.id).limit(most))]


def list_transfers(most: int = 10) -> Sequence[Payout]:
    """What the gateway sent, or is going to send, to the shop's bank, the latest first."""
    return db.session.scalars(select(Payout).order_by(Payout.arrives_on.desc(), Payout.id).limit(most)).all()
