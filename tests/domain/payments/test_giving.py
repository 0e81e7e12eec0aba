"""Goods go out line by line: the money is taken with the first, the order is closed with the last, and a step back undoes either."""
from datetime import timedelta

import pytest
from flask import Flask

from shop.domain import orders, payments
from shop.domain.baskets import Choice
from shop.domain.orders import Order
from shop.kernel import clock, events
from shop.kernel.database import db
from shop.kernel.refusal import Refusal
from tests import makers
from tests.racing import race
from tests.world import World, open_world


@pytest.fixture
def world(any_app: Flask) -> World:
    return open_world()


@pytest.fixture
def order(world: World) -> Order:
    """Five cornetti and 300 g of frollini: 13,50 euro."""
    return makers.place_order(Choice(world.cornetto.id, 5), Choice(world.frollini.id, 300))


def kept(order: Order) -> Order:
    db.session.rollback()
    db.session.expire_all()
    return orders.get(order.id)


def give(order: Order, lines: dict[int, int] | None = None, **how: object) -> payments.HandedOver:
    db.session.rollback()
    return payments.hand_over(order.id, **{  # type: ignore[arg-type]
        "by": "staff:1", "via": "counter", "now": clock.now(), "lines": lines} | how)


def faults() -> list[str]:
    db.session.rollback()
    db.session.expire_all()
    return [fault for room in (orders, payments) for fault in room.list_faults()]


def test_all_that_is_due_is_taken_with_the_first_piece(order: Order) -> None:
    cornetti, frollini = order.lines
    given = give(order, {cornetti.id: 2}, money=payments.Money(given_cents=2000))
    assert given.change_cents == 650 and given.order.state == "accepted"
    now = kept(order)
    assert now.due_cents == 0 and now.is_part_given and orders.list_to_give(now) == {cornetti.id: 3, frollini.id: 300}
    give(order)
    done = kept(order)
    assert done.state == "collected" and [line.given for line in done.lines] == [5, 300] and not done.is_part_given
    assert [payment.cents for payment in payments.list_of(order.id)] == [1350] and faults() == []


def test_giving_every_line_by_name_is_giving_all(order: Order) -> None:
    give(order, {line.id: line.quantity for line in order.lines})
    assert kept(order).state == "collected"


@pytest.mark.parametrize("asked", [6, -1])
def test_more_than_is_left_of_a_line_is_refused_and_takes_no_money(order: Order, asked: int) -> None:
    with pytest.raises(orders.TooMuchToGive):
        give(order, {order.lines[0].id: asked})
    assert kept(order).due_cents == 1350 and kept(order).given_sum == 0


def test_giving_nothing_or_what_another_order_has_is_refused(world: World, order: Order) -> None:
    other = makers.place_order(world.cornetto)
    with pytest.raises(orders.NothingToGive):
        give(order, {order.lines[0].id: 0})
    with pytest.raises(orders.TooMuchToGive):
        give(order, {other.lines[0].id: 1})
    assert kept(order).given_sum == 0 and kept(other).given_sum == 0


def test_a_part_given_can_be_undone_with_its_money_for_ten_seconds(order: Order) -> None:
    give(order, {order.lines[0].id: 2})
    payments.undo_hand_over(order.id, by="staff:1", via="counter", now=clock.now())
    back = kept(order)
    assert back.given_sum == 0 and back.due_cents == 1350 and list(orders.list_givings(order.id)) == []
    give(order, {order.lines[0].id: 2})
    clock.travel(clock.now() + timedelta(seconds=11))
    with pytest.raises(orders.TooLateToUndo):
        payments.undo_hand_over(order.id, by="staff:1", via="counter", now=clock.now())
    assert kept(order).given_sum == 2 and faults() == []


def test_undoing_the_last_part_leaves_the_first_given_and_paid(order: Order) -> None:
    give(order, {order.lines[0].id: 2})
    clock.travel(clock.now() + timedelta(minutes=1))
    give(order)
    payments.undo_hand_over(order.id, by="staff:1", via="counter", now=clock.now())
    back = kept(order)
    assert (back.state, back.given_sum, back.due_cents) == ("accepted", 2, 0) and faults() == []
    with pytest.raises(orders.TooLateToUndo):
        payments.undo_hand_over(order.id, by="staff:1", via="counter", now=clock.now())


def test_the_same_page_pressed_ten_times_at_once_gives_its_part_once(any_app: Flask, order: Order) -> None:
    order_id, line_id = order.id, order.lines[0].id
    db.session.rollback()
    got = race(any_app, 10, lambda _: payments.hand_over(
        order_id, by="staff:1", via="counter", now=clock.now(), lines={line_id: 2}, seen_given=0))
    assert sum(not isinstance(one, Refusal) for one in got) == 1
    assert kept(order).given_sum == 2 and kept(order).paid_cents == 1350 and faults() == []


def test_what_is_given_in_part_is_neither_changed_nor_called_off(order: Order) -> None:
    give(order, {order.lines[0].id: 1})
    part = kept(order)
    assert orders.list_moves(part) == ["collected", "not_collected", "preparing", "ready"]
    assert not orders.may_cancel(part, now=clock.now())
    with pytest.raises(orders.TooLateToChange):
        orders.change(order.id, orders.Edit({}), seen_cents=part.total_cents, by="staff:1", via="admin", now=clock.now())


def test_a_card_of_the_board_moved_to_the_end_gives_everything(order: Order) -> None:
    payments.take(order.id, payments.Money("card"), by="staff:1", via="counter", now=clock.now())
    orders.move(order.id, "collected", by="staff:1", via="admin", now=clock.now())
    assert [line.given for line in kept(order).lines] == [5, 300]
    orders.undo(order.id, by="staff:1", via="admin", now=clock.now())
    assert kept(order).given_sum == 0 and kept(order).due_cents == 0
    told = [fact.facts["undone"] for fact in events.list_about(f"order:{order.id}") if fact.name == "order.given"]
    assert told == [False, True] and faults() == []


def test_the_laboratory_makes_only_what_is_still_to_give(world: World, order: Order) -> None:
    give(order, {order.lines[0].id: 5})
    assert {batch.name["it"]: batch.quantity for batch in orders.bench(order.on).batches} == {"Frollini": 300}
