"""A visitor asks, is answered, and finds what others asked, without an account."""
import json
import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from shop.domain import conversations
from shop.kernel import clock
from shop.kernel.database import db
from tests.makers import make_basket, place_order
from tests.world import World, open_world

ASKED = {"text": "Si può avere senza noci?", "name": "Ada", "email": "ada@example.org"}


@pytest.fixture
def world(app: Flask) -> World:
    return open_world()


def publish(question: str, answer: str, product_id: int | None = None) -> int:
    return conversations.publish_answer(question={"it": question, "en": f"EN {question}"}, answer={"it": answer, "en": f"EN {answer}"},
                                        product_id=product_id, by="shop", now=clock.now())


def test_a_question_about_a_product_opens_a_conversation_that_the_visitor_can_follow(visitor: FlaskClient, world: World) -> None:
    path = f"/it/p/{world.sacher.slug}"
    assert f'action="{path}/questions"' in visitor.get(path).get_data(as_text=True)
    answer = visitor.post(f"{path}/questions", data=ASKED)
    assert answer.status_code == 303 and re.fullmatch(r"/it/questions/[\w-]{24}", answer.location)
    db.session.rollback()
    (row,) = conversations.list_open().rows
    assert (row.conversation.product_id, row.conversation.channel) == (world.sacher.id, "website")
    page = visitor.get(answer.location)
    assert "Si può avere senza noci?" in page.get_data(as_text=True) and page.headers["Cache-Control"] == "no-store"
    conversations.answer(row.conversation.id, "Certo, basta dirlo.", by="shop", now=clock.now())
    assert "Certo, basta dirlo." in visitor.get(answer.location).get_data(as_text=True)
    assert visitor.post(answer.location, data={"text": "Grazie!"}).status_code == 303
    assert "Grazie!" in visitor.get(answer.location).get_data(as_text=True)
    assert visitor.post(answer.location, data={"text": " "}).status_code == 422


def test_the_basket_that_staff_prepared_is_offered_there(visitor: FlaskClient, world: World) -> None:
    asked = conversations.hear(channel="message", text="Tre cornetti per domani?", now=clock.now(), handle="ada")
    token = make_basket(world.cornetto)
    conversations.note_basket(asked, token)
    page = visitor.get(f"/en/questions/{conversations.get_conversation(asked).token}").get_data(as_text=True)
    assert f"/en/b/{token}" in page


@pytest.mark.parametrize(("typed", "sentence"), [
    ({"email": ""}, "Lasciaci un&#39;email o un numero di telefono"),
    ({"text": "  "}, 'href="#text"'),
    ({"email": "ada@"}, 'href="#email"'),
    ({"phone": "12"}, 'href="#phone"'),
    ({"text": "x" * 2_001}, "al massimo 2000 caratteri"),
    ({"fax": "http://buy.example"}, "sembra compilato da un programma"),
])
def test_what_cannot_be_answered_is_said_at_the_field_and_nothing_typed_is_lost(
        visitor: FlaskClient, world: World, typed: dict[str, str], sentence: str) -> None:
    for path in ("/it/faq", f"/it/p/{world.sacher.slug}/questions"):
        answer = visitor.post(path, data=ASKED | typed)
        page = answer.get_data(as_text=True)
        assert answer.status_code == 422 and sentence in page and 'value="Ada"' in page
    db.session.rollback()
    assert conversations.list_conversations().total == 0


def test_a_visitor_can_ask_six_questions_an_hour(visitor: FlaskClient, world: World) -> None:
    assert [visitor.post("/it/faq", data=ASKED).status_code for _ in range(7)] == [303] * 6 + [422]
    db.session.rollback()
    assert conversations.list_conversations().total == 6
    clock.travel(clock.now() + timedelta(hours=1))
    assert visitor.post("/it/faq", data=ASKED).status_code == 303


def test_frequent_questions_are_found_by_their_words_in_both_languages(visitor: FlaskClient, world: World) -> None:
    publish("I bignè contengono glutine?", "Sì.")
    publish("Consegnate?", "A Torino.")
    about = publish("È fresca?", "Di giornata.", world.sacher.id)
    page = visitor.get("/en/faq").get_data(as_text=True)
    assert "EN Consegnate?" in page and "fresca" not in page
    data = BeautifulSoup(page, "html.parser").find("script", type="application/ld+json")
    assert data is not None
    told = json.loads(data.get_text())
    assert told["@type"] == "FAQPage"
    assert [one["name"] for one in told["mainEntity"]] == ["EN I bignè contengono glutine?", "EN Consegnate?"]
    found = visitor.get("/it/faq?q=fresche").get_data(as_text=True)
    assert f'id="q{about}"' in found and f"/it/p/{world.sacher.slug}" in found and "Consegnate?" not in found
    assert "Niente su" in visitor.get("/it/faq?q=lasagne").get_data(as_text=True)


def test_a_page_kept_for_everyone_shows_a_question_as_soon_as_it_is_published(visitor: FlaskClient, world: World) -> None:
    path = f"/it/p/{world.sacher.slug}"
    first = visitor.get(path)
    assert visitor.get(path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    published = publish("È fresca?", "Di giornata.", world.sacher.id)
    assert "Di giornata." in visitor.get(path).get_data(as_text=True)
    conversations.withdraw_answer(published, by="shop", now=clock.now())
    assert "Di giornata." not in visitor.get(path).get_data(as_text=True)


def test_an_unknown_conversation_and_a_strangers_word_lead_nowhere(visitor: FlaskClient, world: World) -> None:
    assert visitor.get("/it/questions/nothing").status_code == visitor.post("/it/questions/nothing", data={"text": "x"}).status_code == 404
    asked = conversations.hear(channel="message", text="Ciao", now=clock.now(), handle="ada")
    token = conversations.get_conversation(asked).token
    assert visitor.post(f"/it/questions/{token}", data={"text": "x"}, headers={"Origin": "https://evil.example"}).status_code == 403


def test_what_a_visitor_writes_is_shown_as_written_and_never_obeyed(visitor: FlaskClient, world: World) -> None:
    page = visitor.get(visitor.post("/it/faq", data=ASKED | {"text": "<script>alert(1)</script>"}).location).get_data(as_text=True)
    assert "&lt;script&gt;alert(1)" in page and "<script>alert" not in page


def test_the_customer_of_an_order_says_something_about_it_without_saying_who_they_are(visitor: FlaskClient, world: World) -> None:
    order = place_order(world.cornetto)
    path = f"/it/orders/{order.token}/questions"
    assert path in visitor.get(f"/it/orders/{order.token}").get_data(as_text=True) and visitor.get(path).status_code == 200
    answer = visitor.post(path, data={"text": "Passo alle 10, va bene?"})
    assert answer.status_code == 303 and order.code in visitor.get(answer.location).get_data(as_text=True)
    db.session.rollback()
    (row,) = conversations.list_open().rows
    assert (row.conversation.order_id, row.conversation.email, row.conversation.customer_id) == (order.id, order.email, order.customer_id)
    assert answer.location in visitor.get(path).get_data(as_text=True), "they find it again from their order"
    assert visitor.post(path, data={"text": " "}).status_code == 422 and visitor.get("/it/orders/nothing/questions").status_code == 404
