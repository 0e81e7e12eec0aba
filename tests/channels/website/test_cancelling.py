"""A customer who calls an order off is shown what comes back and what stays, in their language, and gets exactly that."""
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from shop.channels.email import LetterComposer
from shop.domain import orders, payments
from shop.domain.baskets import Choice
from shop.domain.orders import Order
from shop.kernel import clock
from shop.kernel.database import db
from tests.domain.payments.paid import faults, kept, paid_online, pay, placed, plug, work
from tests.fakes.memory_gateway import MemoryGateway
from tests.world import World, open_world


@pytest.fixture
def gateway(app: Flask, monkeypatch: pytest.MonkeyPatch) -> MemoryGateway:
    return plug(monkeypatch)


@pytest.fixture
def world(gateway: MemoryGateway) -> World:
    return open_world()


def _keep(percent: int) -> None:
    rules = replace(payments.payment_rules(), keep_percent=percent, free_cancel_hours=500)
    db.session.rollback()
    payments.save_rules(rules, by="staff:1", now=clock.now())


def _early(order: Order) -> None:
    """A day before it is due."""
    clock.travel(order.starts_at - timedelta(hours=24))


def _page(order: Order, language: str = "it") -> str:
    return f"/{language}/orders/{order.token}"


@pytest.mark.parametrize(("language", "back", "kept_words"), [
    ("it", "Ti rendiamo 4,20\u00a0€", "Tratteniamo 1,80\u00a0€"), ("en", "We give you back €4.20", "We keep €1.80")])
def test_what_comes_back_and_what_stays_is_said_before_the_yes(
    visitor: FlaskClient, world: World, gateway: MemoryGateway, language: str, back: str, kept_words: str
) -> None:
    _keep(30)
    order = paid_online(gateway, Choice(world.cornetto.id, 4))
    _early(order)
    page = visitor.get(_page(order, language)).text
    assert back in page and kept_words in page
    assert visitor.post(_page(order, language) + "/cancellation", data={"kept_cents": "180"}).status_code == 303
    clock.travel(clock.now() + timedelta(seconds=20))
    work()
    after = kept(order)
    assert (after.state, after.kept_cents, after.refunded_cents, after.due_cents) == ("cancelled_by_customer", 180, 420, 0)
    assert faults() == []


def test_more_than_was_shown_is_never_kept(visitor: FlaskClient, world: World, gateway: MemoryGateway) -> None:
    order = paid_online(gateway, Choice(world.cornetto.id, 4))
    _early(order)
    assert "Ti rendiamo 6,00" in visitor.get(_page(order)).text
    _keep(50)
    answer = visitor.post(_page(order) + "/cancellation", data={"kept_cents": "0"})
    assert answer.status_code == 409 and "tratteniamo 3,00" in answer.text and kept(order).state == "accepted"


def test_who_paid_nothing_is_told_nothing_of_money(visitor: FlaskClient, world: World) -> None:
    order = placed(Choice(world.cornetto.id, 4))
    _early(order)
    page = visitor.get(_page(order)).text
    assert "non paghi niente" in page and "Ti rendiamo" not in page
    visitor.post(_page(order) + "/cancellation")
    assert kept(order).state == "cancelled_by_customer"


def test_the_letter_of_an_order_called_off_says_what_comes_back_and_how(world: World, gateway: MemoryGateway) -> None:
    order = placed(Choice(world.cornetto.id, 10))
    pay(order, gateway, 500, "cash")
    pay(order, gateway, 1000)
    db.session.rollback()
    payments.cancel(order.id, by="staff:1", via="admin", now=clock.now(), reason="Il forno è rotto")
    letter = LetterComposer().compose("cancelled", order.id, "it")
    for twin in (letter.text, letter.html):
        assert "15,00" in twin and "10,00" in twin and "5,00" in twin and "in negozio" in twin and "5-10 giorni" in twin


def test_a_refund_of_several_parts_is_one_letter_with_each_part(world: World, gateway: MemoryGateway) -> None:
    order = placed(Choice(world.cornetto.id, 10))
    pay(order, gateway, 500, "cash")
    pay(order, gateway, 1000)
    payments.hand_over(order.id, by="staff:1", via="counter", now=clock.now())
    rows = payments.refund(order.id, cents=1200, reason="late", reference="r", by="staff:1", via="admin", now=clock.now())
    first = rows[0].id
    work()
    letter = LetterComposer().compose("returned", first, "en")
    assert orders.get(order.id).refunded_cents == 1200
    for twin in (letter.text, letter.html):
        assert "€12.00" in twin and "€10.00" in twin and "€2.00" in twin and "5 to 10 days" in twin and "in cash" in twin
