"""Which fact owes whom a letter, once each, whatever the outbox does."""
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from shop.channels.email import send_change_letter, send_order_letter, send_owner_letter
from shop.domain import business, letters, orders
from shop.domain.letters import Letter
from shop.domain.orders import Order, OrderChanged, OrderPlaced
from shop.kernel import clock, events
from shop.kernel.database import db
from tests import makers
from tests.world import World, open_world

MOMENT = timedelta(seconds=11)


@pytest.fixture
def world(any_app: Flask) -> World:
    return open_world()


def _order(world: World, **details: Any) -> Order:
    return makers.place_order(world.cornetto, **details)


def _deliver(after: timedelta = MOMENT) -> None:
    events.deliver_due(clock.now() + after)
    db.session.rollback()


def _kinds(to: str = "ada@example.org") -> list[str]:
    return [letter.kind for letter in reversed(letters.list_letters()) if letter.to == to]


def _move(order: Order, *states: str, by: str = "staff:1", reason: str = "") -> None:
    for state in states:
        orders.move(order.id, state, by=by, via="admin", now=clock.now(), reason=reason)


def test_an_order_owes_its_customer_and_the_owner_one_letter_each(world: World) -> None:
    _order(world)
    _deliver()
    _deliver()
    assert _kinds() == ["placed"] and _kinds("ciao@fiordaliso.example") == ["new_order"]


def test_ten_listeners_at_once_write_one_letter(world: World, any_app: Flask) -> None:
    order = _order(world)
    fact = OrderPlaced(at=clock.now(), about=f"order:{order.id}", order_id=order.id, total_cents=order.total_cents)
    db.session.rollback()

    def listen(_turn: int) -> None:
        with any_app.app_context():
            send_order_letter(fact)

    with ThreadPoolExecutor(10) as crowd:
        list(crowd.map(listen, range(10)))
    assert _kinds() == ["placed"]


def test_who_left_only_a_phone_gets_no_letter(world: World) -> None:
    _order(world, email=None, phone="+393331234567")
    _deliver()
    assert [letter.kind for letter in letters.list_letters()] == ["new_order"]


def test_every_address_the_owner_named_hears_of_the_order(world: World) -> None:
    named = "a@shop.example; b@shop.example, a@shop.example"
    business.save(replace(business.order_rules(), owner_letters_to=named), by="shop", now=clock.now())
    _order(world)
    _deliver()
    assert _kinds("a@shop.example") == _kinds("b@shop.example") == ["new_order"] and _kinds("ciao@fiordaliso.example") == []


def test_ready_is_told_after_the_undo_time_and_not_before(world: World) -> None:
    order = _order(world)
    _move(order, "preparing", "ready")
    _deliver(timedelta(seconds=5))
    assert "ready" not in _kinds()
    _deliver()
    assert _kinds() == ["placed", "ready"]


def test_a_step_undone_is_told_to_nobody(world: World) -> None:
    order = _order(world)
    _deliver()
    _move(order, "ready")
    orders.undo(order.id, by="staff:1", via="admin", now=clock.now() + timedelta(seconds=3))
    _deliver(timedelta(minutes=1))
    assert _kinds() == ["placed"]


def test_who_already_collected_is_not_told_that_it_is_ready(world: World) -> None:
    order = _order(world)
    _move(order, "ready", "collected")
    _deliver()
    assert _kinds() == ["placed"]


def test_a_cancel_is_told_whoever_cancels(world: World) -> None:
    first, second = _order(world), _order(world)
    _move(first, "cancelled_by_shop", reason="Siamo chiusi")
    _move(second, "cancelled_by_customer", by="customer")
    _deliver()
    assert sorted(_kinds()) == ["cancelled", "cancelled", "placed", "placed"]
    assert ["Siamo chiusi" in letter.text for letter in letters.list_about(f"order:{first.id}") if letter.kind == "cancelled"] == [True]


def test_a_large_order_hears_of_the_yes_and_a_small_one_only_of_the_order(world: World) -> None:
    business.save(replace(business.order_rules(), accept_up_to_cents=100), by="shop", now=clock.now())
    order = _order(world)
    _deliver()
    _move(order, "accepted")
    _deliver(timedelta(minutes=1))
    assert _kinds() == ["placed", "accepted"]


def test_each_change_of_time_is_told_and_a_note_of_staff_is_not(world: World) -> None:
    order = _order(world)
    orders.reschedule(order.id, order.starts_at + timedelta(hours=1), by="staff:1", via="admin", now=clock.now())
    orders.reschedule(order.id, order.starts_at + timedelta(hours=2), by="staff:1", via="admin", now=clock.now() + timedelta(minutes=1))
    orders.note(order.id, staff_note="Paga sempre in ritardo", by="staff:1", via="admin", now=clock.now())
    _deliver(timedelta(minutes=5))
    assert _kinds() == ["placed", "changed", "changed"]
    assert not any("ritardo" in letter.text + letter.html for letter in letters.list_letters())


def test_the_same_change_heard_twice_is_one_letter(world: World) -> None:
    order = _order(world)
    fact = OrderChanged(at=clock.now(), about=f"order:{order.id}", order_id=order.id, what="time")
    send_change_letter(fact)
    send_change_letter(fact)
    assert _kinds() == ["changed"]


def test_the_owner_is_told_in_a_letter_about_the_order(world: World) -> None:
    order = _order(world)
    send_owner_letter(OrderPlaced(at=clock.now(), about=f"order:{order.id}", order_id=order.id, total_cents=order.total_cents))
    [letter] = [letter for letter in letters.list_about(f"order:{order.id}") if letter.kind == "new_order"]
    assert isinstance(letter, Letter) and letter.to == "ciao@fiordaliso.example"
