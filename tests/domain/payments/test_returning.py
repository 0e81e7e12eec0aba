"""What is brought back is worth what was paid for it, to the cent, once, and the shelf, the drawer and the doctor know of it."""

import random
from datetime import timedelta

import pytest
from flask import Flask

from shop.domain import documents, orders, payments, stock
from shop.domain.baskets import Choice
from shop.domain.orders import Back, Line, Order
from shop.domain.payments import Refund
from shop.kernel import clock, events
from shop.kernel.database import db, writing
from shop.kernel.refusal import Refusal
from tests import makers
from tests.makers import make_product
from tests.racing import race
from tests.world import World, open_world


@pytest.fixture
def world(any_app: Flask) -> World:
    return open_world()


def sold(*choices: object) -> Order:
    order = makers.place_order(*choices)  # type: ignore[arg-type]
    payments.hand_over(order.id, payments.Money("card"), by="staff:1", via="counter", now=clock.now())
    return kept(order)


def kept(order: Order) -> Order:
    db.session.rollback()
    db.session.expire_all()
    return orders.get(order.id)


def bring_back(order: Order, *goods: Back, **how: object) -> Refund:
    db.session.rollback()
    return payments.return_goods(
        order.id,
        goods,
        **{  # type: ignore[arg-type]
            "tender": "cash",
            "reason": "spoiled",
            "reference": f"form-{random.random()}",
            "by": "staff:1",
            "via": "counter",
            "now": clock.now(),
        }
        | how,
    )


def faults() -> list[str]:
    db.session.rollback()
    db.session.expire_all()
    return [fault for room in (orders, payments, stock) for fault in room.list_faults()]


def test_one_line_comes_back_for_its_money_and_the_facts_tell_it(world: World) -> None:
    order = sold(Choice(world.cornetto.id, 4), world.frollini)
    refund = bring_back(order, Back(order.lines[0].id, 3), words="  erano\nsecchi ")
    after = kept(order)
    assert refund.cents == 450 and (after.returned_cents, after.refunded_cents, after.due_cents) == (450, 450, 0)
    assert (refund.reason_code, refund.reason_words, refund.tender) == ("spoiled", "erano secchi", "cash")
    assert refund.lines == [{"line_id": order.lines[0].id, "quantity": 3, "fate": "waste", "cents": 450}]
    assert [fact.name for fact in events.list_about(f"order:{order.id}")][-2:] == ["order.returned", "money.refunded"]
    assert after.state == "collected"
    [paper] = [paper for paper in documents.find_receipts(order.id) if paper.kind == "return"]
    assert (
        (paper.cents, paper.cause) == (-450, f"return:{refund.id}")
        and orders.list_returnable(after) == {order.lines[0].id: 1, order.lines[1].id: 100}
        and faults() == []
    )


@pytest.mark.parametrize("seed", range(10))
def test_all_lines_in_any_portions_are_exactly_what_was_paid_for_the_goods(world: World, seed: int) -> None:
    chance = random.Random(seed)
    pieces = make_product("Bignè", price_cents=chance.randrange(1, 400))
    order = sold(Choice(pieces.id, chance.randrange(1, 30)), Choice(world.frollini.id, chance.randrange(1, 20) * 100))
    with writing():  # an offer took something off each line
        for line in db.session.query(Line).filter(Line.order_id == order.id):
            line.discount_cents = chance.randrange(0, line.cents + 1)
    paid = sum(line.net_cents for line in kept(order).lines)
    back = 0
    while left := orders.list_returnable(kept(order)):
        line_id = chance.choice(list(left))
        refund = bring_back(order, Back(line_id, chance.randrange(1, left[line_id] + 1), chance.choice(orders.FATES)))
        back += refund.cents
        assert refund.cents >= 0
    after = kept(order)
    assert back == paid == after.returned_cents == after.refunded_cents
    assert sum(line["cents"] for refund in payments.list_refunds(order.id) for line in refund.lines) == paid
    assert [fault for fault in faults() if "I3" in fault or "I1" in fault] == []


def test_ten_clicks_on_one_form_return_once(any_app: Flask, world: World) -> None:
    order = sold(Choice(world.cornetto.id, 30))
    order_id, line_id = order.id, order.lines[0].id
    db.session.rollback()
    got = race(
        any_app,
        10,
        lambda _: (
            payments.return_goods(
                order_id,
                [Back(line_id, 2)],
                tender="cash",
                reason="spoiled",
                reference="one form",
                by="staff:1",
                via="counter",
                now=clock.now(),
            ).id
        ),
    )
    assert len(set(got)) == 1 and not any(isinstance(one, Refusal) for one in got)
    assert kept(order).refunded_cents == 300 and kept(order).lines[0].returned == 2 and faults() == []


def test_ten_people_bringing_back_the_same_three_pieces_get_their_money_once(any_app: Flask, world: World) -> None:
    order = sold(Choice(world.cornetto.id, 3))
    order_id, line_id = order.id, order.lines[0].id
    db.session.rollback()
    got = race(
        any_app,
        10,
        lambda number: payments.return_goods(
            order_id,
            [Back(line_id, 3, "restock")],
            tender="cash",
            reason="spoiled",
            reference=f"form {number}",
            by="staff:1",
            via="counter",
            now=clock.now(),
        ),
    )
    assert sum(isinstance(one, orders.TooMuchToReturn) for one in got) == 9
    assert kept(order).refunded_cents == 450 and faults() == []


def test_good_goods_are_on_todays_shelf_again_and_bad_ones_in_todays_waste(world: World) -> None:
    trays = make_product("Mignon", price_cents=200, pool_size=10)
    order = sold(Choice(trays.id, 6))
    clock.travel(clock.now() + timedelta(days=1))
    today = clock.today()
    assert stock.left(trays, today) == 10
    bring_back(order, Back(order.lines[0].id, 2, "restock"))
    assert stock.left(trays, today) == 12
    bring_back(order, Back(order.lines[0].id, 3, "waste"))
    assert stock.left(trays, today) == 12 and stock.wasted_each(today)[trays.id] == {"returned": 3} and faults() == []


def test_a_tray_that_is_good_gives_its_parts_back_too(world: World) -> None:
    mignon = make_product("Mignon", pool_size=20)
    tray = make_product("Vassoio", price_cents=1500, parts={mignon.id: 6}, unit="tray")
    order = sold(Choice(tray.id, 2))
    left = stock.left(mignon, clock.today())
    bring_back(order, Back(order.lines[0].id, 1, "restock"))
    assert stock.left(mignon, clock.today()) == (left or 0) + 6 and faults() == []


def test_only_what_was_given_comes_back_with_a_reason_and_a_known_tender(world: World) -> None:
    order = makers.place_order(Choice(world.cornetto.id, 5))
    line_id = order.lines[0].id
    payments.hand_over(order.id, by="staff:1", via="counter", now=clock.now(), lines={line_id: 2})
    for refusal, goods, how in (
        (orders.TooMuchToReturn, [Back(line_id, 3)], {}),
        (orders.TooMuchToReturn, [Back(line_id, -1)], {}),
        (orders.TooMuchToReturn, [Back(line_id, 2), Back(line_id, 1)], {}),
        (orders.TooMuchToReturn, [Back(line_id + 99, 1)], {}),
        (orders.NothingToReturn, [], {}),
        (orders.NothingToReturn, [Back(line_id, 1, "eaten")], {}),
        (orders.ReturnReasonNeeded, [Back(line_id, 1)], {"reason": "whim"}),
        (payments.UnknownTender, [Back(line_id, 1)], {"tender": "shells"}),
    ):
        with pytest.raises(refusal):
            bring_back(order, *goods, **how)
    assert kept(order).returned_cents == 0 and bring_back(order, Back(line_id, 2)).cents == 300


def test_the_delivery_fee_stays_paid_and_todays_takings_are_less(world: World) -> None:
    order = sold(Choice(world.cornetto.id, 2))
    assert payments.takings(clock.today()) == {"card": 300}
    bring_back(order, Back(order.lines[0].id, 1))
    assert payments.takings(clock.today()) == {"card": 300, "cash": -150} and payments.refunds(clock.today()) == {"cash": 150}


def test_the_doctor_sees_money_given_back_that_nobody_noted(world: World) -> None:
    order = sold(Choice(world.cornetto.id, 2))
    with writing():
        orders.record_money(order.id, refunded_cents=100)
    assert any("I3" in fault for fault in faults())
