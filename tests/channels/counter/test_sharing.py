"""A basket goes from the counter to the customer and back: by link, code or letter, with whoever prepared it, until it is an order."""
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from shop.domain import baskets, customers, letters, orders, payments
from shop.domain.baskets import Choice
from shop.kernel import clock, events
from shop.kernel.database import db
from shop.kernel.origin import Origin
from tests import makers
from tests.conftest import OwnPages
from tests.world import World, open_world, sign_in


@pytest.fixture
def world(app: Flask) -> World:
    return open_world()


@pytest.fixture
def anna(app: Flask, world: World) -> FlaskClient:
    client = OwnPages(app)
    sign_in(client, world.owner_id)
    return client


@pytest.fixture
def filled(world: World) -> str:
    """Anna filled it on the phone: two cornetti and a piece of Sacher."""
    return makers.make_basket(Choice(world.cornetto.id, 2), world.sacher, origin=Origin("phone", staff_id=world.owner_id))


def _basket(token: str) -> baskets.Basket:
    db.session.rollback()
    db.session.expire_all()
    basket = baskets.find_basket(token, now=clock.now())
    assert basket is not None
    return basket


def _send(anna: FlaskClient, token: str, **typed: Any) -> Any:
    return anna.post(f"/counter/phone/{token}/send", data={"name": "Ada", "language": "it"} | typed)


def test_the_page_has_the_link_its_code_and_messages_ready_to_go(anna: FlaskClient, filled: str) -> None:
    page = anna.get(f"/counter/phone/{filled}/send").text
    assert f"/it/b/{filled}" in page and _basket(filled).code in page and "https://wa.me/?text=" in page and 'href="sms:?' in page
    assert anna.get(f"/counter/phone/{filled}/qr.svg").mimetype == "image/svg+xml"
    assert f"/counter/phone/{filled}/send" in anna.get(f"/counter/phone?basket={filled}").text


def test_who_it_is_sent_to_is_known_and_gets_one_letter(anna: FlaskClient, filled: str) -> None:
    page = _send(anna, filled, email="ada@example.org", phone="333 1234567", language="en")
    assert page.status_code == 200 and "ada@example.org" in page.text
    assert f"/en/b/{filled}" in page.text and "wa.me/393331234567" in page.text
    _send(anna, filled, email="ada@example.org", phone="333 1234567", language="en")
    basket = _basket(filled)
    assert basket.customer_id is not None and customers.get_customer(basket.customer_id).email == "ada@example.org"
    [letter] = [one for one in letters.list_letters() if one.kind == "basket"]
    assert letter.to == "ada@example.org" and f"/en/b/{filled}" in letter.text and "Cornetto" in letter.text and "Hello Ada" in letter.text
    assert [fact.name for fact in events.list_about(f"basket:{basket.id}")] == ["basket.sent", "basket.sent"]
    assert basket.choices == {}, "whoever has the link reads the choices: who it is stays out of them"


def test_what_cannot_be_sent_is_refused_and_stays_typed(anna: FlaskClient, filled: str) -> None:
    for wrong in ({"email": "ada@"}, {"phone": "12"}):
        page = _send(anna, filled, **wrong)
        assert page.status_code == 422 and next(iter(wrong.values())) in page.text
    empty = makers.make_basket()
    assert _send(anna, empty).status_code == 422 and "vuoto" in anna.get(f"/counter/phone/{empty}/send").text
    assert anna.get("/counter/phone/nothing/send").status_code == 404 and _send(anna, "nothing").status_code == 404


def test_the_customer_finishes_it_on_the_website_and_anna_stays_on_the_order(world: World, visitor: FlaskClient, filled: str) -> None:
    assert "Cornetto" in visitor.get(f"/it/b/{filled}").text
    visitor.post(f"/it/b/{filled}")
    checkout = visitor.get("/it/checkout").text
    starts_at = makers.first_slot(filled)
    placed = visitor.post("/it/checkout", data={
        "checkout": "mine", "seen": _hidden(checkout, "seen"), "starts_at": starts_at.isoformat(), "name": "Ada",
        "email": "ada@example.org"})
    assert "/it/orders/" in placed.headers["Location"]
    db.session.rollback()
    order = orders.find_by_checkout("mine")
    assert order is not None and (order.channel, order.staff_id) == ("website", world.owner_id)
    page = visitor.get("/it/basket").text
    assert f"è diventato l&#39;ordine {order.code}" in page and f"/it/orders/{order.token}" in page
    assert order.code in visitor.get(f"/it/b/{filled}").text


def _hidden(page: str, name: str) -> str:
    return page.partition(f'name="{name}" value="')[2].partition('"')[0]


def test_a_basket_of_the_website_is_found_at_the_counter_by_code_or_scan(anna: FlaskClient, visitor: FlaskClient, world: World) -> None:
    token = makers.make_basket(world.cornetto)
    code = _basket(token).code
    visitor.set_cookie("basket", token)
    assert code in visitor.get("/it/basket").text
    for typed in (code, code.lower(), f"{code[:3]} {code[3:]}", f"http://localhost/it/b/{token}", f"https://shop.example/en/b/{token}?x=1"):
        found = anna.get("/counter/find", query_string={"typed": typed})
        assert found.headers["Location"] == f"/counter/till?basket={token}", typed


def test_what_was_paid_at_the_till_leads_the_customers_basket_to_the_order(anna: FlaskClient, visitor: FlaskClient, world: World) -> None:
    token = makers.make_basket(world.cornetto)
    visitor.set_cookie("basket", token)
    code = _basket(token).code
    quote = baskets.quote(_basket(token), now=clock.now(), kind="counter", channel="counter")
    db.session.rollback()
    sale = payments.sell(
        checkout="till", basket_token=token, seen=quote.fingerprint, money=payments.Money(),
        origin=Origin("counter", staff_id=world.owner_id), language="it", by=f"staff:{world.owner_id}", now=clock.now())
    page = visitor.get("/it/basket").text
    assert sale.order.code in page and f"/it/orders/{sale.order.token}" in page
    assert visitor.get(f"/it/orders/{sale.order.token}").status_code == 200
    assert anna.get("/counter/find", query_string={"typed": code}).headers["Location"] == f"/counter/orders/{sale.order.code}"
    baskets.add(token, Choice(world.cornetto.id, 1), now=clock.now())
    assert sale.order.code not in visitor.get("/it/basket").text, "filled anew, it is a basket like any other"


def test_an_expired_link_says_so_and_shows_the_way_on(visitor: FlaskClient, filled: str) -> None:
    clock.travel(clock.now() + timedelta(days=30, minutes=1))
    for page in (visitor.get(f"/it/b/{filled}"), visitor.post(f"/it/b/{filled}")):
        assert page.status_code == 410 and "Questo cestino non c&#39;è più" in page.text and "/it/menu" in page.text
    unknown = visitor.get("/en/b/nothing")
    assert unknown.status_code == 404 and "can&#39;t be found" in unknown.text
