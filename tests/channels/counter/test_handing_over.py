"""At the counter an order is found however it is said, its balance is taken, and it is given out once."""
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from shop.domain import orders, payments, staff
from shop.domain.baskets import Choice
from shop.domain.orders import Order
from shop.kernel import clock
from shop.kernel.database import db
from tests import makers
from tests.world import World, open_world, sign_in


@pytest.fixture
def world(app: Flask) -> World:
    return open_world()


@pytest.fixture
def anna(world: World, visitor: FlaskClient) -> FlaskClient:
    sign_in(visitor, world.owner_id)
    return visitor


def _at(hour: int, days: int = 0) -> datetime:
    moment = clock.at(clock.today() + timedelta(days=days), time(hour))
    assert moment is not None
    return moment


def _order(world: World, **details: Any) -> Order:
    return makers.place_order(world.cornetto, **{"starts_at": _at(11)} | details)


def _kept(order: Order) -> Order:
    db.session.rollback()
    db.session.expire_all()
    return orders.get(order.id)


def _spelled(order: Order) -> list[str]:
    code = order.code
    return [code, code.lower(), f" {code[:2]} {code[2:]} ", f"{code[:3]}-{code[3:]}", f"http://localhost/it/orders/{order.token}",
            f"https://shop.example/en/orders/{order.token}?from=qr", f"http://localhost/counter/orders/{code}"]


@pytest.mark.parametrize("way", range(7))
def test_a_code_is_understood_typed_said_or_scanned(world: World, anna: FlaskClient, way: int) -> None:
    order = _order(world)
    found = anna.get("/counter/find", query_string={"typed": _spelled(order)[way]})
    assert found.status_code == 302 and found.headers["Location"] == f"/counter/orders/{order.code}"


def test_a_name_or_a_phone_finds_what_is_still_to_be_given_out(world: World, anna: FlaskClient) -> None:
    order, gone = _order(world, phone="+393331234567"), _order(world, name="Ada Bianchi")
    payments.hand_over(gone.id, payments.Money("card"), by="staff:1", via="counter", now=clock.now())
    for typed in ("ada", "333 1234567"):
        page = anna.get("/counter/find", query_string={"typed": typed}).text
        assert order.code in page and gone.code not in page.partition("Hanno già ritirato")[0]


@pytest.mark.parametrize("typed", ["Z", "ZZZZZ", "http://localhost/it/orders/nothing", "%", "<b>x"])
def test_what_is_not_found_is_said_and_stays_typed(world: World, anna: FlaskClient, typed: str) -> None:
    _order(world)
    page = anna.get("/counter/find", query_string={"typed": typed})
    assert page.status_code == 200 and "Nessun ordine per" in page.text and "<b>x" not in page.text


def test_cash_is_taken_with_its_change_and_the_goods_are_given(world: World, anna: FlaskClient) -> None:
    order = _order(world)
    page = anna.get(f"/counter/orders/{order.code}").text
    assert "1,50" in page and "Ada Rossi" in page and 'value="5,00"' in page and "Non è ancora segnato pronto" in page
    done = anna.post(f"/counter/orders/{order.code}", data={"tender": "cash", "given": "5"})
    assert done.status_code == 303
    page = anna.get(done.headers["Location"]).text
    assert "Resto" in page and "3,50" in page and _kept(order).state == "collected" and _kept(order).due_cents == 0
    [payment] = payments.list_of(order.id)
    assert (payment.tender, payment.cents, payment.given_cents, payment.by) == ("cash", 150, 500, f"staff:{world.owner_id}")


def test_too_little_cash_gives_nothing_out_and_keeps_what_was_typed(world: World, anna: FlaskClient) -> None:
    order = _order(world)
    short = anna.post(f"/counter/orders/{order.code}", data={"tender": "cash", "given": "1,20"})
    assert short.status_code == 422 and "Mancano 0,30" in short.text and 'value="1,20"' in short.text
    assert _kept(order).state == "accepted" and list(payments.list_of(order.id)) == []
    assert anna.post(f"/counter/orders/{order.code}", data={"tender": "cash", "given": "abc"}).status_code == 422
    assert anna.post(f"/counter/orders/{order.code}", data={"tender": "shells"}).status_code == 422
    assert _kept(order).state == "accepted"


def test_a_card_is_noted_exactly(world: World, anna: FlaskClient) -> None:
    order = _order(world)
    anna.post(f"/counter/orders/{order.code}", data={"tender": "card"})
    [payment] = payments.list_of(order.id)
    assert (payment.tender, payment.cents, payment.given_cents) == ("card", 150, 150)


def test_the_second_time_says_when_and_by_whom(world: World, anna: FlaskClient) -> None:
    order = _order(world)
    clock.travel(_at(10) + timedelta(minutes=42))
    sign_in(anna, world.owner_id)
    anna.post(f"/counter/orders/{order.code}", data={"tender": "cash"})
    clock.travel(_at(10) + timedelta(minutes=50))
    page = anna.get(f"/counter/orders/{order.code}").text
    assert "Già consegnato alle 10:42 da Anna" in page and "/undo" not in page
    again = anna.post(f"/counter/orders/{order.code}", data={"tender": "cash"})
    assert again.status_code == 422 and "Già consegnato" in again.text and len(payments.list_of(order.id)) == 1


def test_a_hand_over_can_be_undone_with_its_money(world: World, anna: FlaskClient) -> None:
    order = _order(world)
    done = anna.post(f"/counter/orders/{order.code}", data={"tender": "cash"})
    assert f'action="/counter/orders/{order.code}/undo"' in anna.get(done.headers["Location"]).text
    anna.post(f"/counter/orders/{order.code}/undo")
    assert _kept(order).state == "accepted" and _kept(order).due_cents == 150
    anna.post(f"/counter/orders/{order.code}", data={"tender": "card"})
    assert _kept(order).state == "collected" and _kept(order).due_cents == 0
    clock.travel(clock.now() + timedelta(seconds=11))
    assert anna.post(f"/counter/orders/{order.code}/undo").status_code == 422


def test_the_giver_who_opens_the_code_again_is_told_plainly_that_it_was_given(world: World, anna: FlaskClient) -> None:
    order = _order(world)
    pressed = anna.post(f"/counter/orders/{order.code}", data={"tender": "cash"}).headers["Location"]
    page = anna.get(f"/counter/orders/{order.code}").text
    assert "Già consegnato alle 9:00 da Anna" in page and "/undo" not in page
    assert "Già consegnato" not in anna.get(pressed).text and "/undo" in anna.get(pressed).text


def test_lines_are_ticked_and_counted_and_the_rest_is_shown_everywhere(world: World, anna: FlaskClient) -> None:
    order = makers.place_order(Choice(world.cornetto.id, 5), world.frollini, starts_at=_at(11))
    cornetti, frollini = order.lines
    page = anna.get(f"/counter/orders/{order.code}").text
    assert f'name="give-{cornetti.id}" value="5"' in page and f'name="give-{frollini.id}" value="100" checked' in page
    part = anna.post(f"/counter/orders/{order.code}", data={"seen": "0", f"give-{cornetti.id}": "2", "note": "20,00"})
    page = anna.get(part.headers["Location"]).text
    assert "Consegnata una parte" in page and "10,50" in page and "/undo" in page
    page = anna.get(f"/counter/orders/{order.code}").text
    assert "Consegnato in parte" in page and "3\u00a0× Cornetto, 100\u00a0g Frollini" in page and "Consegna il resto" in page
    assert "Consegnato in parte" in anna.get("/counter/").text
    again = anna.post(f"/counter/orders/{order.code}", data={"seen": "0", f"give-{cornetti.id}": "2"})
    assert again.status_code == 422 and "Nel frattempo" in again.text and _kept(order).given_sum == 2
    anna.post(f"/counter/orders/{order.code}", data={"seen": "2", f"give-{cornetti.id}": "3", f"give-{frollini.id}": "100"})
    assert _kept(order).state == "collected" and [payment.cents for payment in payments.list_of(order.id)] == [950]


@pytest.mark.parametrize("typed", ["6", "-1", "due", "1e3", "9" * 30])
def test_a_quantity_that_cannot_be_gives_nothing(world: World, anna: FlaskClient, typed: str) -> None:
    order = makers.place_order(Choice(world.cornetto.id, 5), starts_at=_at(11))
    answer = anna.post(f"/counter/orders/{order.code}", data={"seen": "0", f"give-{order.lines[0].id}": typed})
    assert answer.status_code == 422 and "Controlla le quantità" in answer.text
    assert _kept(order).given_sum == 0 and _kept(order).due_cents == 750


def test_a_part_given_can_be_undone_where_it_was_pressed(world: World, anna: FlaskClient) -> None:
    order = makers.place_order(Choice(world.cornetto.id, 5), starts_at=_at(11))
    anna.post(f"/counter/orders/{order.code}", data={"seen": "0", f"give-{order.lines[0].id}": "2"})
    assert anna.post(f"/counter/orders/{order.code}/undo").status_code == 303
    assert _kept(order).given_sum == 0 and _kept(order).due_cents == 750


def test_what_is_paid_already_is_only_given(world: World, anna: FlaskClient) -> None:
    order = _order(world)
    payments.take(order.id, payments.Money("card"), by="staff:1", via="counter", now=clock.now())
    assert 'name="given"' not in anna.get(f"/counter/orders/{order.code}").text
    anna.post(f"/counter/orders/{order.code}", data={"tender": "cash"})
    assert _kept(order).state == "collected" and len(payments.list_of(order.id)) == 1


def test_a_cancelled_order_is_not_given_out(world: World, anna: FlaskClient) -> None:
    order = _order(world)
    orders.move(order.id, "cancelled_by_shop", by="staff:1", via="admin", now=clock.now(), reason="Il forno è rotto")
    page = anna.get(f"/counter/orders/{order.code}").text
    assert "Annullato" in page and "Il forno è rotto" in page and 'name="tender"' not in page
    assert anna.post(f"/counter/orders/{order.code}", data={"tender": "cash"}).status_code == 422


def test_the_counter_shows_who_is_awaited_today_the_ready_first(world: World, anna: FlaskClient) -> None:
    early, other = _order(world, name="Bruno"), _order(world, starts_at=_at(11, days=1))
    ready = _order(world, name="Carla", starts_at=_at(15))
    orders.move(ready.id, "ready", by="staff:1", via="admin", now=clock.now())
    page = anna.get("/counter/").text
    assert 0 < page.index(ready.code) < page.index(early.code) and other.code not in page


def test_only_those_who_may_hand_over_come_to_the_counter(world: World, visitor: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    order = _order(world)
    assert "/admin/sign-in" in visitor.get("/counter/").headers["Location"]
    assert "/admin/sign-in" in visitor.post(f"/counter/orders/{order.code}", data={"tender": "cash"}).headers["Location"]
    sign_in(visitor, world.owner_id)
    monkeypatch.setattr(staff, "may", lambda member, permission: False)
    assert visitor.post(f"/counter/orders/{order.code}", data={"tender": "cash"}).status_code == 403
    assert _kept(order).state == "accepted"


def test_a_code_nobody_has_is_not_there(world: World, anna: FlaskClient) -> None:
    assert anna.get("/counter/orders/ZZZZZ").status_code == 404


def test_looking_for_nothing_leads_back_to_who_is_waiting(anna: FlaskClient) -> None:
    assert anna.get("/counter/find", query_string={"typed": " "}).headers["Location"] == "/counter/"
