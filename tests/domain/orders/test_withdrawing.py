"""Who bought from afar may withdraw within 14 days from what neither spoils nor was made for them; the statement is kept once."""
from datetime import timedelta

import pytest
from flask import Flask

from shop.domain import letters, orders, payments
from shop.domain.baskets import Choice
from shop.domain.catalogue import Product
from shop.domain.orders import Order
from shop.kernel import clock, events
from shop.kernel.database import db
from tests import makers
from tests.makers import make_product
from tests.world import World, open_world

WHO = {"name": "Ada Rossi", "email": "ada@example.org"}


@pytest.fixture
def world(any_app: Flask) -> World:
    return open_world()


@pytest.fixture
def jar(world: World) -> Product:
    return make_product("Marmellata", price_cents=700, perishable=False)


def kept(order: Order) -> Order:
    db.session.rollback()
    db.session.expire_all()
    return orders.get(order.id)


def collect(order: Order) -> Order:
    db.session.rollback()
    payments.hand_over(order.id, by="staff:1", via="counter", now=clock.now())
    return kept(order)


def test_the_right_is_frozen_with_the_line(world: World, jar: Product) -> None:
    tin = make_product("Scatola con dedica", perishable=False, questions=[{}])
    asked = tin.questions[0].id
    order = makers.place_order(world.cornetto, Choice(jar.id, 2), Choice(tin.id, 1), Choice(tin.id, 1, answers={asked: "Auguri"}))
    assert [line.may_withdraw for line in order.lines] == [False, True, True, False]
    assert orders.list_withdrawable(order, now=clock.now()) == {order.lines[1].id: 2, order.lines[2].id: 1}


def test_it_lasts_fourteen_days_from_the_day_the_goods_were_received(world: World, jar: Product) -> None:
    order = collect(makers.place_order(Choice(jar.id, 2)))
    line_id, received = order.lines[0].id, clock.now()
    assert orders.list_withdrawable(order, now=received + timedelta(days=14, hours=14)) == {line_id: 2}  # the last minutes of the day
    over = received + timedelta(days=14, hours=15)
    assert orders.list_withdrawable(order, now=over) == {}
    with pytest.raises(orders.TooLateToWithdraw):
        orders.withdraw(order.id, {line_id: 1}, **WHO, reference="late", now=over)
    assert orders.list_withdrawals(order.id) == []


def test_a_statement_is_kept_once_and_never_for_more_than_there_is(world: World, jar: Product) -> None:
    order = collect(makers.place_order(world.cornetto, Choice(jar.id, 3)))
    fresh, line_id = order.lines[0].id, order.lines[1].id
    for wrong in ({}, {line_id: 0}, {line_id: -1}, {line_id: 4}, {fresh: 1}, {line_id + 99: 1}):
        with pytest.raises(orders.NothingToWithdraw):
            orders.withdraw(order.id, wrong, **WHO, reference="wrong", now=clock.now())
    first = orders.withdraw(order.id, {line_id: 2}, **WHO, reference="form", now=clock.now())
    assert orders.withdraw(order.id, {line_id: 2}, **WHO, reference="form", now=clock.now()).id == first.id
    assert orders.list_withdrawable(kept(order), now=clock.now()) == {line_id: 1}
    with pytest.raises(orders.NothingToWithdraw):
        orders.withdraw(order.id, {line_id: 2}, **WHO, reference="more", now=clock.now())
    assert [one.id for one in orders.list_unsettled_withdrawals()] == [first.id]
    db.session.rollback()
    orders.settle_withdrawal(first.id, now=clock.now())
    assert list(orders.list_unsettled_withdrawals()) == []


def test_the_receipt_goes_out_once_with_time_and_content_and_the_owner_hears_of_it(world: World, jar: Product) -> None:
    order = collect(makers.place_order(Choice(jar.id, 3)))
    orders.withdraw(order.id, {order.lines[0].id: 2}, name="Ada", email="other@example.org", reference="form", now=clock.now())
    for _ in range(2):
        events.deliver_due(clock.now())
    written = {letter.kind: letter for letter in letters.list_letters() if letter.kind.startswith("withdrawal")}
    receipt = written["withdrawal"]
    assert receipt.to == "other@example.org" and order.code in receipt.subject
    assert "Marmellata" in receipt.text and "9:00" in receipt.text and "14 giorni" in receipt.text
    assert written["withdrawal_owner"].to == "ciao@fiordaliso.example" and len(written) == 2


def test_what_is_taken_along_from_the_till_was_not_bought_from_afar(world: World, jar: Product) -> None:
    token = makers.make_basket(Choice(jar.id, 1))
    order = collect(makers.place_order(Choice(jar.id, 1)))
    assert orders.list_withdrawable(order, now=clock.now()) and token
    order.kind = "counter"
    assert orders.list_withdrawable(order, now=clock.now()) == {}
    db.session.rollback()
