"""At midnight, at the last minute, and in the nights in which the clock jumps: what is shown is what can be had."""

from datetime import UTC, datetime, time, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from shop.domain import availability, fulfilment, orders, stock
from shop.domain.fulfilment.models import Window
from shop.kernel import clock
from shop.kernel.database import db, writing
from shop.kernel.refusal import Refusal
from tests.makers import make_product, place_order
from tests.world import World, open_world

SPRING, AUTUMN = datetime(2027, 3, 28, 1, 0, tzinfo=UTC), datetime(2026, 10, 25, 1, 0, tzinfo=UTC)  # the jumps
MIDNIGHT = datetime(2026, 11, 30, 23, 0, tzinfo=UTC)
CUT_OFF = datetime(2026, 11, 25, 17, 0, tzinfo=UTC)  # 18:00: what must be made for tomorrow
NIGHTS = pytest.mark.parametrize("moment", [SPRING, AUTUMN, MIDNIGHT, CUT_OFF], ids=["spring", "autumn", "midnight", "cut-off"])
AROUND = (-61, -60, -31, -30, -1, 0, 1, 29, 30, 59, 60, 61)


@pytest.fixture
def world(app: Flask) -> World:
    """Open at night too, with a last minute for what must be made."""
    world = open_world()
    with writing():
        db.session.query(Window).delete()
        for weekday in range(7):
            db.session.add(Window(weekday=weekday, opens=time(0), closes=time(5), slot_minutes=30, places=3, order_by=time(18)))
            db.session.add(Window(weekday=weekday, opens=time(22), closes=time(23, 30), slot_minutes=30, places=3, order_by=time(18)))
    return world


def looks(app: Flask, path: str, cookie: bool) -> bytes:
    client = FlaskClient(app)
    if cookie:
        client.set_cookie("looking", "1")
    return client.get(path).data


@NIGHTS
def test_no_page_is_older_than_its_minute(app: Flask, world: World, moment: datetime) -> None:
    for minutes in AROUND:
        clock.travel(moment + timedelta(minutes=minutes, seconds=1))
        for path in ("/it/", "/it/menu", f"/it/p/{world.sacher.slug}"):
            kept, drawn = looks(app, path, cookie=False), looks(app, path, cookie=True)
            assert kept == drawn, f"{path} {minutes} minutes from {moment}"


@NIGHTS
def test_every_time_that_is_offered_can_be_had_and_none_stands_there_twice(app: Flask, world: World, moment: datetime) -> None:
    goods = [[(world.cornetto, None, 1)], [(world.sacher, None, 1)], [(world.frollini, None, 300), (world.sacher, None, 1)]]
    for minutes in AROUND:
        now = moment + timedelta(minutes=minutes, seconds=59)
        clock.travel(now)
        for wanted in goods:
            first = availability.answer(wanted, now=now).first
            slots = [slot for day in availability.list_days(wanted, now=now, days=3) for slot in day.slots]
            assert first is not None and first == slots[0]
            assert len({slot.starts_at for slot in slots}) == len(slots)
            assert len({(clock.day_of(slot.starts_at), clock.local(slot.starts_at).time()) for slot in slots}) == len(slots)
            for slot, after in zip(slots, slots[1:], strict=False):
                assert now < slot.starts_at < slot.ends_at <= after.starts_at
            for slot in slots[:3]:
                assert availability.check(wanted, starts_at=slot.starts_at, now=now) == slot


@NIGHTS
def test_an_order_of_the_night_draws_on_the_day_it_is_collected(app: Flask, world: World, moment: datetime) -> None:
    night = make_product("Cornetto di notte", pool_size=40)
    for minutes in AROUND:
        clock.travel(moment + timedelta(minutes=minutes))
        order = place_order(night)
        assert order.on == clock.day_of(order.starts_at)
        left = stock.left(night, order.on)
        orders.move(order.id, "cancelled_by_shop", by="staff:1", via="admin", reason="prova", now=clock.now())
        assert stock.left(night, order.on) == (left or 0) + 1
    assert [fault for room in (orders, stock, fulfilment) for fault in room.list_faults()] == []


def test_what_was_offered_a_minute_before_the_last_is_refused_in_words_a_minute_after(app: Flask, world: World) -> None:
    clock.travel(CUT_OFF - timedelta(minutes=1))
    token_slot = availability.answer([(world.sacher, None, 1)], now=clock.now(), on=clock.today() + timedelta(days=1)).first
    if token_slot is None:  # a day ahead: the first half hours of tomorrow are too soon, the evening is not
        pytest.fail("before the last minute tomorrow evening can be had")
    place_order(world.sacher, starts_at=token_slot.starts_at)
    clock.travel(CUT_OFF + timedelta(minutes=1))
    with pytest.raises(Refusal) as refused:
        place_order(world.sacher, starts_at=token_slot.starts_at)
    assert refused.value.code in ("cut_off", "lead_time")
