"""Decides when who paid a deposit is reminded of the rest, once, and to whom staff send a link that asks for money."""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from shop.domain import letters, orders
from shop.domain.orders import LIVE, Order
from shop.domain.payments.placing import takes_online
from shop.domain.payments.rules import payment_rules
from shop.domain.payments.starting import NothingToPay
from shop.kernel import clock
from shop.kernel.database import db


def is_reminded(order: Order, now: datetime, days_before: int) -> bool:
    """Whether the rest of an order is near: its own day where it has one, else the day of the order. Pure."""
    by_on = order.balance_by_on or order.on
    is_open = order.state in LIVE and order.deposit_cents > 0 and order.due_cents > 0 and order.paid_cents > order.refunded_cents
    return is_open and by_on - timedelta(days=days_before) <= clock.day_of(now) <= by_on


def remind_balances(now: datetime) -> int:
    """One letter for each order whose rest falls due. Returns how many were written."""
    days, last = payment_rules().remind_days_before, Order.balance_by_on
    near = func.coalesce(last, Order.on) <= clock.day_of(now) + timedelta(days=days)
    wanted = select(Order).where(Order.state.in_(LIVE), Order.deposit_cents > 0, Order.email.is_not(None), near)
    due = [(order.id, order.email or "", order.language) for order in db.session.scalars(wanted) if is_reminded(order, now, days)]
    db.session.rollback()
    return sum(_remind(order_id, email, language, now) for order_id, email, language in due)


def _remind(order_id: int, email: str, language: str, now: datetime) -> bool:
    about = f"order:{order_id}"
    return letters.queue(kind="balance", cause=about, about=about, compose_id=order_id, to=email, language=language, now=now)


def send_pay_link(order_id: int, *, email: str, now: datetime) -> None:
    """The address of the page that asks for what is due, by letter, at most one an hour to the same address. Raises NothingToPay."""
    order = orders.get(order_id)
    if order.due_cents <= 0 or order.state not in (*LIVE, *orders.UNPAID) or not takes_online():
        raise NothingToPay
    about, language = f"order:{order_id}", order.language
    db.session.rollback()
    cause = f"{about} {email} {now:%Y-%m-%dT%H}"
    letters.queue(kind="pay_link", cause=cause, about=about, compose_id=order_id, to=email, language=language,
                  now=now)
