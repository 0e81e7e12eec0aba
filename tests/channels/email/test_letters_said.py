"""What letters say: in two twins and two languages, with what the law asks, and with a calendar that programs can read."""
from dataclasses import replace
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from flask import Flask
from icalendar import Calendar

from shop.channels.email import LetterComposer
from shop.domain import business, orders
from shop.domain.baskets import Choice
from shop.domain.business import LegalTexts
from shop.domain.orders import Order
from shop.kernel import clock, tokens
from shop.kernel.ports import Composed
from shop.kernel.wording import money
from tests import makers
from tests.world import World, open_world

OF_ORDERS = ("placed", "accepted", "ready", "changed", "cancelled", "out_for_delivery", "not_delivered", "new_order")


@pytest.fixture
def world(app: Flask) -> World:
    return open_world()


def _order(world: World, **details: Any) -> Order:
    cake = makers.make_product("Torta <b>", price_cents=2500, questions=[{"max_length": 40}], groups=[
        {"min_picks": 0, "max_picks": 2, "options": [("Fragole", 300)]}])
    option, question = cake.groups[0].options[0].id, cake.questions[0].id
    return makers.place_order(
        Choice(cake.id, 1, picks={option: 1}, answers={question: "Auguri Nonna"}), Choice(world.frollini.id, 300), **details)


def _compose(kind: str, order: Order, language: str = "it") -> Composed:
    return LetterComposer().compose(kind, order.id, language)


def test_the_letter_of_a_placed_order_says_all_of_it_in_both_twins(world: World) -> None:
    order = _order(world, collector="Luigi", note="Suono tardi")
    letter = _compose("placed", order)
    for twin in (letter.text, unescape(letter.html)):
        for words in (order.code, "Auguri Nonna", "Fragole", "300\u00a0g", "Frollini", "Luigi", "Suono tardi", "glutine",
                      money(order.total_cents, "it"), "Fiordaliso di Prova s.r.l.", "12345670017", "Condizioni",
                      f"http://localhost/it/orders/{order.token}"):
            assert words in twin, words
    assert order.code in letter.subject and "Torta &lt;b&gt;" in letter.html and "<b>," not in letter.html and "Torta <b>" in letter.text


def test_who_reads_english_gets_english(world: World) -> None:
    letter = _compose("placed", _order(world), "en")
    assert "Thank you" in letter.html and "Terms" in letter.text and 'lang="en"' in letter.html
    assert "Grazie" not in letter.html + letter.text


@pytest.mark.parametrize("language", ["it", "en"])
@pytest.mark.parametrize("kind", OF_ORDERS)
def test_every_letter_is_fit_to_be_sent(world: World, kind: str, language: str) -> None:
    order = _order(world)
    letter = _compose(kind, order, language)
    assert letter.subject and "\n" not in letter.subject and "{" not in letter.subject + letter.text
    assert letter.html.startswith("<!DOCTYPE html>") and "prefers-color-scheme: dark" in letter.html and "<script" not in letter.html
    assert letter.html.count("<a ") == 1 and "<img" not in letter.html and 'class="button" href="http://localhost/' in letter.html
    assert 'style="' in letter.html and "max-width: 600px" in letter.html.replace("max-width:600px", "max-width: 600px")
    assert "\n\n\n" not in letter.text and letter.text.strip() == letter.text[:-1]
    assert len(letter.html.encode()) < 30_000


def test_only_what_fixes_a_time_carries_a_calendar(world: World) -> None:
    order = _order(world)
    assert {kind for kind in OF_ORDERS if _compose(kind, order).attachments} == {"placed", "changed"}


def test_the_calendar_is_whole_and_its_later_version_replaces_the_earlier(world: World) -> None:
    order = _order(world)
    [first] = _compose("placed", order).attachments
    orders.reschedule(order.id, order.starts_at + timedelta(hours=1), by="staff:1", via="admin", now=clock.now())
    order = orders.get(order.id)
    [second] = _compose("changed", order).attachments
    events = [Calendar.from_ical(kept.body).events[0] for kept in (first, second)]
    for event in events:
        assert [need for need in event.required if need not in event] == []
    assert Calendar.from_ical(first.body).get_missing_tzids() == set()
    assert events[0]["UID"] == events[1]["UID"] and events[1]["SEQUENCE"] > events[0]["SEQUENCE"]
    assert events[1].start == order.starts_at and "Via Garibaldi 18" in events[1]["LOCATION"]
    assert first.filename == f"{order.code}.ics"


def test_a_large_order_is_told_that_it_waits_for_a_yes(world: World) -> None:
    business.save(replace(business.order_rules(), accept_up_to_cents=100), by="shop", now=clock.now())
    order = _order(world)
    assert order.state == "placed" and "ti confermiamo" in _compose("placed", order).text


def test_the_reason_of_a_cancel_is_told(world: World) -> None:
    order = _order(world)
    orders.move(order.id, "cancelled_by_shop", by="staff:1", via="admin", now=clock.now(), reason="Il forno è rotto")
    letter = _compose("cancelled", orders.get(order.id))
    assert "Il forno è rotto" in letter.text and "Il forno è rotto" in letter.html


def test_the_owner_reads_who_and_how_much_at_a_glance(world: World) -> None:
    order = _order(world, phone="+393331234567")
    letter = _compose("new_order", order)
    assert order.name in letter.subject and money(order.total_cents, "it") in letter.subject
    assert "+393331234567" in letter.text and f"/admin/orders/{order.id}" in letter.text and "Condizioni" not in letter.text


def test_the_letter_to_sign_in_holds_a_link_that_works_once(world: World) -> None:
    letter = LetterComposer().compose("sign_in", world.owner_id, "it")
    [link] = [line for line in letter.text.splitlines() if line.startswith("http")]
    assert link in letter.html and tokens.redeem(link.rpartition("/")[2], purpose="sign-in", now=clock.now()) == str(world.owner_id)
    assert "Anna" in letter.text


def test_owner_words_cannot_break_out_of_the_letter(world: World) -> None:
    business.save(LegalTexts(terms={"it": "<script>alert(1)</script>"}), by="shop", now=clock.now())
    letter = _compose("placed", _order(world, note="<img src=x>"))
    assert "<script>" not in letter.html and "<img" not in letter.html and "<script>alert(1)</script>" in letter.text
