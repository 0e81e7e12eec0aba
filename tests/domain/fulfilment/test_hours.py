"""Hours: weeks, special days, closing early, holidays; a change that leaves orders outside names them first."""
from datetime import UTC, date, datetime, time, timedelta

import pytest
from flask import Flask

from shop.domain import fulfilment
from shop.domain.fulfilment import DayHasOrders, Draft, HoursRefused, planning
from shop.kernel import clock
from shop.kernel.database import db
from tests.conftest import NOW
from tests.makers import make_hours

TUESDAY = date(2026, 11, 24)
BY = "staff:1"


def at(on: date, hour: int, minute: int = 0) -> datetime:
    moment = clock.at(on, time(hour, minute))
    assert moment is not None
    return moment


def _two_windows() -> None:
    make_hours(time(7), time(13))
    make_hours(time(15, 30), time(19))
    db.session.rollback()


def test_the_door_is_open_in_each_window_and_closed_between(app: Flask) -> None:
    _two_windows()
    opened = {(6, 59): False, (7, 0): True, (12, 59): True, (13, 0): False, (15, 29): False, (15, 30): True, (19, 0): False}
    for wall, expected in opened.items():
        assert fulfilment.is_open(at(TUESDAY, *wall)) is expected, wall
    assert fulfilment.next_opening(at(TUESDAY, 13, 5)) == at(TUESDAY, 15, 30)
    assert fulfilment.next_opening(at(TUESDAY, 20)) == at(TUESDAY + timedelta(days=1), 7)
    assert fulfilment.closes_at(at(TUESDAY, 9)) == at(TUESDAY, 13)
    assert fulfilment.closes_at(at(TUESDAY, 14)) is None


def test_a_shop_without_hours_never_opens(app: Flask) -> None:
    assert fulfilment.next_opening(NOW) is None
    assert fulfilment.slots(on=TUESDAY) == []


def test_a_closure_over_august_skips_to_the_first_open_day(app: Flask) -> None:
    make_hours()
    db.session.rollback()
    n = fulfilment.set_range(TUESDAY, TUESDAY + timedelta(days=20), note={"it": "Ferie", "en": "Holidays"}, by=BY, now=NOW)
    assert n == 21
    assert not fulfilment.is_open(NOW)
    assert fulfilment.next_opening(NOW) == at(TUESDAY + timedelta(days=21), 7)
    assert [day.note["en"] for day in fulfilment.list_special_days(TUESDAY)] == ["Holidays"] * 21
    fulfilment.clear_day(TUESDAY, by=BY, now=NOW)
    assert fulfilment.is_open(NOW)


@pytest.mark.parametrize("until", [TUESDAY - timedelta(days=1), TUESDAY + timedelta(days=92)])
def test_a_closure_backwards_or_for_ever_is_refused(app: Flask, until: date) -> None:
    with pytest.raises(fulfilment.BadRange):
        fulfilment.set_range(TUESDAY, until, by=BY, now=NOW)


def test_closing_a_day_with_orders_names_them_and_asks(any_app: Flask) -> None:
    make_hours()
    fulfilment.book(owner="order:7", starts_at=at(TUESDAY, 11))
    fulfilment.book(owner="order:8", starts_at=at(TUESDAY, 17))
    with pytest.raises(DayHasOrders) as refusal:
        fulfilment.set_day(TUESDAY, [(time(7), time(13))], by=BY, now=NOW)
    assert refusal.value.owners == ["order:8"]
    with pytest.raises(DayHasOrders) as refusal:
        fulfilment.set_day(TUESDAY, by=BY, now=NOW)
    assert refusal.value.params["n"] == 2
    assert fulfilment.is_open(NOW)
    fulfilment.set_day(TUESDAY, anyway=True, by=BY, now=NOW)
    assert not fulfilment.is_open(NOW)
    assert not list(fulfilment.list_faults())


def test_a_week_that_leaves_orders_outside_is_asked_about_but_not_one_that_only_cuts_differently(app: Flask) -> None:
    make_hours()
    fulfilment.book(owner="order:7", starts_at=at(TUESDAY, 17))
    mornings = [Draft(weekday, time(7), time(13)) for weekday in range(7)]
    with pytest.raises(DayHasOrders):
        fulfilment.save_week(mornings, by=BY, now=NOW)
    split = [Draft(1, time(7), time(17, 15)), Draft(1, time(17, 15), time(19), 20)]
    fulfilment.save_week(split, by=BY, now=NOW)
    assert fulfilment.list_drafts() == split


@pytest.mark.parametrize(("drafts", "kind"), [
    ([Draft(1, time(9), time(9))], planning.OpensAfterClosing),
    ([Draft(1, time(9), time(12)), Draft(1, time(11), time(15))], planning.WindowsOverlap),
    ([Draft(1, time(9), time(12), 4)], planning.BadSlotLength),
    ([Draft(1, time(9), time(9, 20), 30)], planning.BadSlotLength),
    ([Draft(1, time(9), time(12), 30, -1)], planning.BadPlaces),
    ([Draft(7, time(9), time(12))], HoursRefused),
])
def test_a_window_that_can_not_be_is_refused_with_its_row(app: Flask, drafts: list[Draft], kind: type[HoursRefused]) -> None:
    with pytest.raises(kind) as refusal:
        fulfilment.save_week(drafts, by=BY, now=NOW)
    assert refusal.value.params["row"] == len(drafts) - 1
    assert fulfilment.list_drafts() == []


def test_closing_early_ends_today_and_can_be_taken_back(any_app: Flask) -> None:
    _two_windows()
    fulfilment.close_early(at(TUESDAY, 12), by=BY, now=NOW)
    assert fulfilment.opens_and_closes(TUESDAY) == [(time(7), time(12))]
    assert fulfilment.closes_early(TUESDAY)
    fulfilment.close_early(at(TUESDAY, 11), by=BY, now=NOW)
    assert fulfilment.opens_and_closes(TUESDAY) == [(time(7), time(11))]
    with pytest.raises(fulfilment.AlreadyClosed):
        fulfilment.close_early(at(TUESDAY, 11), by=BY, now=NOW)
    fulfilment.reopen(TUESDAY, by=BY, now=NOW)
    assert fulfilment.opens_and_closes(TUESDAY) == [(time(7), time(13)), (time(15, 30), time(19))]
    assert fulfilment.special_day(TUESDAY) is None
    assert fulfilment.opens_and_closes(TUESDAY + timedelta(days=7)) == [(time(7), time(13)), (time(15, 30), time(19))]


def test_closing_early_on_a_special_day_goes_back_to_that_special_day(app: Flask) -> None:
    _two_windows()
    fulfilment.set_day(TUESDAY, [(time(8), time(16))], note={"it": "Fiera"}, by=BY, now=NOW)
    fulfilment.close_early(at(TUESDAY, 12), by=BY, now=NOW)
    fulfilment.reopen(TUESDAY, by=BY, now=NOW)
    assert fulfilment.opens_and_closes(TUESDAY) == [(time(8), time(16))]
    special = fulfilment.special_day(TUESDAY)
    assert special is not None and special.note == {"it": "Fiera"}


def test_closing_at_an_hour_gone_by_closes_now_and_rewrites_nothing(app: Flask) -> None:
    make_hours()
    db.session.rollback()
    fulfilment.close_early(at(TUESDAY, 8), by=BY, now=at(TUESDAY, 9, 40))
    assert fulfilment.opens_and_closes(TUESDAY) == [(time(7), time(9, 40))]
    with pytest.raises(fulfilment.AlreadyClosed):
        fulfilment.close_early(at(TUESDAY, 6), by=BY, now=at(TUESDAY, 21))


def test_closing_early_asks_about_later_orders(app: Flask) -> None:
    make_hours()
    fulfilment.book(owner="order:7", starts_at=at(TUESDAY, 17))
    with pytest.raises(DayHasOrders):
        fulfilment.close_early(at(TUESDAY, 12), by=BY, now=NOW)
    assert fulfilment.opens_and_closes(TUESDAY) == [(time(7), time(19))]


def test_a_day_closed_to_the_web_is_open_at_the_counter(app: Flask) -> None:
    make_hours()
    db.session.rollback()
    fulfilment.set_day(TUESDAY, [(time(7), time(19))], web_closed=True, by=BY, now=NOW)
    assert fulfilment.is_open(NOW)
    assert fulfilment.slots(on=TUESDAY) == []


def test_holidays_are_those_on_which_shops_close_with_the_patron_of_the_province(app: Flask) -> None:
    make_hours(weekdays=range(1, 7))
    holidays = {holiday.on: holiday for holiday in fulfilment.propose_holidays(2026, province="TO")}
    assert holidays[date(2026, 6, 24)].name["it"].startswith("San Giovanni")
    assert date(2026, 10, 4) in holidays
    assert holidays[date(2026, 11, 1)].name == {"it": "Ognissanti", "en": "All Saints' Day"}
    assert not holidays[date(2026, 4, 6)].usually_open
    assert holidays[date(2026, 12, 8)].usually_open and not holidays[date(2026, 12, 8)].is_set
    assert date(2027, 11, 7) not in {holiday.on for holiday in fulfilment.propose_holidays(2027)}
    assert len(fulfilment.propose_holidays(2027, province="no such place")) == 13


def test_a_holiday_that_is_set_is_not_proposed_again(app: Flask) -> None:
    make_hours()
    db.session.rollback()
    fulfilment.set_day(date(2026, 12, 8), is_holiday=True, note={"it": "Immacolata"}, by=BY, now=NOW)
    assert [holiday.on for holiday in fulfilment.propose_holidays(2026) if holiday.is_set] == [date(2026, 12, 8)]


def test_hours_are_read_on_the_shops_clock_not_on_utc(app: Flask) -> None:
    make_hours(time(0), time(1), weekdays=range(2, 3))
    assert fulfilment.is_open(datetime(2026, 11, 24, 23, 30, tzinfo=UTC)), "half past midnight on Wednesday in Rome"
