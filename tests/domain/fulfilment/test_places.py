"""Places in slots: counted by overlap, exact when many want the last one, given back once."""
from datetime import date, datetime, time, timedelta

import pytest
from flask import Flask

from shop.domain import fulfilment
from shop.domain.fulfilment import Draft
from shop.domain.fulfilment.models import Booking
from shop.kernel import clock
from shop.kernel.database import db, writing
from tests.makers import make_hours
from tests.racing import race

TOMORROW = date(2026, 11, 25)


def at(hour: int, minute: int = 0, on: date = TOMORROW) -> datetime:
    moment = clock.at(on, time(hour, minute))
    assert moment is not None
    return moment


def left(hour: int, minute: int = 0, on: date = TOMORROW) -> int:
    return next(slot.left for slot in fulfilment.slots(on=on) if slot.starts_at == at(hour, minute, on))


def _week(slot_minutes: int, places: int = 2) -> None:
    db.session.rollback()
    drafts = [Draft(weekday, time(8), time(12), slot_minutes, places) for weekday in range(7)]
    fulfilment.save_week(drafts, by="staff:1", now=clock.now())


def _faults() -> list[str]:
    return list(fulfilment.list_faults())


def test_a_place_is_taken_and_given_back_once(any_app: Flask) -> None:
    make_hours(places=2)
    fulfilment.book(owner="order:1", starts_at=at(9))
    assert (left(9), left(9, 30)) == (1, 2)
    fulfilment.free("order:1")
    fulfilment.free("order:1")
    assert left(9) == 2
    assert not _faults()


def test_a_full_slot_is_refused_and_the_old_place_kept(any_app: Flask) -> None:
    make_hours(places=1)
    fulfilment.book(owner="order:1", starts_at=at(9))
    fulfilment.book(owner="order:2", starts_at=at(10))
    with pytest.raises(fulfilment.SlotIsFull):
        fulfilment.book(owner="order:2", starts_at=at(9))
    assert (left(9), left(10)) == (0, 0)
    fulfilment.book(owner="order:2", starts_at=at(11, on=TOMORROW + timedelta(days=1)))
    assert (left(9), left(10), left(11, on=TOMORROW + timedelta(days=1))) == (0, 1, 0)
    assert not _faults()


def test_an_hour_that_is_no_slot_is_refused(app: Flask) -> None:
    make_hours()
    for moment in (at(9, 10), at(3), at(9) + timedelta(seconds=1)):
        with pytest.raises(fulfilment.NoSuchSlot):
            fulfilment.book(owner="order:1", starts_at=moment)
    with pytest.raises(fulfilment.NoSuchSlot):
        fulfilment.book(owner="order:1", starts_at=at(9), ends_at=at(9, 20))
    with pytest.raises(fulfilment.NoSuchSlot):
        fulfilment.book(owner="order:1", starts_at=at(9), zone_id=7)


def test_longer_slots_lose_no_booking(any_app: Flask) -> None:
    _week(15)
    fulfilment.book(owner="order:1", starts_at=at(9))
    fulfilment.book(owner="order:2", starts_at=at(9, 45))
    _week(60)
    assert (left(8), left(9), left(10)) == (2, 0, 2)
    with pytest.raises(fulfilment.SlotIsFull):
        fulfilment.book(owner="order:3", starts_at=at(9))
    assert not _faults()


def test_shorter_slots_lose_no_booking(any_app: Flask) -> None:
    _week(60)
    fulfilment.book(owner="order:1", starts_at=at(9))
    _week(15)
    assert [left(9, minute) for minute in (0, 15, 30, 45)] == [1, 1, 1, 1]
    assert left(10) == 2
    assert not _faults()


def test_fewer_places_keep_those_already_booked(any_app: Flask) -> None:
    _week(30, places=3)
    for n in range(3):
        fulfilment.book(owner=f"order:{n}", starts_at=at(9))
    _week(30, places=1)
    assert left(9) == 0
    fulfilment.free("order:0")
    with pytest.raises(fulfilment.SlotIsFull):
        fulfilment.book(owner="order:4", starts_at=at(9))
    assert not _faults()


def test_more_bookings_than_places_are_found(any_app: Flask) -> None:
    make_hours(places=1)
    fulfilment.book(owner="order:1", starts_at=at(9))
    with writing():
        db.session.add(Booking(owner="order:2", on=TOMORROW, starts_at=at(9, 15), ends_at=at(9, 45), places=1))
    assert len(_faults()) == 1


def test_many_hands_on_the_last_two_places(any_app: Flask) -> None:
    make_hours(places=2)
    db.session.rollback()
    got = race(any_app, 20, lambda n: fulfilment.book(owner=f"order:{n}", starts_at=at(9)))
    assert sum(result is None for result in got) == 2
    assert all(isinstance(result, fulfilment.SlotIsFull) for result in got if result is not None)
    assert left(9) == 0
    assert not _faults()


def test_people_swapping_between_two_days_never_lock_each_other(any_app: Flask) -> None:
    make_hours(places=8)
    db.session.rollback()

    def act(n: int) -> None:
        for turn in range(6):
            fulfilment.book(owner=f"order:{n}", starts_at=at(9, on=TOMORROW + timedelta(days=(n + turn) % 2)))

    assert race(any_app, 8, act) == [None] * 8
    db.session.rollback()
    assert left(9) + left(9, on=TOMORROW + timedelta(days=1)) == 8
    assert not _faults()


def test_days_gone_by_are_still_known(app: Flask) -> None:
    make_hours(places=1)
    long_ago = TOMORROW - timedelta(days=40)
    fulfilment.book(owner="order:1", starts_at=at(9, on=long_ago))
    assert (left(9, on=long_ago), left(9)) == (0, 1)


def test_what_a_refused_write_had_seen_is_not_remembered(app: Flask) -> None:
    make_hours(places=1)
    assert left(9) == 1
    db.session.rollback()
    with pytest.raises(RuntimeError), writing():
        fulfilment.book(owner="order:1", starts_at=at(9))
        assert left(9) == 0
        raise RuntimeError
    assert left(9) == 1
    fulfilment.book(owner="order:2", starts_at=at(10))
    assert (left(9), left(10)) == (1, 0)
