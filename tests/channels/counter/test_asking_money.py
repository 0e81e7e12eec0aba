"""Staff ask for money: a link by letter, message or QR, and an order by phone that is held until it is paid."""
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from shop.domain import letters
from shop.domain.orders import Order
from shop.kernel.database import db
from shop.kernel.origin import Origin
from tests.buyers import controls
from tests.conftest import OwnPages
from tests.makers import make_basket, place_order
from tests.world import World, open_world, sign_in


@pytest.fixture
def world(playing_app: Flask) -> World:
    return open_world()


@pytest.fixture
def anna(playing_app: Flask, world: World) -> FlaskClient:
    playing_app.test_client_class = OwnPages
    client = playing_app.test_client()
    sign_in(client, world.owner_id)
    return client


def call_in(anna: FlaskClient, world: World, **typed: str) -> Order:
    """An order by phone for a cornetto, for the last time offered."""
    token = make_basket(world.cornetto, origin=Origin("phone", staff_id=world.owner_id))
    page = BeautifulSoup(anna.get(f"/counter/phone/{token}/place").text, "lxml")
    form = next(found for found in page.select("form") if found.select("[name=seen]"))
    free = [str(time["value"]) for time in form.select("[name=starts_at]") if not time.has_attr("disabled")]
    who = {"starts_at": free[-1], "name": "Ada Rossi", "phone": "347 1234567", "email": "ada@example.org"}
    answer = anna.post(f"/counter/phone/{token}/place", data=controls(form) | who | typed)
    assert answer.status_code == 303, answer.text
    db.session.rollback()
    return db.session.scalars(select(Order).order_by(Order.id.desc())).all()[0]


def test_an_order_by_phone_is_paid_at_pickup_unless_staff_say_otherwise(world: World, anna: FlaskClient) -> None:
    assert call_in(anna, world).state == "accepted"


@pytest.mark.parametrize(("hours", "minutes"), [("1", 60), ("999", 60)])
def test_an_order_by_phone_is_held_until_it_is_paid(world: World, anna: FlaskClient, hours: str, minutes: int) -> None:
    held = call_in(anna, world, way="online", hold_hours=hours)
    assert held.state == "awaiting_payment" and held.pay_by_at == held.placed_at + timedelta(minutes=minutes)
    page = anna.get(f"/counter/phone/placed/{held.code}").text
    assert "aspetta il pagamento" in page and f"/counter/orders/{held.code}/pay-link" in page


def test_a_hold_ends_at_the_latest_when_the_goods_are_due(world: World, anna: FlaskClient) -> None:
    held = call_in(anna, world, way="online", hold_hours="48")
    assert held.pay_by_at == max(held.starts_at, held.placed_at + timedelta(minutes=35))


def test_the_link_goes_by_letter_message_and_qr(world: World, anna: FlaskClient) -> None:
    order = place_order(world.cornetto, phone="+393471234567")
    page = anna.get(f"/counter/orders/{order.code}/pay-link").text
    assert "https://wa.me/393471234567?text=" in page and f"/it/orders/{order.token}/pay/qr.svg" in page
    sent = anna.post(f"/counter/orders/{order.code}/pay-link", data={"email": "zia@example.org"})
    assert sent.status_code == 200 and "Mandato a zia@example.org" in sent.text
    db.session.rollback()
    assert [letter.to for letter in letters.list_letters() if letter.kind == "pay_link"] == ["zia@example.org"]
    assert anna.get(f"/it/orders/{order.token}/pay/qr.svg").content_type == "image/svg+xml"


def test_a_wrong_address_is_said(world: World, anna: FlaskClient) -> None:
    order = place_order(world.cornetto)
    assert anna.post(f"/counter/orders/{order.code}/pay-link", data={"email": "zia@@"}).status_code == 422


def test_staff_stop_waiting_and_it_is_paid_at_pickup(world: World, anna: FlaskClient) -> None:
    held = call_in(anna, world, way="online")
    assert anna.post(f"/counter/orders/{held.code}/pay-later").status_code == 303
    db.session.rollback()
    assert db.session.get_one(Order, held.id, populate_existing=True).state == "accepted"


def test_the_office_leads_to_the_link_while_something_is_due(world: World, anna: FlaskClient) -> None:
    order = place_order(world.cornetto)
    assert f"/counter/orders/{order.code}/pay-link" in anna.get(f"/admin/orders/{order.id}").text
