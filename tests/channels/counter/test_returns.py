"""What was bought on any channel is brought back to the counter: found, looked at, given back once, and told to all who ask."""
from datetime import datetime, time
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from shop.domain import documents, orders, payments, staff
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


@pytest.fixture
def sold(world: World) -> Order:
    """Four cornetti and 300 g of frollini, bought on the website, collected and paid: 12,00 euro."""
    order = makers.place_order(Choice(world.cornetto.id, 4), Choice(world.frollini.id, 300), phone="+393331234567", starts_at=_at(11))
    payments.hand_over(order.id, payments.Money("card"), by="staff:1", via="counter", now=clock.now())
    return _kept(order)


def _at(hour: int) -> datetime:
    moment = clock.at(clock.today(), time(hour))
    assert moment is not None
    return moment


def _kept(order: Order) -> Order:
    db.session.rollback()
    db.session.expire_all()
    return orders.get(order.id)


def _form(order: Order, **more: Any) -> dict[str, Any]:
    return {"reference": "form-1", "reason": "spoiled", f"back-{order.lines[0].id}": "3", f"fate-{order.lines[0].id}": "restock",
            "tender": "cash", "act": "return"} | more


def _address(order: Order) -> str:
    return f"/counter/orders/{order.code}/return"


def test_it_is_found_by_code_name_phone_and_the_number_of_its_receipt(sold: Order, anna: FlaskClient) -> None:
    paper = documents.find_sale_receipt(sold.id)
    assert paper is not None
    for typed in (sold.code, paper.shown, f"{paper.series[1:]}/{paper.number}"):
        assert anna.get("/counter/find", query_string={"typed": typed}).headers["Location"] == f"/counter/orders/{sold.code}"
    for typed in ("ada", "333 1234567"):
        assert sold.code in anna.get("/counter/find", query_string={"typed": typed}).text.partition("Hanno già ritirato")[2]
    assert _address(sold) in anna.get(f"/counter/orders/{sold.code}").text


def test_first_the_sum_is_shown_and_nothing_happens(sold: Order, anna: FlaskClient) -> None:
    page = anna.post(_address(sold), data=_form(sold, act="review"))
    assert page.status_code == 200 and "Ridai 4,50" in page.text and 'value="form-1"' in page.text
    assert _kept(sold).returned_cents == 0


def test_goods_come_back_once_with_a_numbered_paper_and_everyone_is_told(world: World, sold: Order, anna: FlaskClient) -> None:
    done = anna.post(_address(sold), data=_form(sold, words="erano secchi"))
    again = anna.post(_address(sold), data=_form(sold))
    assert done.status_code == again.status_code == 303 and done.headers["Location"] == again.headers["Location"]
    after = _kept(sold)
    assert (after.returned_cents, after.refunded_cents, after.due_cents) == (450, 450, 0) and len(payments.list_refunds(sold.id)) == 1
    page = anna.get(done.headers["Location"]).text
    [paper] = [paper for paper in documents.find_receipts(sold.id) if paper.kind == "return"]
    assert paper.shown in page and "4,50" in page and "erano secchi" in page and paper.cents == -450
    customers_page = anna.get(f"/it/orders/{sold.token}").text
    assert "Reso: 3\u00a0× Cornetto" in customers_page and "Rimborsati 4,50" in customers_page and "erano secchi" not in customers_page
    office = anna.get(f"/admin/orders/{sold.id}").text
    assert "Riportato: 3\u00a0× Cornetto (Era rovinato)" in office and "Ridati 4,50" in office and "erano secchi" in office
    assert "4,50" in anna.get(f"/counter/orders/{sold.code}").text


def test_the_rest_can_come_back_later_and_then_nothing_is_left(sold: Order, anna: FlaskClient) -> None:
    anna.post(_address(sold), data=_form(sold))
    anna.post(_address(sold), data={
        "reference": "form-2", "reason": "other", "tender": "card", "act": "return",
        **{f"back-{line.id}": str(line.given - line.returned) for line in _kept(sold).lines}})
    assert _kept(sold).refunded_cents == _kept(sold).total_cents == 1200
    assert "niente da rendere" in anna.get(_address(sold)).text
    assert _address(sold) not in anna.get(f"/counter/orders/{sold.code}").text


@pytest.mark.parametrize(("wrong", "sentence"), [
    ({"reason": ""}, "Scegli"), ({"reason": "whim"}, "Scegli il motivo"), ({"tender": "shells"}, "Scegli contanti o carta"),
    ({"first": "5"}, "non può tornarne così tanto"), ({"first": "due"}, "non può tornarne così tanto"),
    ({"first": "-1"}, "non può tornarne così tanto"), ({"first": "0"}, "Segna almeno una cosa"), ({"reference": ""}, "")])
def test_what_cannot_be_given_back_is_said_and_stays_typed(
    sold: Order, anna: FlaskClient, wrong: dict[str, str], sentence: str
) -> None:
    first = {f"back-{sold.lines[0].id}": wrong.pop("first")} if "first" in wrong else {}
    page = anna.post(_address(sold), data=_form(sold, words="secchi", **first, **wrong))
    assert page.status_code == 422 and sentence in page.text and 'value="secchi"' in page.text
    assert _kept(sold).returned_cents == 0


def test_what_was_not_handed_over_is_not_returned(world: World, anna: FlaskClient) -> None:
    order = makers.place_order(world.cornetto, starts_at=_at(11))
    assert "Non è ancora stato consegnato niente" in anna.get(_address(order)).text
    assert anna.post(_address(order), data=_form(order)).status_code == 422


def test_the_return_of_one_order_is_not_found_under_another(world: World, sold: Order, anna: FlaskClient) -> None:
    other = makers.place_order(world.cornetto, starts_at=_at(11))
    done = anna.post(_address(sold), data=_form(sold)).headers["Location"]
    assert anna.get(done.replace(sold.code, other.code)).status_code == 404


def test_todays_takings_are_less_what_was_given_back(sold: Order, anna: FlaskClient) -> None:
    assert "12,00" in anna.get("/admin/today").text
    anna.post(_address(sold), data=_form(sold))
    assert "7,50" in anna.get("/admin/today").text


def test_only_those_who_may_take_goods_back_do(sold: Order, anna: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staff, "may", lambda member, permission: permission != staff.Permission.TAKE_BACK)
    assert anna.get(_address(sold)).status_code == 403
    assert anna.post(_address(sold), data=_form(sold)).status_code == 403
    assert _address(sold) not in anna.get(f"/counter/orders/{sold.code}").text
