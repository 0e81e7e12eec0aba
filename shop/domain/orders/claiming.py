"""Decides which orders are shown to a customer as theirs: those of a proved contact, and those whose paper they hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from sqlalchemy import and_, or_, select, update

from shop.domain.orders.finding import get_by_token
from shop.domain.orders.models import Order
from shop.kernel import events
from shop.kernel.database import change, db, writing
from shop.kernel.events import Event
from shop.kernel.refusal import Refusal


@dataclass(frozen=True, kw_only=True)
class OrderClaimed(Event):
    name: ClassVar[str] = "order.claimed"
    order_id: int


class BelongsToSomebody(Refusal):
    code = "belongs_to_somebody"


def may_be_claimed(order: Order) -> bool:
    """Only what nobody's name or contact stands on: a purchase at the counter."""
    return order.customer_id is None and not order.email and not order.phone


def claim(token: str, *, customer_id: int, now: datetime) -> None:
    """Whoever holds the receipt of a nameless purchase makes it theirs, once. Raises NotFound, BelongsToSomebody."""
    with writing():
        order = get_by_token(token)
        free = (Order.customer_id.is_(None), Order.email.is_(None), Order.phone.is_(None))
        take = update(Order).where(Order.id == order.id, *free).values(customer_id=customer_id)
        if change(take.execution_options(synchronize_session="fetch")) != 1:
            raise BelongsToSomebody
        events.record(OrderClaimed(at=now, by="customer", via="website", about=f"order:{order.id}", customer_id=customer_id,
                                   order_id=order.id))


def list_proved(ids: Sequence[int], *, emails: Sequence[str], phones: Sequence[str]) -> Sequence[Order]:
    """A person's orders that may be shown to them, the newest first: `emails` and `phones` are those proved to be theirs.
    An order that somebody only typed their name on, with another contact, is not among them."""
    proved = or_(Order.email.in_(emails), and_(Order.email.is_(None), Order.phone.in_(phones)),
                 and_(Order.email.is_(None), Order.phone.is_(None)))
    wanted = select(Order).where(Order.customer_id.in_(ids), proved).order_by(Order.id.desc())
    return db.session.scalars(wanted).all()
