"""The page that play money is paid on: a button for every way it may end, and a mark on every screen."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from shop.domain import orders, payments
from shop.domain.orders import Order
from shop.kernel import clock
from shop.kernel.database import db
from tests.channels.website.reading import read, words
from tests.conftest import OwnPages
from tests.domain.payments.hosted import hold, later, now_of, work
from tests.makers import make_product
from tests.world import open_world, sign_in

MARKS = {"it": "Soldi finti", "en": "Play money"}


@pytest.fixture
def player(playing_app: Flask) -> FlaskClient:
    open_world()
    return OwnPages(playing_app)


@pytest.fixture
def order(player: FlaskClient) -> Order:
    return hold(make_product(price_cents=1250))


@pytest.fixture
def page(player: FlaskClient, order: Order) -> str:
    """Its address."""
    db.session.rollback()
    return payments.start(order.id, success_url="http://localhost/it/paid?x=1", cancel_url="http://localhost/it/back", by="customer",
                          now=clock.now()).url


def test_the_page_says_what_is_paid_and_that_it_is_play(player: FlaskClient, order: Order, page: str) -> None:
    answer = player.get(page)
    assert answer.status_code == 200 and answer.headers["Cache-Control"] == "no-store"
    told = words(answer)
    assert "12,50" in told and order.code in told and MARKS["it"] in told
    assert {button["value"] for button in read(answer).select("button[name=deed]")} == {"pay", "authenticate", "decline", "later"}
    assert "Trial payment" in words(player.get(page.replace("/it/", "/en/")))


def test_paying_leads_back_and_books_the_money_at_once(player: FlaskClient, order: Order, page: str) -> None:
    answer = player.post(page, data={"deed": "pay"})
    assert (answer.status_code, answer.location) == (303, "/it/paid?x=1")
    work()
    paid = now_of(order)
    assert (paid.state, paid.paid_cents) == ("accepted", 1250)
    assert "già stata pagata" in words(player.get(page)) and player.post(page, data={"deed": "pay"}).status_code == 303
    assert len(payments.list_of(order.id)) == 1


def test_a_declined_card_leaves_everything_open(player: FlaskClient, order: Order, page: str) -> None:
    answer = player.post(page, data={"deed": "decline"}, follow_redirects=True)
    assert "rifiutata" in words(answer) and read(answer).select_one("button[value=pay]")
    work()
    assert now_of(order).state in orders.UNPAID and payments.list_of(order.id) == []


def test_the_bank_may_ask_first(player: FlaskClient, order: Order, page: str) -> None:
    asked = player.post(page, data={"deed": "authenticate"}, follow_redirects=True)
    assert {button["value"] for button in read(asked).select("button[name=deed]")} == {"pay", "decline"}
    assert player.post(page, data={"deed": "pay"}).location == "/it/paid?x=1"


def test_a_slow_method_is_paid_a_little_later(player: FlaskClient, order: Order, page: str) -> None:
    player.post(page, data={"deed": "later"})
    work()
    assert now_of(order).state in orders.UNPAID
    later(minutes=2)
    work()
    assert now_of(order).paid_cents == 1250


def test_who_abandons_it_comes_back_without_having_paid(player: FlaskClient, page: str) -> None:
    assert read(player.get(page)).select_one('a[href="/it/back"]')


@pytest.mark.parametrize("deed", ["", "steal", "pay; rm"])
def test_what_no_button_says_changes_nothing(player: FlaskClient, order: Order, page: str, deed: str) -> None:
    assert player.post(page, data={"deed": deed}).location == page
    assert payments.list_of(order.id) == []


def test_a_page_nobody_opened_is_not_there(player: FlaskClient) -> None:
    assert player.get("/it/play/cs_play_0").status_code == 404 == player.post("/it/play/cs_play_0", data={"deed": "pay"}).status_code


def test_without_play_money_there_is_no_such_page_and_no_mark(app: Flask, visitor: FlaskClient) -> None:
    open_world()
    assert visitor.get("/it/play/cs_play_0").status_code == 404 == visitor.post("/it/play/cs_play_0", data={"deed": "pay"}).status_code
    assert MARKS["it"] not in words(visitor.get("/it/"))


@pytest.mark.parametrize("path", ["/it/", "/en/menu", "/it/basket", "/it/find-order", "/it/nothing", "/admin/sign-in"])
def test_every_screen_of_a_customer_says_that_money_is_play(player: FlaskClient, path: str) -> None:
    assert any(mark in words(player.get(path)) for mark in MARKS.values())


@pytest.mark.parametrize("path", ["/admin/today", "/admin/orders", "/admin/bench", "/counter/till", "/counter/"])
def test_every_screen_of_the_staff_says_that_money_is_play(playing_app: Flask, path: str) -> None:
    client = OwnPages(playing_app)
    sign_in(client, open_world().owner_id)
    assert any(mark in words(client.get(path)) for mark in MARKS.values())
