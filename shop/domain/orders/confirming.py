"""Decides when an order that waits for its money stands, and when it is let go."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from shop.domain import business
from shop.domain.orders.events import OrderMoved, OrderPlaced, OrderSold
from shop.domain.orders.finding import hold
from shop.domain.orders.models import Order
from shop.domain.orders.moving import WrongMove, accept, move, write_move
from shop.domain.orders.states import UNPAID
from shop.kernel import events
from shop.kernel.database import db, writing


def announce(order: Order, *, by: str, via: str, now: datetime) -> None:
    """It stands: its letters are owed, and the shop says yes by itself up to its own limit."""
    order.last_act = events.record(OrderPlaced(at=now, by=by, via=via, **order.named, total_cents=order.total_cents))
    limit = business.order_rules().accept_up_to_cents
    is_offered = all(line.product_id == 0 for line in order.lines)  # the shop itself named what it is, and its price
    if is_offered or order.kind == "digital" or not limit or order.total_cents <= limit or by.startswith("staff:"):
        accept(order, now=now)


def announce_sale(order: Order, *, by: str, via: str, now: datetime) -> None:
    """Sold over the counter: agreed, paid and taken along in one act."""
    order.last_act = events.record(OrderSold(at=now, by=by, via=via, **order.named, total_cents=order.total_cents))
    accept(order, now=now)
    move(order.id, "collected", by=by, via=via, now=now)


def confirm(order_id: int, *, by: str, via: str, now: datetime) -> Order:
    """Its money came, or is going to be paid at the counter: it is placed, and a sale at the till is taken along at once. One let go
    before is taken up again if its pieces and its place are still there. The same again changes nothing.

    Raises WrongMove for an order called off, SlotIsFull or NotEnoughLeft for one let go whose places others have now."""
    with writing():
        order = hold(order_id)
        if order.state not in ("awaiting_payment", "expired"):
            if order.pay_by_at is None and order.state not in ("cancelled_by_customer", "cancelled_by_shop"):
                return order
            raise WrongMove(state=order.state, to="placed")
        write_move(order, "placed", OrderMoved(at=now, by=by, via=via, **order.named, was=order.state, to="placed"))
        order.moved_from, order.pay_by_at = None, None
        db.session.flush()
        if order.kind == "counter":
            announce_sale(order, by=by, via=via, now=now)
            order.moved_from = None  # its money came from outside: it goes back as a refund, not by a step back
            db.session.flush()
        else:
            announce(order, by=by, via=via, now=now)
        return order


def expire(order_id: int, *, now: datetime) -> bool:
    """Let go what nobody paid for in time: pieces, place and offers are free. False when it was paid or called off meanwhile."""
    with writing():
        order = hold(order_id)
        if order.state != "awaiting_payment":
            return False
        write_move(order, "expired", OrderMoved(at=now, **order.named, was=order.state, to="expired"))
        order.moved_from = None
        db.session.flush()
        return True


def wait_until(order_id: int, until: datetime) -> None:
    """What is held unpaid stays held until then. Nothing else waits."""
    with writing():
        order = hold(order_id)
        if order.state == "awaiting_payment":
            order.pay_by_at = until
            db.session.flush()


def list_overdue(now: datetime) -> Sequence[int]:
    """Orders held for longer than they should be."""
    overdue = select(Order.id).where(Order.state.in_(UNPAID), Order.pay_by_at <= now)
    return db.session.scalars(overdue.order_by(Order.pay_by_at, Order.id)).all()
