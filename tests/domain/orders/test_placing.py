"""A basket becomes an order: whole, once, and only at the price that was agreed."""

import threading
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from shop.domain import availability, baskets, business, catalogue, fulfilment, orders, payments, stock
from shop.domain.baskets import Choice
from shop.domain.business import OrderRules
from shop.domain.catalogue.models import ProductRow
from shop.domain.orders import Order
from shop.domain.stock import NotEnoughLeft
from shop.kernel import clock, events
from shop.kernel.database import db, writing
from shop.kernel.events import Job
from shop.kernel.refusal import Refusal
from tests import makers
from tests.conftest import NOW
from tests.makers import make_basket, make_product, place_order
from tests.world import open_world


def test_an_order_keeps_what_was_agreed_whatever_becomes_of_the_product(any_app: Flask) -> None:
    world = open_world()
    order = place_order(Choice(world.cornetto.id, 6), note="Grazie")
    with writing():
        db.session.get_one(ProductRow, world.cornetto.id).price_cents = 999
    kept = orders.get_by_token(order.token)
    assert (kept.total_cents, kept.lines[0].cents, kept.lines[0].quantity, kept.note) == (900, 900, 6, "Grazie")
    assert kept.state == "accepted" and kept.vat == {"1000": 900}
    assert not list(orders.list_faults()) + list(payments.list_faults()) + list(stock.list_faults()) + list(fulfilment.list_faults())


def test_the_same_form_sent_ten_times_at_once_is_one_order(any_app: Flask) -> None:
    world = open_world()
    token = make_basket(world.cornetto)
    slot, agreed = makers.first_slot(token), makers.seen(token)
    codes, failures = [], []

    def send() -> None:
        with any_app.app_context():
            try:
                codes.append(
                    orders.place(
                        checkout="form-1",
                        basket_token=token,
                        details=orders.Details(name="Ada", email="ada@example.org", phone=None, starts_at=slot),
                        seen=agreed,
                        origin=makers.WEB,
                        language="it",
                        now=clock.now(),
                    ).code
                )
            except Exception as failure:
                failures.append(failure)

    threads = [threading.Thread(target=send) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()
    assert not failures and len(codes) == 10 and len(set(codes)) == 1
    assert db.session.scalar(select(func.count(Order.id))) == 1
    assert db.session.scalar(select(func.count(Job.id)).where(Job.listener == "send_order_letter")) == 1


def test_a_price_changed_since_the_page_was_drawn_is_shown_before_anything_is_placed(any_app: Flask) -> None:
    world = open_world()
    token = make_basket(world.cornetto)
    slot, agreed = makers.first_slot(token), makers.seen(token)
    with writing():
        db.session.get_one(ProductRow, world.cornetto.id).price_cents = 160
    with pytest.raises(orders.PriceHasChanged) as refused:
        orders.place(
            checkout="c",
            basket_token=token,
            details=orders.Details(name="Ada", email="a@b.it", phone=None, starts_at=slot),
            seen=agreed,
            origin=makers.WEB,
            language="it",
            now=clock.now(),
        )
    assert refused.value.params == {"total_cents": 160}
    quote = baskets.quote(baskets.find_basket(token, now=clock.now()), now=clock.now())
    assert [(line.seen_cents, line.cents, line.has_changed) for line in quote.lines] == [(150, 160, True)]
    assert db.session.scalar(select(func.count(Order.id))) == 0


def test_the_last_cakes_go_to_as_many_as_there_are(any_app: Flask) -> None:
    world = open_world()
    tokens = [make_basket(world.sacher) for _ in range(8)]
    slot = makers.first_slot(tokens[0])
    outcomes: list[str] = []

    def buy(i: int) -> None:
        with any_app.app_context():
            try:
                orders.place(
                    checkout=f"c{i}",
                    basket_token=tokens[i],
                    seen=makers.seen(tokens[i]),
                    origin=makers.WEB,
                    language="it",
                    now=clock.now(),
                    details=orders.Details(name="Ada", email=f"{i}@example.org", phone=None, starts_at=slot),
                )
                outcomes.append("yes")
            except Refusal as refusal:
                outcomes.append(refusal.code)

    threads = [threading.Thread(target=buy, args=(i,)) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()
    assert outcomes.count("yes") == 3, outcomes
    assert stock.left(world.sacher, clock.day_of(slot)) == 0
    assert not list(stock.list_faults())


def test_a_cake_that_needs_a_day_can_not_be_had_today_and_the_cause_is_named(app: Flask) -> None:
    world = open_world()
    token = make_basket(world.cornetto, world.sacher)
    quote = baskets.quote(baskets.find_basket(token, now=clock.now()), now=clock.now())
    answer = availability.answer(quote.wanted, now=clock.now())
    assert answer.first is not None and answer.first.starts_at >= NOW + timedelta(hours=24)
    with pytest.raises(Refusal):
        place_order(world.sacher, starts_at=clock.now() + timedelta(hours=2))


def test_an_order_above_the_owners_amount_waits_for_a_yes(app: Flask) -> None:
    world = open_world()
    business.save(OrderRules(accept_up_to_cents=1000), by="staff:1", now=clock.now())
    assert place_order(Choice(world.cornetto.id, 6)).state == "accepted"
    large = place_order(Choice(world.cornetto.id, 7))
    assert large.state == "placed" and [order.id for order in orders.list_waiting()] == [large.id]
    orders.move(large.id, "accepted", by="staff:1", via="admin", now=clock.now())
    assert orders.list_waiting() == []


def test_a_tray_draws_its_pieces_from_the_shelf_and_splits_its_vat_exactly(any_app: Flask) -> None:
    open_world()
    sweet = make_product("Bignè", price_cents=130, pool_size=30)
    loaf = make_product("Panino", price_cents=100, pool_size=10, vat="bread", allergens=["gluten", "milk"])
    tray = make_product("Vassoio", unit="tray", price_cents=2801, parts={sweet.id: 12, loaf.id: 4})
    order = place_order(tray)
    assert stock.left(sweet, order.on) == 18 and stock.left(loaf, order.on) == 6
    assert sum(order.vat.values()) == 2801 and set(order.vat) == {"400", "1000"}
    assert "milk" in order.allergens
    with pytest.raises(NotEnoughLeft):
        place_order(Choice(sweet.id, 19), starts_at=order.starts_at)


def test_options_inscription_and_weight_are_priced_and_reach_the_bench(app: Flask) -> None:
    open_world()
    cake = make_product(
        "Torta",
        unit="kg",
        price_cents=3500,
        step_g=500,
        min_g=1000,
        groups=[{"min_picks": 1, "max_picks": 2, "options": [("Crema", 0), ("Pistacchio", 300)]}],
        questions=[{"max_length": 20, "price_cents": 200}],
    )
    crema, pistacchio = cake.groups[0].options
    with pytest.raises(baskets.TooFewPicks):
        make_basket(Choice(cake.id, 1500))
    with pytest.raises(baskets.AnswerTooLong):
        make_basket(Choice(cake.id, 1500, picks={crema.id: 1}, answers={cake.questions[0].id: "x" * 21}))
    with pytest.raises(baskets.BadQuantity):
        make_basket(Choice(cake.id, 1250, picks={crema.id: 1}))
    order = place_order(Choice(cake.id, 1500, picks={crema.id: 1, pistacchio.id: 1}, answers={cake.questions[0].id: "Auguri"}))
    assert order.total_cents == 5250 + 300 + 200
    batch = orders.bench(order.on).batches[0]
    assert (batch.quantity, batch.special[0][1].answers[0]["text"]) == (1500, "Auguri")


def test_cancelling_frees_everything_once_and_undo_takes_it_again_or_is_refused(any_app: Flask) -> None:
    world = open_world()
    order = place_order(Choice(world.sacher.id, 2))
    orders.move(order.id, "cancelled_by_shop", by="staff:1", via="admin", now=clock.now(), reason="forno rotto")
    assert stock.left(world.sacher, order.on) == 3
    orders.undo(order.id, by="staff:1", via="admin", now=clock.now())
    assert stock.left(world.sacher, order.on) == 1 and orders.get(order.id).state == "accepted"
    orders.move(order.id, "cancelled_by_shop", by="staff:1", via="admin", now=clock.now(), reason="forno rotto")
    place_order(Choice(world.sacher.id, 2), starts_at=order.starts_at)
    with pytest.raises(NotEnoughLeft):
        orders.undo(order.id, by="staff:1", via="admin", now=clock.now())
    assert orders.get(order.id).state == "cancelled_by_shop"
    assert not list(stock.list_faults())


def test_nobody_is_told_of_a_move_undone_within_ten_seconds_and_later_is_too_late(app: Flask) -> None:
    world = open_world()
    order = place_order(world.cornetto)
    waiting = select(func.count(Job.id)).where(Job.listener == "send_move_letter", Job.state == "due")
    before = db.session.scalar(waiting) or 0
    orders.move(order.id, "ready", by="staff:1", via="admin", now=clock.now())
    assert db.session.scalar(waiting) == before + 1
    orders.undo(order.id, by="staff:1", via="admin", now=clock.now())
    facts = [(fact.facts["to"], fact.facts["undone"]) for fact in events.list_about(f"order:{order.id}") if fact.name == "order.moved"]
    assert facts[-2:] == [("ready", False), ("accepted", True)]
    orders.move(order.id, "ready", by="staff:1", via="admin", now=clock.now())
    with pytest.raises(orders.TooLateToUndo):
        orders.undo(order.id, by="staff:1", via="admin", now=clock.now() + timedelta(seconds=11))


def test_two_people_moving_one_order_at_once_move_it_once(any_app: Flask) -> None:
    world = open_world()
    order = place_order(world.cornetto)
    outcomes: list[str] = []

    def move() -> None:
        with any_app.app_context():
            try:
                orders.move(order.id, "ready", by="staff:1", via="admin", now=clock.now())
                outcomes.append("moved")
            except Refusal as refusal:
                outcomes.append(refusal.code)

    threads = [threading.Thread(target=move) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["moved"] + ["wrong_move"] * 5


def test_a_customer_may_cancel_and_change_the_time_until_the_shops_limit(app: Flask) -> None:
    world = open_world()
    order = place_order(world.sacher)
    other = order.starts_at + timedelta(hours=2)
    orders.reschedule(order.id, other, by="customer", via="website", now=clock.now())
    assert orders.get(order.id).starts_at == other
    late = other - timedelta(hours=1)
    with pytest.raises(orders.TooLateToChange):
        orders.reschedule(order.id, other + timedelta(hours=1), by="customer", via="website", now=late)
    with pytest.raises(orders.TooLateToCancel):
        orders.cancel_by_customer(order.id, now=late)
    orders.cancel_by_customer(order.id, now=clock.now())
    assert orders.get(order.id).state == "cancelled_by_customer" and stock.left(world.sacher, order.on) == 3


def test_rescheduling_to_a_full_day_leaves_the_old_time_standing(any_app: Flask) -> None:
    world = open_world()
    order = place_order(world.sacher)
    full_day = order.starts_at + timedelta(days=1)
    place_order(Choice(world.sacher.id, 3), starts_at=full_day)
    with pytest.raises(Refusal):
        orders.reschedule(order.id, full_day, by="customer", via="website", now=clock.now())
    kept = orders.get(order.id)
    assert kept.starts_at == order.starts_at and stock.left(world.sacher, kept.on) == 2
    assert not list(stock.list_faults()) + list(fulfilment.list_faults())


def test_what_was_withdrawn_since_it_was_ordered_can_still_change_its_time(app: Flask) -> None:
    world = open_world()
    order = place_order(world.sacher)
    with writing():
        db.session.get_one(ProductRow, world.sacher.id).state = "withdrawn"
    later_that_day = order.starts_at + timedelta(hours=1)
    assert orders.reschedule(order.id, later_that_day, by="customer", via="website", now=clock.now()).starts_at == later_that_day


def test_staff_change_the_goods_at_the_price_they_saw_and_kept_lines_keep_theirs(any_app: Flask) -> None:
    world = open_world()
    order = place_order(Choice(world.cornetto.id, 2), world.sacher)
    with writing():
        db.session.get_one(ProductRow, world.cornetto.id).price_cents = 200
    cornetto_line, sacher_line = orders.get(order.id).lines
    edit = orders.Edit(lines={sacher_line.id: None}, added=[Choice(world.frollini.id, 300)])
    after = orders.preview(orders.get(order.id), edit, now=clock.now())
    assert after.total_cents == 300 + 600
    with pytest.raises(orders.PriceHasChanged):
        orders.change(order.id, edit, seen_cents=1, by="staff:1", via="admin", now=clock.now())
    orders.change(order.id, edit, seen_cents=900, by="staff:1", via="admin", now=clock.now())
    changed = orders.get(order.id)
    assert (changed.total_cents, sum(changed.vat.values()), len(changed.lines)) == (900, 900, 2)
    assert stock.left(world.sacher, changed.on) == 3
    more = orders.Edit(lines={cornetto_line.id: Choice(world.cornetto.id, 3)})
    assert orders.preview(changed, more, now=clock.now()).total_cents == 600 + 600
    assert not list(orders.list_faults()) + list(stock.list_faults())


def test_a_hand_over_takes_the_balance_once_and_its_undo_gives_it_back(any_app: Flask) -> None:
    world = open_world()
    order = place_order(Choice(world.cornetto.id, 4))
    with pytest.raises(payments.CashIsShort):
        payments.hand_over(order.id, payments.Money("cash", 500), by="staff:1", via="counter", now=clock.now())
    done = payments.hand_over(order.id, payments.Money("cash", 1000), by="staff:1", via="counter", now=clock.now())
    assert (done.change_cents, orders.get(order.id).state, orders.get(order.id).due_cents) == (400, "collected", 0)
    with pytest.raises(payments.AlreadyHandedOver) as again:
        payments.hand_over(order.id, payments.Money("cash", 600), by="staff:2", via="counter", now=clock.now())
    assert again.value.params["by"] == "staff:1"
    assert payments.takings(clock.today()) == {"cash": 600}
    orders.undo(order.id, by="staff:1", via="counter", now=clock.now())
    assert (orders.get(order.id).due_cents, payments.takings(clock.today())) == (600, {})
    payments.hand_over(order.id, payments.Money("card"), by="staff:1", via="counter", now=clock.now())
    assert payments.takings(clock.today()) == {"card": 600} and not list(payments.list_faults())


def test_codes_are_read_however_they_are_typed(app: Flask) -> None:
    world = open_world()
    order = place_order(world.cornetto)
    typed = f" {order.code[:2].lower()} {order.code[2:].lower()} "
    found = orders.find_by_code(typed)
    assert found is not None and found.id == order.id
    assert orders.find_by_code("ZZZZZ") is None
    assert catalogue.find_product(world.cornetto.id) is not None


def test_search_finds_by_code_name_phone_and_email(app: Flask) -> None:
    world = open_world()
    order = place_order(world.cornetto, phone="+393471234567", name="Giovanna D'Arco")
    for words in (order.code.lower(), "d'arco", "3471234", "ada@example"):
        assert [found.id for found in orders.search(words=words).orders] == [order.id], words
    assert orders.search(words="nessuno").total == 0
