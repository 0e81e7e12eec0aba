"""The hours' desk: mistakes stand at their row, orders in the way are named, holidays are one tap."""
from datetime import date, time, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from shop.domain import fulfilment
from shop.domain.fulfilment import Draft
from shop.kernel import clock
from shop.kernel.database import db
from tests import makers
from tests.world import World, open_world, sign_in

TODAY = date(2026, 11, 24)


@pytest.fixture
def world(visitor: FlaskClient) -> World:
    world = open_world()
    sign_in(visitor, world.owner_id)
    db.session.rollback()
    return world


def rows(*windows: tuple[Any, ...]) -> MultiDict[str, str]:
    """A week's form: (weekday, opens, closes, minutes, places, order by)."""
    names = ("weekday", "opens", "closes", "slot_minutes", "places", "order_by")
    return MultiDict([(name, str(value)) for row in windows for name, value in zip(names, row, strict=True)])


def kept() -> list[Draft]:
    db.session.rollback()
    return fulfilment.list_drafts()


def test_a_week_with_several_windows_a_day_is_kept(visitor: FlaskClient, world: World) -> None:
    answer = visitor.post("/admin/hours", data=rows(
        (1, "07:00", "13:00", 15, 6, "18:00"), (1, "15:30", "19:30", 20, 4, ""), (1, "", "", 15, 6, ""), (2, "08:00", "12:00", 30, 2, "")))
    assert answer.status_code == 302
    assert kept() == [Draft(1, time(7), time(13), 15, 6, time(18)), Draft(1, time(15, 30), time(19, 30), 20, 4),
                      Draft(2, time(8), time(12), 30, 2)]
    page = visitor.get("/admin/hours").text
    assert 'value="15:30"' in page and "su ordinazione entro le 18:00" in page


@pytest.mark.parametrize(("row", "field", "sentence"), [
    ((1, "13:00", "07:00", 15, 6, ""), "closes-1", "deve finire dopo"), ((1, "07:00", "", 15, 6, ""), "closes-1", "Questo serve"),
    ((1, "7", "12:00", 15, 6, ""), "opens-1", "Non abbiamo capito"),
    ((1, "07:00", "12:00", "x", 6, ""), "slot_minutes-1", "Non abbiamo capito"),
    ((1, "07:00", "12:00", 3, 6, ""), "slot_minutes-1", "da 5 a 480"),
    ((1, "07:00", "12:00", 15, 5000, ""), "places-1", "da 0 a 1000"),
    ((0, "08:30", "10:00", 15, 6, ""), "opens-1", "si sovrappone"),
    ((1, "07:00", "12:00", 15, 6, "late"), "order_by-1", "Non abbiamo capito")])
def test_a_mistake_stands_at_its_row_and_nothing_typed_is_lost(
        visitor: FlaskClient, world: World, row: tuple[Any, ...], field: str, sentence: str) -> None:
    before = kept()
    answer = visitor.post("/admin/hours", data=rows((0, "07:10", "09:00", 15, 6, ""), row))
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text and sentence in answer.text
    assert 'value="07:10"' in answer.text and f'value="{row[1]}"' in answer.text
    assert kept() == before


def test_a_week_that_leaves_orders_outside_is_asked_about(visitor: FlaskClient, world: World) -> None:
    code = makers.place_order(world.cornetto, starts_at=clock.at(TODAY, time(15))).code
    week = rows(*((day, "07:00", "12:00", 30, 6, "") for day in range(7)))
    asked = visitor.post("/admin/hours", data=week)
    assert asked.status_code == 422
    assert code in asked.text and "Fallo lo stesso" in asked.text and 'value="12:00"' in asked.text
    assert kept()[0].closes == time(19)
    week["anyway"] = "1"
    assert visitor.post("/admin/hours", data=week).status_code == 302
    assert kept()[0].closes == time(12)


def test_holidays_of_several_days_are_one_entry_that_can_be_taken_away(visitor: FlaskClient, world: World) -> None:
    visitor.post("/admin/hours/days", data={"from_on": "2027-08-09", "until_on": "2027-08-29", "how": "closed", "note_it": "Ferie"})
    db.session.rollback()
    assert fulfilment.windows_on(date(2027, 8, 20)) == ()
    page = visitor.get("/admin/hours").text
    assert page.count("Ferie ·") == 1 and "lun 9 ago – dom 29 ago" in page
    visitor.post("/admin/hours/days/clear", data={"from_on": "2027-08-09", "until_on": "2027-08-29"})
    db.session.rollback()
    assert fulfilment.windows_on(date(2027, 8, 20)) != ()


def test_a_day_with_hours_of_its_own_and_one_for_the_counter_only(visitor: FlaskClient, world: World) -> None:
    eve = {"from_on": "2026-12-24", "how": "hours", "opens": "07:00", "closes": "13:00", "note_it": "Vigilia"}
    visitor.post("/admin/hours/days", data=eve)
    visitor.post("/admin/hours/days", data={"from_on": "2026-12-23", "how": "counter"})
    db.session.rollback()
    assert fulfilment.opens_and_closes(date(2026, 12, 24)) == [(time(7), time(13))]
    assert fulfilment.opens_and_closes(date(2026, 12, 23)) == [(time(7), time(19))]
    assert fulfilment.slots(on=date(2026, 12, 23)) == []
    form = visitor.get("/admin/hours?day=2026-12-24").text
    assert 'value="2026-12-24"' in form and 'value="Vigilia"' in form and 'value="13:00"' in form


@pytest.mark.parametrize(("typed", "field"), [
    ({"from_on": ""}, "from_on"), ({"from_on": "31.12."}, "from_on"), ({"from_on": "2026-12-24", "until_on": "2026-12-01"}, "until_on"),
    ({"from_on": "2026-12-24", "how": "hours"}, "opens"), ({"from_on": "2026-12-24", "how": "hours", "opens": "07:00"}, "opens"),
    ({"from_on": "2026-12-24", "how": "hours", "opens": "13:00", "closes": "07:00"}, "opens")])
def test_days_that_make_no_sense_get_a_sentence_at_the_field(visitor: FlaskClient, world: World, typed: dict[str, str], field: str) -> None:
    answer = visitor.post("/admin/hours/days", data={"how": "closed", "note_it": "Non perdermi"} | typed)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text and 'value="Non perdermi"' in answer.text
    db.session.rollback()
    assert fulfilment.list_special_days(TODAY) == []


def test_a_public_holiday_is_one_tap_unless_orders_are_in_the_way(visitor: FlaskClient, world: World) -> None:
    assert "Immacolata Concezione" in visitor.get("/admin/hours").text
    visitor.post("/admin/hours/holidays", data={"on": "2026-12-08"})
    db.session.rollback()
    special = fulfilment.special_day(date(2026, 12, 8))
    assert special is not None and special.is_holiday and special.note["en"] == "Immaculate Conception"
    code = makers.place_order(world.cornetto, starts_at=clock.at(date(2026, 12, 26), time(9))).code
    asked = visitor.post("/admin/hours/holidays", data={"on": "2026-12-26"})
    assert asked.status_code == 422 and code in asked.text and 'value="2026-12-26"' in asked.text
    assert visitor.post("/admin/hours/holidays", data={"on": "2026-12-09"}).status_code == 302
    db.session.rollback()
    assert fulfilment.special_day(date(2026, 12, 9)) is None


def test_a_closure_that_is_asked_about_is_done_when_said_again(visitor: FlaskClient, world: World) -> None:
    makers.place_order(world.cornetto, starts_at=clock.at(TODAY, time(15)))
    typed = {"from_on": TODAY.isoformat(), "until_on": (TODAY + timedelta(days=2)).isoformat(), "how": "closed"}
    assert visitor.post("/admin/hours/days", data=typed).status_code == 422
    assert visitor.post("/admin/hours/days", data=typed | {"anyway": "1"}).status_code == 302
    db.session.rollback()
    assert fulfilment.windows_on(TODAY) == ()
    assert not list(fulfilment.list_faults())
