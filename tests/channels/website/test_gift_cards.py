"""A gift card on the website: written on, paid for, printed, looked up, typed where offers are typed; credit by one click."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser
from sqlalchemy import select

from shop.domain import customers, giftcards, orders
from shop.domain.giftcards import GiftCard
from shop.domain.orders import Order
from shop.kernel import clock
from shop.kernel.database import db, writing
from tests.channels.website.reading import ADA, checkout_form, choose, read, take, words
from tests.channels.window.test_posters import _sheets, served
from tests.conftest import OwnPages
from tests.domain.payments.test_gift_cards import make_gift
from tests.makers import make_product
from tests.world import World, open_world


@pytest.fixture
def shop(playing_app: Flask) -> World:
    return open_world()


@pytest.fixture
def ada(playing_app: Flask) -> FlaskClient:
    playing_app.test_client_class = OwnPages
    return playing_app.test_client()


def make_card(cents: int = 5000, **fields: str) -> GiftCard:
    return giftcards.make_card(cause=f"staff:{cents}", cents=cents, by="staff:1", now=clock.now(), **fields)


def newest() -> Order:
    db.session.rollback()
    return db.session.scalars(select(Order).order_by(Order.id.desc()).execution_options(populate_existing=True)).first()  # type: ignore[return-value]


def left_on(card_id: int) -> int:
    db.session.rollback()
    return db.session.get_one(GiftCard, card_id, populate_existing=True).balance_cents


def written(product: object, **said: str) -> dict[str, str]:
    kinds = {question.kind: question.id for question in product.questions}  # type: ignore[attr-defined]
    return {f"answer-{kinds[f'gift_{kind}']}": text for kind, text in said.items()}


def test_the_page_asks_for_a_reader_and_a_day_and_says_no_allergens(shop: World, ada: FlaskClient) -> None:
    gift = make_gift()
    answer = ada.get(f"/it/p/{gift.slug}")
    page = read(answer)
    assert {field.get("type") for field in page.select("#choose [name^=answer-]")} == {"text", "email", "date", None}
    assert page.select_one("#ingredients") is None and "Contiene" not in words(answer) and "Non scade" in words(answer)


def test_a_wrong_address_is_said_at_its_own_field(shop: World, ada: FlaskClient) -> None:
    gift = make_gift()
    typed = written(gift, email="pina at home")
    answer = choose(ada, gift, variant_id=gift.variants[0].id, **typed)
    field = read(answer).select_one(f"[name={next(iter(typed))}]")
    assert answer.status_code == 422 and field is not None and field.get("aria-invalid") == "true"


def test_a_present_is_ordered_without_a_time_and_paid_online(shop: World, ada: FlaskClient) -> None:
    gift = make_gift()
    choose(ada, gift, variant_id=gift.variants[1].id, **written(gift, to="Pina", email="pina@example.org", **{"from": "Ada"}))
    form = checkout_form(ada)
    assert "on" not in form and form["way"] == "online"
    assert ada.post("/it/checkout", data=form | {"name": "Ada", "phone": "+393331234567"}).status_code == 422, "no email, no card"
    answer = ada.post("/it/checkout", data=checkout_form(ada) | ADA)
    assert answer.status_code == 303
    order = newest()
    assert (order.kind, order.state, order.due_cents) == ("digital", "awaiting_payment", 5000)


def test_the_card_pays_in_the_basket_and_at_the_checkout(shop: World, ada: FlaskClient) -> None:
    cake, card = make_product("Torta", price_cents=3000), make_card()
    take(ada, cake)
    held = ada.post("/it/basket/offers", data={"code": giftcards.shown(card.code).lower()}, follow_redirects=True)
    assert "Paga 30,00 €, ne restano 20,00 €" in words(held).replace("\xa0", " ") and card.code not in held.text
    assert ada.post("/it/checkout", data=checkout_form(ada) | ADA).status_code == 303
    order = newest()
    assert (order.state, order.due_cents) == ("accepted", 0)
    page = words(ada.get(f"/it/orders/{order.token}"))
    assert "Carta regalo" in page and left_on(card.id) == 2000


def test_a_card_taken_out_pays_nothing(shop: World, ada: FlaskClient) -> None:
    take(ada, make_product("Torta", price_cents=3000))
    card = make_card()
    ada.post("/it/basket/offers", data={"code": card.code})
    page = ada.post(f"/it/basket/cards/{card.id}", follow_redirects=True)
    assert "Paga" not in words(page)


def test_credit_is_used_by_one_click_and_never_by_itself(shop: World, ada: FlaskClient) -> None:
    with writing():
        person = customers.prove_email("ada@example.org", language="it", now=clock.now())
    giftcards.credit(person, 700, cause="staff:1", by="staff:1", now=clock.now())
    ada.set_cookie("customer", customers.open_visit(person, now=clock.now()))
    take(ada, make_product("Torta", price_cents=3000))
    form = checkout_form(ada)
    assert "Hai un credito di 7,00" in words(ada.get("/it/checkout")) and form.get("covered_cents", "0") == "0"
    assert "7,00" in words(ada.get("/it/account"))
    used = ada.post("/it/checkout/credit", data=form)
    assert read(used).select_one("[name=covered_cents]")["value"] == "700"  # type: ignore[index]
    kept = ada.post("/it/checkout/credit/keep", data=form)
    assert read(kept).select_one("[name=covered_cents]") is None


def test_the_credit_of_another_is_nobodys_in_a_basket_that_was_shared(shop: World, ada: FlaskClient, playing_app: Flask) -> None:
    with writing():
        person = customers.prove_email("ada@example.org", language="it", now=clock.now())
    giftcards.credit(person, 700, cause="staff:1", by="staff:1", now=clock.now())
    ada.set_cookie("customer", customers.open_visit(person, now=clock.now()))
    take(ada, make_product("Torta", price_cents=3000))
    ada.post("/it/checkout/credit", data=checkout_form(ada))
    friend, token = OwnPages(playing_app), ada.get_cookie("basket").value  # type: ignore[union-attr]
    friend.post(f"/it/b/{token}")
    assert read(friend.get("/it/checkout")).select_one("[name=covered_cents]") is None


def test_the_balance_is_told_to_whoever_has_the_code_and_nobody_may_guess(shop: World, ada: FlaskClient) -> None:
    card = make_card()
    found = ada.post("/it/gift-cards", data={"code": giftcards.shown(card.code)})
    assert "50,00" in words(found) and found.headers["Cache-Control"] == "no-store"
    wrong = ada.post("/it/gift-cards", data={"code": "AAAA-BBBB-CCCC-DDDD"})
    assert wrong.status_code == 422 and "Non conosciamo questo codice" in words(wrong)
    for _ in range(20):
        ada.post("/it/gift-cards", data={"code": "AAAABBBBCCCCDDDD"})
    assert ada.post("/it/gift-cards", data={"code": card.code}).status_code in (422, 429)
    assert "50,00" not in words(ada.post("/it/gift-cards", data={"code": card.code}))


def test_the_codes_of_cards_stand_in_no_address(shop: World, ada: FlaskClient) -> None:
    card = make_card(to_name="Pina")
    answer = ada.get(f"/it/gift-cards/{card.token}")
    assert giftcards.shown(card.code) in answer.text and "noindex" in answer.text
    assert not re.search(rf'(href|src)="[^"]*{card.code[:4]}', answer.text)
    assert ada.get("/it/gift-cards/nothing").status_code == 404


def test_feeds_leave_gift_cards_out(shop: World, ada: FlaskClient) -> None:
    gift = make_gift()
    assert gift.slug not in ada.get("/feeds/google.xml").text


@pytest.mark.parametrize(("size", "paper"), [("a6", (148, 105)), ("a5", (210, 148))])
@pytest.mark.parametrize("message", ["", "Auguri!", "Cento di questi giorni, e un bignè per ognuno! " * 5])
def test_a_card_is_one_sheet_on_which_everything_is_seen(
    app: Flask, chromium: Browser, size: str, paper: tuple[int, int], message: str
) -> None:
    open_world()
    card = make_card(to_name="Zia Giuseppina di Grugliasco", from_name="Ada, Marco e tutta la famiglia", message=message[:240].strip())
    with served(app) as address:
        context = chromium.new_context(base_url=address, viewport={"width": 1280, "height": 900})
        page = context.new_page()
        page.goto(f"/it/gift-cards/{card.token}?size={size}")
        assert _sheets(page.pdf(prefer_css_page_size=True, print_background=True)) == [paper]
        page.emulate_media(media="print")
        sheet = page.locator(".gift").bounding_box()
        assert sheet is not None and not page.locator(".studio").is_visible()
        parts = [".gift-worth", ".gift-to", ".gift-from", ".gift-code", ".gift-qr", ".gift-foot", *([".gift-message"] if message else [])]
        boxes = {part: page.locator(part).bounding_box() for part in parts}
        for part, box in boxes.items():
            assert box is not None and box["x"] >= sheet["x"] and box["y"] >= sheet["y"], part
            assert box["x"] + box["width"] <= sheet["x"] + sheet["width"] + 1, part
            assert box["y"] + box["height"] <= sheet["y"] + sheet["height"] + 1, part
        assert boxes[".gift-from"]["y"] + boxes[".gift-from"]["height"] <= boxes[".gift-code"]["y"] + 1  # type: ignore[index]
        context.close()


def test_an_order_that_is_paid_shows_its_cards_to_print(shop: World, ada: FlaskClient) -> None:
    from tests.domain.payments.test_gift_cards import choose as chosen
    from tests.domain.payments.test_gift_cards import pay, place_digital

    order = place_digital(chosen(make_gift(), to="Pina"))
    assert "/gift-cards/" not in ada.get(f"/it/orders/{order.token}").text
    pay(orders.get(order.id))
    (card,) = giftcards.list_of_order(order.id)
    assert f"/it/gift-cards/{card.token}" in ada.get(f"/it/orders/{order.token}").text
