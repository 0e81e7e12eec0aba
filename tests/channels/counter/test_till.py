"""The till in the hands of staff: tapped, weighed, paid once, told when something can't be; the price is the shop's, never the page's."""
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from shop.channels.counter.till_choosing import read_grams
from shop.domain import baskets, customers, documents, letters, orders, payments, staff, stock
from shop.domain.baskets import Choice
from shop.kernel import clock
from shop.kernel.database import db
from shop.kernel.origin import Origin
from tests import makers
from tests.domain.promotions.offering import make_offer
from tests.world import World, open_world, sign_in


@pytest.fixture
def world(app: Flask) -> World:
    return open_world()


@pytest.fixture
def anna(world: World, visitor: FlaskClient) -> FlaskClient:
    sign_in(visitor, world.owner_id)
    return visitor


def basket_in(answer: TestResponse) -> str:
    found = re.search(r"basket=([\w-]+)", answer.headers["Location"])
    assert found, answer.headers["Location"]
    return found[1]


def tap(anna: FlaskClient, product_id: int, basket: str = "") -> str:
    return basket_in(anna.post("/counter/till/add", data={"product_id": product_id, "basket": basket}))


def weigh(anna: FlaskClient, product_id: int, weight: str, unit: str = "g", basket: str = "") -> TestResponse:
    return anna.post(f"/counter/till/choose/{product_id}", data={"weight": weight, "unit": unit, "basket": basket})


def form_of(anna: FlaskClient, basket: str) -> dict[str, str]:
    page = anna.get(f"/counter/till/{basket}/pay").get_data(as_text=True)
    return {name: re.findall(f'name="{name}" value="([^"]+)"', page)[0] for name in ("checkout", "seen")}


def pay(anna: FlaskClient, basket: str, **money: str) -> TestResponse:
    return anna.post(f"/counter/till/{basket}/pay", data=form_of(anna, basket) | {"way": "cash"} | money)


def text(answer: TestResponse) -> str:
    return re.sub(r"\s+", " ", answer.get_data(as_text=True)).replace("\xa0", " ")


def only_order() -> orders.Order:
    db.session.rollback()
    db.session.expire_all()
    found = orders.search()
    assert found.total == 1
    return found.orders[0]


def test_two_taps_and_a_weight_are_sold_with_change_and_a_receipt(world: World, anna: FlaskClient) -> None:
    basket = tap(anna, world.cornetto.id)
    tap(anna, world.cornetto.id, basket)
    weigh(anna, world.frollini.id, "0,137", "kg", basket)
    sold = anna.get(pay(anna, basket, note="10,00").headers["Location"])
    order = only_order()
    assert [(line.quantity, line.cents) for line in order.lines] == [(2, 300), (137, 274)]
    assert (order.kind, order.state, order.staff_id, order.total_cents) == ("counter", "collected", world.owner_id, 574)
    assert "4,26 €" in text(sold) and "R 2026/000001" in text(sold)


@pytest.mark.parametrize(("weight", "unit"), [
    ("0", "g"), ("", "g"), ("1000", "kg"), ("-3", "g"), ("tanto", "g"), ("0", "kg"), ("9" * 30, "g")])
def test_a_weight_no_scale_says_is_refused_with_a_sentence(world: World, anna: FlaskClient, weight: str, unit: str) -> None:
    refused = weigh(anna, world.frollini.id, weight, unit)
    assert refused.status_code == 422 and "guarda di nuovo la bilancia" in text(refused)


@pytest.mark.parametrize(("typed", "unit", "grams"), [
    ("350", "g", 350), ("0,350", "kg", 350), ("0.35", "kg", 350), ("1,2 kg", "g", 1200), ("350 g", "kg", 350), ("1", "kg", 1000),
    ("12,5", "g", 0), ("1,2345", "kg", 0), ("x", "g", 0), ("", "kg", 0), ("٣", "g", 0)])
def test_weights_are_read_as_people_write_them(typed: str, unit: str, grams: int) -> None:
    assert read_grams(typed, unit) == grams


def test_the_price_of_a_weight_is_said_by_the_server_while_one_types(world: World, anna: FlaskClient) -> None:
    page = anna.get(f"/counter/till/choose/{world.frollini.id}?weight=350&unit=g", headers={"X-Fragment": "1"})
    assert "7,00 €" in text(page)


def test_cash_below_the_total_says_what_is_missing_and_keeps_the_ticket(world: World, anna: FlaskClient) -> None:
    basket = tap(anna, world.cornetto.id)
    refused = pay(anna, basket, given="1,00")
    assert refused.status_code == 422 and "0,50 €" in text(refused)
    assert orders.search().total == 0 and pay(anna, basket, given="1,50").status_code == 303


def test_mixed_tenders_are_both_noted(world: World, anna: FlaskClient) -> None:
    pay(anna, tap(anna, world.cornetto.id), way="mixed", card="1,00", given="2,00")
    taken = {one.tender: (one.cents, one.given_cents) for one in payments.list_of(only_order().id)}
    assert taken == {"cash": (50, 200), "card": (100, 100)}


@pytest.mark.parametrize(("given", "words"), [("2", "Resto"), ("1", "Mancano"), ("", ""), ("x", "")])
def test_the_change_is_worked_out_by_the_server_while_one_types(world: World, anna: FlaskClient, given: str, words: str) -> None:
    basket = tap(anna, world.cornetto.id)
    page = anna.get(f"/counter/till/{basket}/pay", query_string={"given": given}).get_data(as_text=True)
    said = re.search(r'id="change"[^>]*>(.*?)</p>', page, re.S)
    assert said and (words in said[1] if words else not said[1].strip())


def test_the_same_form_sent_twice_is_one_sale(world: World, anna: FlaskClient) -> None:
    basket = tap(anna, world.cornetto.id)
    form = form_of(anna, basket) | {"way": "cash", "note": "5,00"}
    first, second = (anna.post(f"/counter/till/{basket}/pay", data=form).headers["Location"] for _ in range(2))
    assert first == second == f"/counter/till/sold/{only_order().code}"


def test_a_price_that_changed_meanwhile_is_shown_before_money_is_taken(world: World, anna: FlaskClient) -> None:
    basket = tap(anna, world.cornetto.id)
    form = form_of(anna, basket) | {"way": "cash"}
    tap(anna, world.cornetto.id, basket)
    assert anna.post(f"/counter/till/{basket}/pay", data=form).status_code == 422 and orders.search().total == 0


def test_a_customers_basket_is_opened_by_its_code_or_link_and_a_coffee_is_added(world: World, anna: FlaskClient) -> None:
    coffee = makers.make_product("Caffè", price_cents=120)
    token = makers.make_basket(world.cornetto, origin=Origin("website", first_link_id=7, first_touch_at=clock.now()))
    basket = baskets.find_basket(token, now=clock.now())
    assert basket is not None
    for typed in (basket.code, basket.code.lower(), f"http://localhost/it/b/{token}"):
        assert basket_in(anna.post("/counter/till", data={"words": typed})) == token
    tap(anna, coffee.id, token)
    pay(anna, token, way="card")
    order = only_order()
    assert (order.channel, order.staff_id, order.first_link_id, order.total_cents) == ("counter", world.owner_id, 7, 270)
    assert anna.get(f"/counter/till?basket={token}").headers["Location"] == f"/counter/orders/{order.code}"


def test_what_is_typed_adds_the_first_product_found_or_says_that_nothing_is(world: World, anna: FlaskClient) -> None:
    token = basket_in(anna.post("/counter/till", data={"words": "corn"}))
    basket = baskets.find_basket(token, now=clock.now())
    assert basket is not None and [line.product_id for line in basket.lines] == [world.cornetto.id]
    nothing = anna.post("/counter/till", data={"words": "zzz"})
    assert nothing.status_code == 422 and "zzz" in text(nothing)


def test_a_customer_is_found_or_noted_and_stands_on_the_sale(world: World, anna: FlaskClient) -> None:
    ada = customers.recognise(email=None, phone="+393331234567", name="Ada Rossi", language="it", now=clock.now())
    assert "Ada Rossi" in text(anna.get("/counter/till/customer?words=rossi"))
    token = basket_in(anna.post("/counter/till/customer", data={"phone": "333 123 4567"}))
    tap(anna, world.cornetto.id, token)
    assert "Ada Rossi" in text(anna.get(f"/counter/till?basket={token}"))
    pay(anna, token)
    assert (only_order().customer_id, only_order().name) == (ada, "Ada Rossi")


def test_a_name_alone_is_nobody_to_be_found_again(world: World, anna: FlaskClient) -> None:
    refused = anna.post("/counter/till/customer", data={"name": "Ada"})
    assert refused.status_code == 422 and "telefono" in text(refused)


def test_a_sale_undone_at_once_stands_on_a_ticket_again(world: World, anna: FlaskClient) -> None:
    pay(anna, tap(anna, world.cornetto.id))
    code = only_order().code
    token = basket_in(anna.post(f"/counter/till/sold/{code}/undo"))
    assert only_order().state == "cancelled_by_shop"
    basket = baskets.find_basket(token, now=clock.now())
    assert basket is not None and len(basket.lines) == 1


def test_a_receipt_says_all_and_that_it_is_not_fiscal(world: World, anna: FlaskClient) -> None:
    pay(anna, tap(anna, world.cornetto.id), note="2,00")
    receipt = documents.find_sale_receipt(only_order().id)
    assert receipt is not None
    for paper in ("roll", "a4"):
        page = text(anna.get(f"/counter/receipts/{receipt.id}?paper={paper}"))
        for words in ("R 2026/000001", "documento non fiscale", "Cornetto", "IVA 10 % su 1,50 €", "0,14 €", "Resto", "0,50 €",
                      "12345670017"):
            assert words in page, words
    assert b"<svg" in anna.get(f"/counter/receipts/{receipt.id}/qr.svg").data


def test_a_receipt_goes_by_letter_only_where_it_is_asked_for(world: World, anna: FlaskClient) -> None:
    pay(anna, tap(anna, world.cornetto.id))
    receipt = documents.find_sale_receipt(only_order().id)
    assert receipt is not None and letters.list_letters() == []
    refused = anna.post(f"/counter/receipts/{receipt.id}", data={"email": "non è un indirizzo"})
    assert refused.status_code == 422
    for _ in range(2):
        assert anna.post(f"/counter/receipts/{receipt.id}", data={"email": "ada@example.org"}).status_code == 303
    db.session.rollback()
    assert [(letter.kind, letter.to) for letter in letters.list_letters()] == [("receipt", "ada@example.org")]
    letter = letters.get_letter(letters.list_letters()[0].id)
    for words in ("R 2026/000001", "documento non fiscale", "Cornetto", "IVA 10"):
        assert words in letter.text and words in letter.html, words


def test_the_customer_follows_the_purchase_on_its_page(world: World, anna: FlaskClient, app: Flask) -> None:
    pay(anna, tap(anna, world.cornetto.id))
    order = only_order()
    page = app.test_client().get(f"/it/orders/{order.token}")
    assert page.status_code == 200 and "Cornetto" in text(page)


@pytest.mark.parametrize("path", [
    "/admin/orders/{id}", "/admin/orders", "/admin/orders?words={code}", "/admin/orders.csv", "/admin/today", "/admin/bench",
    "/admin/report", "/admin/customers", "/counter/", "/counter/find?typed={code}", "/counter/orders/{code}", "/it/orders/{token}",
    "/en/orders/{token}", "/it/orders/{token}/calendar.ics", "/it/orders/{token}/qr.svg"])
def test_every_page_that_shows_orders_knows_sales(world: World, anna: FlaskClient, path: str) -> None:
    pay(anna, tap(anna, world.cornetto.id))
    order = only_order()
    assert anna.get(path.format(id=order.id, code=order.code, token=order.token), follow_redirects=True).status_code == 200


def test_what_is_sold_at_the_till_is_gone_from_the_shelf_of_all(world: World, anna: FlaskClient) -> None:
    cake = makers.make_product("Torta", pool_size=2)
    pay(anna, tap(anna, cake.id))
    db.session.rollback()
    assert stock.left(cake, clock.today()) == 1
    assert "ne restano 1" in text(anna.get("/counter/till"))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=25)
@given(cents=st.integers(1, 9_999), pieces=st.integers(1, 40), per_kg=st.integers(1, 9_999), grams=st.integers(1, 50_000))
def test_the_till_asks_what_the_website_asks(app: Flask, cents: int, pieces: int, per_kg: int, grams: int) -> None:
    cake, biscuits = makers.make_product(price_cents=cents), makers.make_product(unit="kg", price_cents=per_kg, step_g=1, min_g=1)
    token = makers.make_basket(Choice(cake.id, pieces), Choice(biscuits.id, grams))
    basket = baskets.find_basket(token, now=clock.now())
    doors = (("pickup", "website"), ("counter", "counter"))
    web, till = (baskets.quote(basket, now=clock.now(), kind=kind, channel=channel) for kind, channel in doors)
    assert (web.total_cents, web.vat) == (till.total_cents, till.vat)


def test_who_stands_at_the_till_is_on_the_sale(world: World, anna: FlaskClient) -> None:
    bea = staff.invite(name="Bea", email="bea@example.org", role="staff", by="staff:1", now=clock.now())
    staff.set_pin(bea.id, pin="4071", by="staff:1", now=clock.now())
    anna.post("/counter/lock")
    locked = anna.get("/counter/till")
    assert locked.status_code == 302 and locked.headers["Location"].startswith("/counter/who")
    assert anna.post("/counter/who", data={"member_id": bea.id, "pin": "0000"}).status_code == 422
    taken = anna.post("/counter/who", data={"member_id": bea.id, "pin": "4071", "next": "/counter/till"})
    assert taken.headers["Location"] == "/counter/till"
    pay(anna, tap(anna, world.cornetto.id))
    assert only_order().staff_id == bea.id
    assert anna.get("/admin/more").status_code == 200
    assert anna.get("/admin/staff").status_code == 403, "four digits open what the person may do, and no more"


def test_a_till_is_not_locked_while_nobody_has_a_pin_to_open_it(world: World, anna: FlaskClient) -> None:
    anna.post("/counter/lock")
    assert "Nessuno ha ancora un PIN" in text(anna.get("/counter/who")) and anna.get("/counter/till").status_code == 200


def page_codes(anna: FlaskClient, *paths: str) -> dict[str, Any]:
    return {path: anna.get(path).status_code for path in paths}


def test_an_unknown_ticket_is_said_and_a_new_one_begins(world: World, anna: FlaskClient) -> None:
    assert "non c'è più" in text(anna.get("/counter/till?basket=gone")).replace("&#39;", "'")
    assert page_codes(anna, "/counter/till/gone/pay", "/counter/till/sold/XXXXX", "/counter/receipts/9") == {
        "/counter/till/gone/pay": 404, "/counter/till/sold/XXXXX": 404, "/counter/receipts/9": 404}


def test_a_code_typed_at_the_till_takes_its_offer_off_and_stands_on_the_receipt_by_name(world: World, anna: FlaskClient) -> None:
    make_offer(code="TORNA", name="Ben tornata")
    token = tap(anna, makers.make_product("Torta", price_cents=2000).id)
    unknown = anna.post("/counter/till/code", data={"basket": token, "code": "NIENTE"})
    assert unknown.status_code == 422
    anna.post("/counter/till/code", data={"basket": token, "code": " torna "})
    assert "18,00 €" in text(anna.get(f"/counter/till?basket={token}"))
    pay(anna, token)
    order = only_order()
    receipt = documents.find_sale_receipt(order.id)
    assert order.total_cents == 1800 and receipt is not None
    assert "Ben tornata" in text(anna.get(f"/counter/receipts/{receipt.id}"))


def test_a_line_taken_out_by_a_double_tap_is_out_and_the_ticket_stays(world: World, anna: FlaskClient) -> None:
    basket = tap(anna, world.cornetto.id)
    weigh(anna, world.frollini.id, "300", basket=basket)
    held = baskets.find_basket(basket, now=clock.now())
    assert held is not None
    form = {"basket": basket, "line_id": held.lines[0].id, "quantity": "0"}
    db.session.rollback()
    assert [basket_in(anna.post("/counter/till/line", data=form)) for _ in range(2)] == [basket, basket]
