"""Day pools: nobody gets what is not there, nothing is given back twice, and the ledger always agrees."""
from datetime import timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from shop.domain import catalogue, stock
from shop.domain.catalogue.models import ProductRow
from shop.domain.stock.models import Allocation, Movement, Pool
from shop.domain.stock.shelving import follow
from shop.kernel import clock
from shop.kernel.database import db, writing
from tests.makers import make_product
from tests.racing import race


def _today():
    return clock.today()


def _faults() -> list[str]:
    return list(stock.list_faults())


def _take(owner: str, product: catalogue.Product, quantity: int, on=None) -> None:
    db.session.rollback()
    stock.allocate(owner=owner, wants=stock.list_wants([(product, quantity)]), on=on or _today())


def test_without_a_pool_there_is_no_limit(any_app: Flask) -> None:
    cornetto = make_product()
    _take("order:1", cornetto, 500)
    assert stock.left(cornetto, _today()) is None
    assert not _faults()


def test_a_day_begins_with_the_daily_size_and_shrinks_as_people_order(any_app: Flask) -> None:
    sacher = make_product("Sacher", pool_size=3)
    assert stock.left(sacher, _today()) == 3
    _take("order:1", sacher, 2)
    assert stock.left(sacher, _today()) == 1
    assert stock.left(sacher, _today() + timedelta(days=1)) == 3
    assert not _faults()


def test_more_than_is_left_is_refused_with_the_name_and_what_is_left(any_app: Flask) -> None:
    sacher = make_product("Sacher", pool_size=3)
    _take("order:1", sacher, 2)
    with pytest.raises(stock.NotEnoughLeft) as refusal:
        _take("order:2", sacher, 2)
    assert refusal.value.params["product"]["it"] == "Sacher"
    assert refusal.value.params["pieces"] == 1
    _take("order:2", sacher, 1)
    with pytest.raises(stock.NoneLeft):
        _take("order:3", sacher, 1)
    assert not _faults()


def test_one_line_that_is_refused_takes_nothing_for_the_others(any_app: Flask) -> None:
    sacher, cornetto = make_product("Sacher", pool_size=1), make_product(pool_size=10)
    with pytest.raises(stock.NotEnoughLeft):
        stock.allocate(owner="order:1", wants=stock.list_wants([(cornetto, 5), (sacher, 2)]), on=_today())
    assert stock.left(cornetto, _today()) == 10
    assert db.session.scalar(select(func.count()).select_from(Allocation)) == 0
    assert not _faults()


def test_a_weight_left_is_said_in_grams_or_kilograms(app: Flask) -> None:
    frollini = make_product("Frollini", unit="kg", pool_size=1200)
    with pytest.raises(stock.NotEnoughLeft) as refusal:
        _take("order:1", frollini, 1300)
    assert refusal.value.params["left"]["it"] == "1,2\u00a0kg"


def test_giving_back_twice_gives_back_once(any_app: Flask) -> None:
    sacher = make_product("Sacher", pool_size=3)
    _take("order:1", sacher, 2)
    stock.free("order:1")
    stock.free("order:1")
    assert stock.left(sacher, _today()) == 3
    assert not _faults()


def test_a_tray_draws_on_the_pools_of_its_parts_and_on_its_own(any_app: Flask) -> None:
    bigne, cannolo = make_product("Bignè", pool_size=20), make_product("Cannolo")
    tray = make_product("Vassoio", unit="tray", pool_size=5, parts={bigne.id: 8, cannolo.id: 4})
    assert stock.list_wants([(tray, 2), (bigne, 1)]) == sorted([(tray, 2), (bigne, 17), (cannolo, 8)], key=lambda want: want[0].id)
    _take("order:1", tray, 2)
    assert (stock.left(bigne, _today()), stock.left(tray, _today()), stock.left(cannolo, _today())) == (4, 3, None)
    with pytest.raises(stock.NotEnoughLeft) as refusal:
        _take("order:2", tray, 1)
    assert refusal.value.params["product"]["it"] == "Bignè"
    assert not _faults()


def test_moving_an_order_to_another_day_keeps_the_old_one_when_the_new_is_refused(any_app: Flask) -> None:
    sacher, tomorrow = make_product("Sacher", pool_size=1), _today() + timedelta(days=1)
    _take("order:1", sacher, 1)
    _take("order:2", sacher, 1, tomorrow)
    with pytest.raises(stock.NotEnoughLeft):
        stock.reallocate(owner="order:1", wants=[(sacher, 1)], on=tomorrow)
    assert (stock.left(sacher, _today()), stock.left(sacher, tomorrow)) == (0, 0)
    stock.free("order:2")
    stock.reallocate(owner="order:1", wants=[(sacher, 1)], on=tomorrow)
    assert (stock.left(sacher, _today()), stock.left(sacher, tomorrow)) == (1, 0)
    assert not _faults()


def test_what_comes_out_of_the_oven_adds_up_and_is_in_the_ledger(any_app: Flask) -> None:
    cornetto, now = make_product(pool_size=20), clock.now()
    stock.bake(cornetto, _today(), 12, by="staff:1", now=now)
    stock.bake(cornetto, _today(), -2, by="staff:1", now=now)
    assert stock.left(cornetto, _today()) == 30
    assert stock.baked_each(_today()) == {cornetto.id: 10}
    assert [tuple(row) for row in db.session.execute(select(Movement.quantity, Movement.reason).order_by(Movement.id))] == [
        (20, "planned"), (12, "baked"), (-2, "baked")]
    assert not _faults()


def test_counting_a_shelf_without_limit_begins_with_what_is_ordered_already(any_app: Flask) -> None:
    cornetto, now = make_product(), clock.now()
    _take("order:1", cornetto, 5)
    db.session.rollback()
    assert stock.bake(cornetto, _today(), 12, by="staff:1", now=now).left == 7
    assert stock.left(cornetto, _today()) == 7
    stock.set_size(cornetto, _today(), None, by="staff:1", now=now)
    assert stock.left(cornetto, _today()) is None
    stock.set_size(cornetto, _today(), 6, by="staff:1", now=now)
    assert stock.left(cornetto, _today()) == 1
    assert not _faults()


def test_fewer_than_are_ordered_there_can_not_be(any_app: Flask) -> None:
    sacher = make_product("Sacher", pool_size=3)
    _take("order:1", sacher, 2)
    db.session.rollback()
    with pytest.raises(stock.AlreadyOrdered):
        stock.set_size(sacher, _today(), 1, by="staff:1", now=clock.now())
    with pytest.raises(stock.AlreadyOrdered):
        stock.bake(sacher, _today(), -2, by="staff:1", now=clock.now())
    assert not _faults()


def test_waste_leaves_the_pool_with_its_reason_and_can_be_taken_back(any_app: Flask) -> None:
    sacher, now = make_product("Sacher", pool_size=3), clock.now()
    stock.waste(sacher, _today(), 2, reason="broken", by="staff:1", now=now)
    assert stock.left(sacher, _today()) == 1
    with pytest.raises(stock.NotEnoughLeft):
        stock.waste(sacher, _today(), 2, reason="unsold", by="staff:1", now=now)
    stock.waste(sacher, _today(), -1, reason="broken", by="staff:1", now=now)
    with pytest.raises(stock.BadQuantity):
        stock.waste(sacher, _today(), -2, reason="broken", by="staff:1", now=now)
    with pytest.raises(stock.BadQuantity):
        stock.waste(sacher, _today(), 1, reason="eaten by the dog", by="staff:1", now=now)
    assert stock.wasted_each(_today()) == {sacher.id: {"broken": 1}}
    assert not _faults()


def test_waste_of_a_shelf_without_limit_is_noted_and_limits_nothing(any_app: Flask) -> None:
    cornetto, now = make_product(), clock.now()
    stock.waste(cornetto, _today(), 4, reason="unsold", by="staff:1", now=now)
    assert stock.left(cornetto, _today()) is None
    stock.bake(cornetto, _today(), 10, by="staff:1", now=now)
    assert stock.left(cornetto, _today()) == 10
    assert not _faults()


def test_a_new_daily_size_is_followed_by_days_that_orders_have_begun(any_app: Flask) -> None:
    sacher = make_product("Sacher", pool_size=3)
    _take("order:1", sacher, 2)
    _resize(sacher, 5)
    sacher = catalogue.get_many([sacher.id])[sacher.id]
    assert stock.left(sacher, _today()) == 3
    _take("order:2", sacher, 3)
    assert stock.left(sacher, _today()) == 0
    _resize(sacher, 1)
    sacher = catalogue.get_many([sacher.id])[sacher.id]
    assert stock.left(sacher, _today()) == 0
    with pytest.raises(stock.NoneLeft):
        _take("order:3", sacher, 1)
    assert not _faults()


def _resize(product: catalogue.Product, size: int | None) -> None:
    with writing():
        db.session.execute(update(ProductRow).where(ProductRow.id == product.id).values(pool_size=size))
    db.session.rollback()


counts = st.one_of(st.none(), st.integers(0, 50))


@given(counts, st.integers(0, 50), counts, counts)
def test_following_a_new_plan_never_drops_an_order(size: int | None, taken: int, planned: int | None, wanted: int | None) -> None:
    stands = follow(stock.Stand(None if size is None else size + taken, taken, planned), wanted)
    assert stands.left is None or stands.left >= 0
    assert (stands.taken, stands.planned) == (taken, wanted)
    assert follow(stands, wanted) == stands


def test_the_database_itself_refuses_to_oversell(any_app: Flask) -> None:
    sacher = make_product("Sacher", pool_size=3)
    _take("order:1", sacher, 3)
    with pytest.raises(IntegrityError), writing():
        db.session.execute(update(Pool).values(taken=Pool.taken + 1))


def test_a_ledger_that_disagrees_is_found(any_app: Flask) -> None:
    sacher = make_product("Sacher", pool_size=3)
    _take("order:1", sacher, 2)
    with writing():
        db.session.execute(update(Pool).values(taken=1, size=4))
        db.session.add(Allocation(owner="order:9", product_id=999, on=_today(), quantity=1))
    assert len(_faults()) == 3


def test_many_hands_on_the_last_five_pieces(any_app: Flask) -> None:
    sacher, today = make_product("Sacher", pool_size=5), _today()
    db.session.rollback()
    got = race(any_app, 24, lambda n: stock.allocate(owner=f"order:{n}", wants=[(sacher, 1)], on=today))
    assert sum(result is None for result in got) == 5
    assert all(isinstance(result, stock.NoneLeft) for result in got if result is not None)
    assert stock.left(sacher, today) == 0
    assert not _faults()


def test_two_pools_wanted_in_opposite_order_never_lock_each_other(any_app: Flask) -> None:
    one, two, today = make_product("Uno", pool_size=100), make_product("Due", pool_size=100), _today()
    db.session.rollback()

    def act(n: int) -> None:
        for turn in range(4):
            wants = [(one, 1), (two, 1)] if n % 2 else [(two, 1), (one, 1)]
            stock.allocate(owner=f"order:{n}.{turn}", wants=wants, on=today)
            stock.reallocate(owner=f"order:{n}.{turn}", wants=wants, on=today + timedelta(days=1 + n % 2))
            if turn % 2:
                stock.free(f"order:{n}.{turn}")

    assert race(any_app, 8, act) == [None] * 8
    days = [today + timedelta(days=n) for n in range(3)]
    assert list(stock.left_each([one, two], days).values()) == [100, 92, 92] * 2
    assert not _faults()


def test_orders_and_oven_at_once_keep_the_ledger_exact(any_app: Flask) -> None:
    cornetto, today = make_product(pool_size=4), _today()
    db.session.rollback()

    def act(n: int) -> None:
        if n % 4 == 0:
            stock.bake(cornetto, today, 3, by="staff:1", now=clock.now())
        elif n % 4 == 1:
            stock.waste(cornetto, today, 1, reason="broken", by="staff:1", now=clock.now())
        else:
            stock.allocate(owner=f"order:{n}", wants=[(cornetto, 1)], on=today)

    race(any_app, 16, act)
    db.session.rollback()
    assert (stock.left(cornetto, today) or 0) >= 0
    assert not _faults()
