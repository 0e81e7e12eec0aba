"""Staff read, answer and close what people ask, paste what came in elsewhere, and let everybody read what is often asked."""
from flask import Flask
from flask.testing import FlaskClient

from shop.domain import baskets, conversations, customers
from shop.kernel import clock
from shop.kernel.database import db
from tests.makers import place_order
from tests.world import World


def hear(text: str = "Fate torte senza glutine?", **more: object) -> int:
    said = {"channel": "website", "email": "ada@example.org", "name": "Ada Rossi"} | more
    return conversations.hear(text=text, now=clock.now(), **said)  # type: ignore[arg-type]


def last(conversation_id: int) -> conversations.Message:
    db.session.rollback()
    db.session.expire_all()
    return conversations.list_messages(conversation_id)[-1]


def text_of(browser: FlaskClient, path: str, status: int = 200) -> str:
    answer = browser.get(path)
    assert answer.status_code == status
    return answer.get_data(as_text=True)


def test_an_open_question_is_counted_on_every_desk_until_it_is_done(owner: FlaskClient, shop: World) -> None:
    asked = hear()
    assert '<span class="nav-count">1</span>' in text_of(owner, "/admin/orders")
    assert "Ada Rossi" in text_of(owner, "/admin/inbox") and "senza glutine" in text_of(owner, "/admin/inbox")
    assert owner.post(f"/admin/inbox/{asked}/done").status_code == 303
    assert "nav-count" not in text_of(owner, "/admin/orders")
    assert "Ada Rossi" not in text_of(owner, "/admin/inbox") and "Ada Rossi" in text_of(owner, "/admin/inbox?state=done")
    owner.post(f"/admin/inbox/{asked}/open")
    assert "Ada Rossi" in text_of(owner, "/admin/inbox") and "Ada Rossi" in text_of(owner, "/admin/inbox?words=glutine")


def test_an_answer_is_kept_with_who_gave_it_and_says_how_it_goes(colleague: FlaskClient, shop: World) -> None:
    asked = hear()
    assert "parte per email" in text_of(colleague, f"/admin/inbox/{asked}")
    answer = colleague.post(f"/admin/inbox/{asked}/answer", data={"text": "Certo!", "and_done": "1"})
    assert answer.status_code == 303 and "Certo!" in text_of(colleague, answer.location)
    assert (last(asked).text, last(asked).by, last(asked).state) == ("Certo!", "staff:2", "queued")
    assert conversations.get_conversation(asked).state == "done"


def test_an_empty_answer_is_not_sent(owner: FlaskClient, shop: World) -> None:
    asked = hear()
    answer = owner.post(f"/admin/inbox/{asked}/answer", data={"text": "  "})
    assert answer.status_code == 422 and last(asked).direction == "in"


def test_who_left_a_number_is_answered_by_hand_with_the_words_ready_to_send(owner: FlaskClient, shop: World) -> None:
    asked = hear(email=None, phone="333 1234567", channel="message")
    page = owner.post(f"/admin/inbox/{asked}/answer", data={"text": "Sì & grazie"}, follow_redirects=True).get_data(as_text=True)
    assert 'data-copy="Sì &amp; grazie"' in page and "https://wa.me/393331234567?text=S%C3%AC%20%26%20grazie" in page
    assert conversations.get_conversation(asked).state == "open", "the box was not ticked"


def test_a_saved_answer_fills_the_box_in_the_customers_language(owner: FlaskClient, shop: World) -> None:
    owner.post("/admin/inbox/saved", data={"title": "Orari", "text_it": "Dalle 7 alle 19.", "text_en": "From 7 to 19."})
    asked = hear(language="en")
    (saved,) = conversations.list_saved()
    page = text_of(owner, f"/admin/inbox/{asked}?saved={saved.id}")
    assert "From 7 to 19.</textarea>" in page and "Dalle 7" not in page
    owner.post(f"/admin/inbox/saved/{saved.id}", data={"title": "Orari", "text_it": "Dalle 8."})
    assert "Dalle 8." in text_of(owner, "/admin/inbox/saved")
    owner.post(f"/admin/inbox/saved/{saved.id}/remove")
    assert "Dalle 8." not in text_of(owner, "/admin/inbox/saved")


def test_a_pasted_message_becomes_a_conversation_with_its_customer(owner: FlaskClient, shop: World) -> None:
    known = customers.recognise(email=None, phone=None, instagram="ada.dolci", name="Ada", language="it", now=clock.now())
    order = place_order(shop.cornetto)
    answer = owner.post("/admin/inbox/paste", data={"text": "Mi tenete 6 cornetti?", "handle": "@Ada.Dolci", "order": order.code.lower()})
    assert answer.status_code == 303
    kept = conversations.get_conversation(int(answer.location.rsplit("/", 1)[1]))
    assert (kept.channel, kept.handle, kept.customer_id, kept.order_id) == ("message", "ada.dolci", known, order.id)
    page = text_of(owner, answer.location)
    assert order.code in page and "Mi tenete 6 cornetti?" in page
    again = owner.post("/admin/inbox/paste", data={"text": "E un caffè", "handle": "ada.dolci"})
    assert again.location == answer.location


def test_what_cannot_be_kept_is_said_at_its_field_and_comes_back_as_typed(owner: FlaskClient, shop: World) -> None:
    for typed, field in (({}, "name"), ({"phone": "12"}, "phone"), ({"email": "x@"}, "email"), ({"handle": "a b"}, "handle"),
                         ({"name": "Ada", "order": "ZZZZ9"}, "order"), ({"name": "Ada", "text": ""}, "text")):
        answer = owner.post("/admin/inbox/paste", data={"text": "Ciao a tutti", "channel": "email"} | typed)
        page = answer.get_data(as_text=True)
        assert answer.status_code == 422 and f'id="{field}-error"' in page, typed
        assert typed.get("text") == "" or "Ciao a tutti" in page
    assert conversations.list_conversations().total == 0


def test_a_conversation_becomes_a_basket_that_staff_fill_and_the_customer_finishes(app: Flask, owner: FlaskClient, shop: World) -> None:
    asked = hear(channel="message", handle="ada.dolci", email=None, language="en")
    answer = owner.post(f"/admin/inbox/{asked}/basket")
    db.session.rollback()
    db.session.expire_all()
    basket = baskets.find_basket(conversations.get_conversation(asked).basket_token, now=clock.now())
    assert basket is not None and answer.location == f"/counter/phone?basket={basket.token}"
    assert (basket.origin.channel, basket.origin.staff_id, basket.language) == ("message", shop.owner_id, "en")
    assert basket.customer_id == conversations.get_conversation(asked).customer_id
    assert owner.post(f"/admin/inbox/{asked}/basket").location == answer.location, "there is one basket, however often it is asked for"
    baskets.add(basket.token, baskets.Choice(shop.cornetto.id, 6), now=clock.now())
    assert "Per Ada Rossi" in text_of(owner, answer.location), "staff see for whom it is"
    assert f"/en/b/{basket.token}" in text_of(owner, f"/admin/inbox/{asked}")


def test_an_answer_is_published_under_its_product_in_edited_words_and_taken_away(owner: FlaskClient, shop: World) -> None:
    asked = hear("Ada Rossi chiede: è fresca?", product_id=shop.sacher.id)
    conversations.answer(asked, "Cara Ada, sì.", by="shop", now=clock.now())
    form = text_of(owner, f"/admin/inbox/public/new?conversation={asked}")
    assert "Ada Rossi chiede: è fresca?</textarea>" in form and "Cara Ada, sì.</textarea>" in form
    assert f'<option value="{shop.sacher.id}" selected>' in form
    typed = {"question_it": "È fresca?", "answer_it": "Sì.", "answer_en": "Yes.", "product_id": str(shop.sacher.id), "is_published": "1"}
    assert owner.post(f"/admin/inbox/public/new?conversation={asked}", data=typed).status_code == 303
    assert "È fresca?" in text_of(owner, f"/it/p/{shop.sacher.slug}") and "Yes." in text_of(owner, f"/en/p/{shop.sacher.slug}")
    (row,) = conversations.list_all()
    assert row.conversation_id == asked
    assert owner.post(f"/admin/inbox/public/{row.id}", data=typed | {"product_id": "", "question_it": "Sono fresche?"}).status_code == 303
    assert "Sono fresche?" in text_of(owner, "/it/faq")
    assert "fresc" not in text_of(owner, f"/it/p/{shop.sacher.slug}").split("questions-title")[1]
    assert owner.post(f"/admin/inbox/public/{row.id}", data=typed | {"answer_it": ""}).status_code == 422
    owner.post(f"/admin/inbox/public/{row.id}/remove")
    assert "Sono fresche?" not in text_of(owner, "/it/faq")


def test_staff_who_may_not_answer_are_led_away_and_unknown_conversations_are_not_there(owner: FlaskClient, visitor: FlaskClient) -> None:
    assert visitor.get("/admin/inbox").status_code == 302
    assert owner.get("/admin/inbox/99").status_code == owner.post("/admin/inbox/99/answer", data={"text": "x"}).status_code == 404
    assert owner.get("/admin/inbox/public/99").status_code == owner.post("/admin/inbox/saved/99/remove").status_code == 404
    assert owner.post("/admin/inbox/messages/99").status_code == 404 and owner.post("/admin/inbox/99/basket").status_code == 404
