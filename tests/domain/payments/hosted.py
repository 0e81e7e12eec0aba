"""Orders that wait for their money on the fake Stripe's hosted page, for the tests of what is settled."""

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from flask import Flask

from shop.commands.checking import list_faults
from shop.domain import orders, payments
from shop.domain.baskets import Choice
from shop.domain.catalogue import Product
from shop.domain.orders import Details, Order
from shop.kernel import clock, events
from shop.kernel.database import db
from tests import makers

_forms = count(1)
BACK = {"success_url": "http://localhost/it/paid", "cancel_url": "http://localhost/it/back"}


def hold(*choices: Choice | Product, way: str = "online", starts_at: datetime | None = None, **how: Any) -> Order:
    """Ada's order, held until it is paid for."""
    token = makers.make_basket(*choices)
    details = Details(name="Ada Rossi", email="ada@example.org", phone=None, starts_at=starts_at or makers.first_slot(token))
    seen = makers.seen(token, kind="pickup")
    db.session.rollback()
    return payments.place(
        way=way, checkout=f"held-{next(_forms)}", basket_token=token, details=details, seen=seen, origin=makers.WEB, language="it",
        now=clock.now(), **how,
    )


def start(order: Order, **how: Any) -> payments.Started:
    db.session.rollback()
    return payments.start(order.id, **BACK, by="customer", now=clock.now(), **how)


def opened(order: Order, **how: Any) -> str:
    """Our reference to the page that was opened for it."""
    return start(order, **how).session.reference


def settle(reference: str) -> str:
    db.session.rollback()
    return payments.settle(reference, now=clock.now())


def now_of(order: Order) -> Order:
    db.session.rollback()
    db.session.expire_all()
    return orders.get(order.id)


def later(**ahead: float) -> None:
    """Some time passes."""
    clock.travel(clock.now() + timedelta(**ahead))


def work(rounds: int = 3) -> None:
    """What the worker does about money now, and what it hears."""
    for _ in range(rounds):
        db.session.rollback()
        payments.expire_unpaid(clock.now())
        payments.reconcile(clock.now())
        events.deliver_due(clock.now())
        db.session.rollback()


def settle_down() -> None:
    """A quarter of an hour passes, and the worker works all the time."""
    for _ in range(16):
        later(minutes=1)
        work(1)
    work(1)


def books(order: Order) -> dict[str, Any]:
    """All that is kept about an order's money, without ids."""
    kept = now_of(order)
    return {
        "state": kept.state,
        "paid": kept.paid_cents,
        "refunded": kept.refunded_cents,
        "payments": sorted((one.tender, one.cents, one.back_cents, one.disputed_at is not None) for one in payments.list_of(order.id)),
        "refunds": sorted((one.tender, one.cents, one.state, one.reason_code) for one in payments.list_refunds(order.id)),
        "sessions": sorted((one.state, one.cents, one.alive is not None) for one in payments.list_sessions(order.id)),
        "parked": sorted((one.why, one.cents) for one in payments.list_parked() if one.order_id == order.id),
    }


def letters_of(order: Order, kind: str = "order.placed") -> int:
    """How often it was announced."""
    db.session.rollback()
    return sum(fact.name == kind for fact in events.list_about(f"order:{order.id}"))


def faults(app: Flask) -> list[str]:
    db.session.rollback()
    db.session.expire_all()
    return list_faults()
