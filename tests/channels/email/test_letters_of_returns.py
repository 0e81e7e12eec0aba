"""Letters about goods brought back and baskets filled by staff: one each, in the reader's language, to who left an address."""
from html import unescape

import pytest
from flask import Flask

from shop.channels.email import LetterComposer
from shop.domain import baskets, documents, letters, orders, payments
from shop.domain.baskets import Choice
from shop.domain.orders import Back, Order
from shop.domain.payments import Refund
from shop.kernel import clock, events
from shop.kernel.database import db
from tests import makers
from tests.world import World, open_world


@pytest.fixture
def world(app: Flask) -> World:
    return open_world()


def _returned(world: World, tender: str = "cash", **who: str | None) -> tuple[Order, Refund]:
    order = makers.place_order(Choice(world.cornetto.id, 4), world.frollini, **who)
    payments.hand_over(order.id, payments.Money("card"), by="staff:1", via="counter", now=clock.now())
    line_id = orders.get(order.id).lines[0].id
    db.session.rollback()
    refund = payments.return_goods(order.id, [Back(line_id, 3)], tender=tender, reason="spoiled", words="schiacciati", reference="r",
                                   by="staff:1", via="counter", now=clock.now())
    return order, refund


def _letters() -> list[str]:
    while events.deliver_due(makers.later(minutes=1)):
        db.session.rollback()
    return [letter.kind for letter in letters.list_letters()]


@pytest.mark.parametrize(("tender", "language", "words"), [
    ("cash", "it", "ti abbiamo ridato 4,50\u00a0€ in contanti"), ("card", "en", "giving back €4.50 to your card")])
def test_a_return_is_told_with_its_money_and_its_paper(world: World, tender: str, language: str, words: str) -> None:
    order, refund = _returned(world, tender)
    letter = LetterComposer().compose("returned", refund.id, language)
    paper = documents.find_by_cause(f"return:{refund.id}")
    assert paper is not None
    for twin in (letter.text, unescape(letter.html)):
        assert words in twin and paper.shown in twin and "Cornetto" in twin and f"/orders/{order.token}" in twin
        assert "schiacciati" not in twin and "Frollini" not in twin
    assert order.code in letter.subject


def test_it_goes_once_to_who_left_an_address_and_to_nobody_else(world: World) -> None:
    _returned(world)
    assert _letters().count("returned") == 1 and _letters().count("returned") == 1
    db.session.rollback()


def test_who_left_only_a_phone_gets_no_letter_of_the_return(world: World) -> None:
    _returned(world, email=None, phone="+393331234567")
    assert "returned" not in _letters()


def test_a_basket_is_told_at_the_price_of_its_page(world: World) -> None:
    token = makers.make_basket(Choice(world.cornetto.id, 2), world.sacher)
    basket = baskets.find_basket(token, now=clock.now())
    assert basket is not None
    letter = LetterComposer().compose("basket", basket.id, "it")
    for twin in (letter.text, letter.html):
        assert f"/it/b/{token}" in twin and "39,00" in twin and "Torta Sacher" in twin and "Ciao!" in twin
