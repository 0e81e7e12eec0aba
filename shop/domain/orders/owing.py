"""Decides which orders money is still due for, and which money is owed back on."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, case, func, select

from shop.domain.orders.models import Order
from shop.domain.orders.states import CANCELLED, LIVE, UNPAID
from shop.kernel.database import db


@dataclass(frozen=True)
class Owing:
    """`orders` the first of them, by their day; `count` and `cents` of them all."""

    orders: Sequence[Order]
    count: int
    cents: int


def _due() -> ColumnElement[int]:
    """Order.due_cents, for the database."""
    full = Order.total_cents - Order.returned_cents - Order.allowance_cents + Order.tip_cents
    return case((Order.state.in_(CANCELLED), Order.kept_cents), else_=full) - Order.paid_cents + Order.refunded_cents


def _owing(*conditions: ColumnElement[bool], cents: ColumnElement[int], most: int) -> Owing:
    count, added = db.session.execute(select(func.count(), func.coalesce(func.sum(cents), 0)).where(*conditions)).one()
    found = db.session.scalars(select(Order).where(*conditions).order_by(Order.on, Order.id).limit(most)).all() if count else []
    return Owing(found, count, int(added))


def list_due(most: int = 20) -> Owing:
    """Orders that stand and are not paid in full."""
    return _owing(Order.state.in_(LIVE), _due() > 0, cents=_due(), most=most)


def list_unpaid(most: int = 20) -> Owing:
    """Orders held until they are paid for."""
    return _owing(Order.state.in_(UNPAID), cents=_due(), most=most)


def list_owed_back(most: int = 20) -> Owing:
    """Orders on which more was paid than is owed, and nothing gave it back yet."""
    return _owing(_due() < 0, cents=-_due(), most=most)
