"""Orders paid in every way, for the tests of what is given back, and the doctor over all rooms that keep money."""

from itertools import count
from typing import Any

import pytest

from shop.domain import documents, giftcards, orders, payments, shifts, stock
from shop.domain.baskets import Choice
from shop.domain.orders import Order
from shop.domain.payments import Payment, Refund
from shop.kernel import clock, events, ports
from shop.kernel.database import db
from tests import makers
from tests.fakes.memory_gateway import MemoryGateway

AT_COUNTER: dict[str, Any] = {"by": "staff:1", "via": "counter"}
_forms = count(1)


def plug(monkeypatch: pytest.MonkeyPatch) -> MemoryGateway:
    """A gateway in memory for somebody who waits and for the worker."""
    gateway = MemoryGateway()
    for name in ("gateway", "patient_gateway"):
        monkeypatch.setattr(ports._held(), name, gateway)
    return gateway


def kept(order: Order) -> Order:
    db.session.rollback()
    db.session.expire_all()
    return orders.get(order.id)


def pay(order: Order, gateway: MemoryGateway, cents: int, tender: str = "online") -> Payment:
    intent = gateway.capture(cents) if tender in payments.BY_GATEWAY else None
    reference = f"{tender}:{intent or next(_forms)}"
    how: dict[str, Any] = {"order_id": order.id, "tender": tender, "cents": cents, "reference": reference, "gateway_id": intent}
    payments.record_payment(**how, **AT_COUNTER, now=clock.now())
    return payments.list_of(order.id)[-1]


def placed(*choices: Any, **how: Any) -> Order:
    return makers.place_order(*choices, **how)


def paid_online(gateway: MemoryGateway, *choices: Any) -> Order:
    order = placed(*choices)
    pay(order, gateway, order.total_cents)
    return kept(order)


def collected(order: Order) -> Order:
    payments.hand_over(order.id, **AT_COUNTER, now=clock.now())
    return kept(order)


def give(order: Order, **how: Any) -> list[Refund]:
    db.session.rollback()
    how = {"reason": "spoiled", "reference": f"refund-{next(_forms)}"} | AT_COUNTER | how
    return payments.refund(order.id, **how, now=clock.now())


def work() -> None:
    """What the worker would do now."""
    db.session.rollback()
    events.deliver_due(clock.now())
    db.session.rollback()
    db.session.expire_all()


def faults() -> list[str]:
    db.session.rollback()
    db.session.expire_all()
    return [fault for room in (orders, payments, stock, giftcards, shifts, documents) for fault in room.list_faults()]


def pieces(order: Order, quantity: int, fate: str = "waste") -> tuple[orders.Back, ...]:
    return (orders.Back(order.lines[0].id, quantity, fate),)


__all__ = ["AT_COUNTER", "Choice", "collected", "faults", "give", "kept", "paid_online", "pay", "pieces", "placed", "plug", "work"]
