"""The drawer in the hands of staff: opened, moved, counted by notes and coins, closed once, printed; cash knows when it is closed."""
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from shop.domain import orders, payments, shifts, staff
from shop.domain.shifts import DrawerRules
from shop.domain.staff import Permission
from shop.kernel import clock
from shop.kernel.database import db
from tests import makers
from tests.channels.counter.test_till import form_of, tap, text
from tests.world import World, open_world, sign_in


@pytest.fixture
def world(app: Flask) -> World:
    return open_world()


@pytest.fixture
def anna(world: World, visitor: FlaskClient) -> FlaskClient:
    sign_in(visitor, world.owner_id)
    return visitor


def open_drawer(anna: FlaskClient, float_: str = "100,00") -> None:
    assert anna.post("/counter/drawer/open", data={"float": float_}).status_code == 303


def count_form(anna: FlaskClient) -> dict[str, str]:
    page = anna.get("/counter/drawer/count").get_data(as_text=True)
    return {name: re.findall(f'name="{name}" value="([^"]*)"', page)[0] for name in ("shift", "seen")}


def close(anna: FlaskClient, **typed: str) -> TestResponse:
    named = {name.replace("_", "-"): value for name, value in typed.items()}
    return anna.post("/counter/drawer/close", data=count_form(anna) | {"act": "close"} | named)


def only_shift() -> shifts.Shift:
    db.session.rollback()
    db.session.expire_all()
    (shift,) = shifts.list_shifts()
    return shift


def move(anna: FlaskClient, **typed: str) -> TestResponse:
    reference = re.findall('name="reference" value="([^"]+)"', anna.get("/counter/drawer").get_data(as_text=True))
    return anna.post("/counter/drawer/move", data={"reference": reference[0]} | typed)


def test_a_day_at_the_drawer(world: World, anna: FlaskClient) -> None:
    open_drawer(anna)
    basket = tap(anna, world.cornetto.id)
    anna.post(f"/counter/till/{basket}/pay", data=form_of(anna, basket) | {"way": "cash", "note": "5,00"})
    assert move(anna, amount="20", words="Latte", way="out").status_code == 303
    page = text(anna.get("/counter/drawer"))
    assert "81,50 €" in page and "Latte" in page
    x = text(anna.get("/counter/drawer/x"))
    assert "Rapporto X" in x and "−20,00 €" in x and only_shift().closed_at is None
    printed = anna.get(close(anna, c_5000="1", c_1000="3", c_100="1", note="Mancano 50").headers["Location"])
    for words in ("Rapporto Z n. 1", "81,50 €", "81,00 €", "−0,50 €", "Mancano 50", "1 × 50,00 €", "documento non fiscale"):
        assert words in text(printed), words
    assert (only_shift().counted_cents, only_shift().number) == (8100, 1)
    assert "Z 1" in text(anna.get("/counter/drawer"))


def test_the_sum_is_shown_before_anything_is_closed(world: World, anna: FlaskClient) -> None:
    open_drawer(anna)
    asked = anna.get("/counter/drawer/count?c-5000=1&c-20=3")
    added = anna.post("/counter/drawer/close", data=count_form(anna) | {"act": "add", "c-5000": "1", "c-20": "3"})
    for page in (text(asked), text(added)):
        assert "50,60 €" in page and "−49,40 €" in page
    assert only_shift().closed_at is None


@pytest.mark.parametrize("typed", [{}, {"counted": "x"}, {"c_500": "-1"}, {"c_500": "zwei"}, {"c_500": "2", "counted": "11,00"},
                                   {"c_500": "99999999"}])
def test_a_count_nobody_understands_closes_nothing_and_keeps_what_was_typed(anna: FlaskClient, typed: dict[str, str]) -> None:
    open_drawer(anna)
    answer = close(anna, **typed)
    assert answer.status_code == 422 and only_shift().closed_at is None
    for value in typed.values():
        assert f'value="{value}"' in answer.get_data(as_text=True)


def test_cash_taken_while_one_counted_is_said(world: World, anna: FlaskClient) -> None:
    open_drawer(anna)
    form = count_form(anna)
    move(anna, amount="1", words="Mancia", way="in")
    answer = anna.post("/counter/drawer/close", data=form | {"act": "close", "counted": "100,00"})
    assert answer.status_code == 422 and "conta di nuovo" in text(answer) and only_shift().closed_at is None


def test_closing_twice_leads_to_the_same_report(anna: FlaskClient) -> None:
    open_drawer(anna)
    form = count_form(anna) | {"act": "close", "counted": "100,00"}
    first, second = (anna.post("/counter/drawer/close", data=form).headers["Location"] for _ in range(2))
    assert first == second and len(shifts.list_shifts()) == 1


def test_whoever_counted_second_is_told_that_it_is_closed(anna: FlaskClient) -> None:
    open_drawer(anna)
    form = count_form(anna) | {"act": "close"}
    anna.post("/counter/drawer/close", data=form | {"counted": "100,00"})
    late = anna.post("/counter/drawer/close", data=form | {"counted": "90,00"}, follow_redirects=True)
    assert "già chiuso qualcun altro" in text(late) and only_shift().counted_cents == 10_000


@pytest.mark.parametrize("typed", [{"float": ""}, {"float": "-1"}, {"float": "100001"}, {"float": "x"}])
def test_a_float_that_is_no_money_opens_nothing(anna: FlaskClient, typed: dict[str, str]) -> None:
    assert anna.post("/counter/drawer/open", data=typed).status_code == 422 and shifts.find_open() is None


def test_what_is_moved_needs_a_reason(anna: FlaskClient) -> None:
    open_drawer(anna)
    answer = move(anna, amount="10", words="", way="out")
    assert answer.status_code == 422 and "perché" in text(answer) and 'value="10"' in answer.get_data(as_text=True)


def test_a_closed_drawer_refuses_cash_with_a_sentence_and_the_way_to_open_it(world: World, anna: FlaskClient) -> None:
    shifts.save_rules(DrawerRules(cash_needs_shift=True), by="staff:1", now=clock.now())
    basket = tap(anna, world.cornetto.id)
    assert "Apri il cassetto" in text(anna.get("/counter/till"))
    refused = anna.post(f"/counter/till/{basket}/pay", data=form_of(anna, basket) | {"way": "cash"})
    assert refused.status_code == 422 and "aprilo e poi incassa" in text(refused) and "/counter/drawer" in text(refused)
    order = makers.place_order(world.cornetto)
    refused = anna.post(f"/counter/orders/{order.code}", data={"tender": "cash"})
    assert refused.status_code == 422 and "Apri il cassetto" in text(refused)
    assert anna.post(f"/counter/till/{basket}/pay", data=form_of(anna, basket) | {"way": "card"}).status_code == 303


def test_only_the_owner_changes_the_rule(world: World, anna: FlaskClient, visitor: FlaskClient) -> None:
    assert "Contanti solo a cassetto aperto" in text(anna.get("/counter/drawer"))
    anna.post("/counter/drawer/rules", data={"cash_needs_shift": "1"})
    db.session.rollback()
    assert shifts.drawer_rules().cash_needs_shift
    bruno = staff.invite(name="Bruno", email="bruno@example.org", role="staff", language="it", by="staff:1", now=clock.now())
    sign_in(visitor, getattr(bruno, "id", bruno))
    assert "Contanti solo a cassetto aperto" not in text(visitor.get("/counter/drawer"))
    assert visitor.post("/counter/drawer/rules", data={}).status_code == 403
    assert staff.may(staff.list_members()[-1], Permission.KEEP_DRAWER)


def test_without_an_open_drawer_there_is_nothing_to_count(anna: FlaskClient) -> None:
    for path in ("/counter/drawer/count", "/counter/drawer/x"):
        assert anna.get(path).headers["Location"] == "/counter/drawer"
    assert anna.get("/counter/drawer/shifts/1").status_code == 404
    assert anna.post("/counter/drawer/close", data={"shift": "1", "seen": "0", "counted": "1"}).status_code == 404


def test_a_return_in_cash_comes_out_of_the_drawer(world: World, anna: FlaskClient) -> None:
    open_drawer(anna)
    shift = only_shift()
    order = makers.place_order(world.cornetto)
    payments.hand_over(order.id, by="staff:1", via="counter", now=clock.now())
    line = order.lines[0]
    payments.return_goods(order.id, [orders.Back(line.id, 1)], tender="cash", reason="spoiled",
                          reference="back", by="staff:1", via="counter", now=clock.now())
    assert shifts.expected_of(shift) == 10_000
    assert payments.tell_shift(shift)["given_back"] == {"cash": {"count": 1, "cents": 150}}
