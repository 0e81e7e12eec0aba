"""Offers as a customer meets them, from the code to the letter, without scripts."""

from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from shop.channels.email import LetterComposer
from shop.domain.baskets import Choice
from shop.domain.orders import Order
from shop.domain.promotions.conditions import Minimum
from shop.kernel.database import db
from tests.channels.website.reading import ADA, checkout_form, order, read, take, words
from tests.domain.promotions.offering import buy, make_offer
from tests.world import World, open_world, sign_in


@pytest.fixture
def shop(app: Flask) -> World:
    return open_world()


def newest_order() -> Order:
    db.session.rollback()
    found = db.session.scalars(select(Order).order_by(Order.id.desc())).first()
    assert found is not None
    return found


def test_an_offer_is_named_from_the_basket_to_the_letter(shop: World, app: Flask, visitor: FlaskClient) -> None:
    make_offer(name="Natale in casa", code="NATALE10")
    take(visitor, shop.cornetto, 10)
    visitor.post("/it/basket/offers", data={"code": "natale10"})
    placed_at = order(visitor).location
    kept = newest_order()
    assert (kept.total_cents, [one["cents"] for one in kept.discounts]) == (1350, [150])
    sign_in(visitor, shop.owner_id)
    letter = LetterComposer().compose("placed", kept.id, "it")
    for page in (words(visitor.get(placed_at)), words(visitor.get(f"/admin/orders/{kept.id}")), letter.text, unescape(letter.html)):
        for said in ("15,00\xa0€", "Natale in casa", "−1,50\xa0€", "13,50\xa0€"):
            assert said.replace("\xa0", " ") in page.replace("\xa0", " "), said
    english = LetterComposer().compose("placed", kept.id, "en")
    assert "Natale in casa (en)" in english.text and "−€1.50" in english.html


def test_who_has_used_it_already_is_told_and_may_order_at_the_full_price(shop: World, visitor: FlaskClient) -> None:
    make_offer(name="Una sola volta", code="UNA", most_per_customer=1)
    buy(shop.cornetto, code="UNA", email=ADA["email"])
    take(visitor, shop.cornetto, 2)
    visitor.post("/it/basket/offers", data={"code": "una"})
    refused = order(visitor)
    assert refused.status_code == 422
    summary = read(refused).select_one("#checkout-summary")
    assert summary is not None and "Hai già usato questa offerta" in summary.text and "3,00" in summary.text
    seen = read(refused).select_one("input[name=seen]")
    assert seen is not None
    again = visitor.post("/it/checkout", data=checkout_form(visitor) | ADA | {"seen": str(seen["value"])})
    assert again.status_code == 303 and newest_order().total_cents == 300 and newest_order().discounts == []


def test_what_is_missing_is_said_in_the_basket_and_before_paying(shop: World, visitor: FlaskClient) -> None:
    make_offer(name="Da sei euro", conditions=(Minimum(600),))
    take(visitor, shop.cornetto, 2)
    for page in ("/it/basket", "/it/checkout"):
        assert "Da sei euro : Ancora 3,00 € di prodotti" in words(visitor.get(page))
    assert "€3.00 more of goods" in words(visitor.get("/en/basket"))
    take(visitor, shop.cornetto, 4)
    assert "−0,60" in words(visitor.get("/it/basket"))


def test_guesses_of_codes_come_to_an_end(shop: World, visitor: FlaskClient) -> None:
    take(visitor, shop.cornetto)
    answers = [visitor.post("/it/basket/offers", data={"code": f"X{number}"}) for number in range(22)]
    assert {answer.status_code for answer in answers} == {422}
    assert "Troppi tentativi" in words(answers[-1]) and "non lo conosciamo" in words(answers[0])
    make_offer(code="VERO")
    assert "Troppi tentativi" in words(visitor.post("/it/basket/offers", data={"code": "VERO"}))


def test_staff_see_which_offer_a_change_would_lose(shop: World, visitor: FlaskClient) -> None:
    make_offer(name="Da sei euro", conditions=(Minimum(600),))
    placed = buy(Choice(shop.cornetto.id, 4))
    sign_in(visitor, shop.owner_id)
    assert "Da sei euro" in words(visitor.get(f"/admin/orders/{placed.id}"))
    fewer = {f"quantity-{placed.lines[0].id}": "1", "act": "preview"}
    page = words(visitor.post(f"/admin/orders/{placed.id}/edit", data=fewer))
    assert "Non vale più: Da sei euro" in page and "1,50 €" in page
