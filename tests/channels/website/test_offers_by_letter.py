"""Offers by letter: never assumed, confirmed by the reader, refused by one click without a key."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from shop.domain import customers
from shop.domain.letters.models import Letter
from shop.kernel import clock, events
from shop.kernel.database import db
from tests import world
from tests.channels.website.reading import order, read, take, words
from tests.domain.customers.test_recognising import know

ADA = "ada@example.org"


@pytest.fixture
def shop(app: Flask) -> world.World:
    return world.open_world()


def marketing(email: str = ADA) -> str:
    db.session.rollback()
    db.session.expire_all()
    row = customers.find_by_email(email)
    return row.marketing if row else "unknown"


def confirmations() -> list[Letter]:
    db.session.rollback()
    while events.deliver_due(clock.now()):
        pass
    return list(db.session.query(Letter).filter_by(kind="confirm_offers"))


def test_who_signs_up_confirms_by_a_click_on_the_page_the_letter_leads_to(shop: world.World, visitor: FlaskClient) -> None:
    answer = visitor.post("/it/offers", data={"email": ADA})
    assert "Guarda la posta" in words(answer) and marketing() == "none"
    [letter] = confirmations()
    page = next(line for line in letter.text.splitlines() if "/offers/" in line).removeprefix("http://localhost")
    for _ in range(3):
        assert ADA in words(visitor.get(page)) and marketing() == "none", "a scanner opens links, it presses no button"
    assert "Fatto, grazie" in words(visitor.post(page)) and marketing() == "consent"
    assert visitor.post(page).status_code == 410


@pytest.mark.parametrize(("language", "said"), [("it", "Questo link è già servito"), ("en", "This link was used already")])
def test_an_unknown_confirmation_says_so(shop: world.World, visitor: FlaskClient, language: str, said: str) -> None:
    for answer in (visitor.get(f"/{language}/offers/nothing"), visitor.post(f"/{language}/offers/nothing")):
        assert answer.status_code == 410 and said in words(answer)


def test_every_page_has_the_form_in_its_foot(shop: world.World, visitor: FlaskClient) -> None:
    form = read(visitor.get("/it/")).select_one("footer form[action='/it/offers']")
    assert form is not None and form.select_one("input[type=email]") is not None


def test_a_stranger_writes_to_few_addresses_an_hour(shop: world.World, visitor: FlaskClient) -> None:
    for n in range(10):
        visitor.post("/it/offers", data={"email": f"p{n}@example.org"})
    answer = visitor.post("/it/offers", data={"email": ADA})
    assert answer.status_code == 422 and "Troppi tentativi" in words(answer) and marketing() == "unknown"


def test_the_checkout_ticks_nothing_and_tells_of_the_soft_opt_in(shop: world.World, visitor: FlaskClient) -> None:
    take(visitor, shop.cornetto)
    wishes = read(visitor.get("/it/checkout")).select_one("#wishes")
    assert wishes is not None and "Non voglio ricevere offerte" in wishes.text
    assert wishes.select("[checked]") == [] and len(wishes.select("input[type=checkbox]")) == 2
    order(visitor, email=ADA)
    assert marketing() == "soft" and confirmations() == []
    row = customers.find_by_email(ADA)
    assert row is not None
    [log] = customers.list_consents([row.id])
    assert (log.act, log.source) == ("soft", "checkout") and "prodotti simili" in log.words and log.proof.startswith("order:")


def test_the_refusal_at_checkout_counts_at_once(shop: world.World, visitor: FlaskClient) -> None:
    take(visitor, shop.cornetto)
    order(visitor, email=ADA, no_offers="1", offers="1")
    assert marketing() == "refused" and confirmations() == []
    take(visitor, shop.cornetto)
    order(visitor, email=ADA)
    assert marketing() == "refused", "another order is not a change of mind"


def test_the_yes_at_checkout_is_confirmed_by_letter(shop: world.World, visitor: FlaskClient) -> None:
    take(visitor, shop.cornetto)
    order(visitor, email=ADA, offers="1")
    assert marketing() == "soft" and len(confirmations()) == 1


def test_one_click_without_cookie_or_origin_refuses_at_once(shop: world.World, app: Flask) -> None:
    row = know(ADA)
    customers.consent(row, "marketing", act="given", source="test", now=clock.now())
    token, program = customers.unsubscribe_token(row), app.test_client()
    db.session.rollback()
    looked = program.get(f"/u/{token}")
    assert looked.status_code == 302 and looked.location == f"/it/preferences/{token}"
    program.get(looked.location)
    assert marketing() == "consent", "a mail scanner that looks changes nothing"
    for _ in range(2):
        answer = program.post(f"/u/{token}", data={"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200 and marketing() == "refused"
    assert [entry.act for entry in customers.list_consents([row])] == ["withdrawn", "given"]


def test_forged_tokens_lead_nowhere(shop: world.World, app: Flask, visitor: FlaskClient) -> None:
    one, two = know("one@example.org"), know("two@example.org")
    customers.consent(two, "marketing", act="given", source="test", now=clock.now())
    forged = f"{two}-" + customers.unsubscribe_token(one).partition("-")[2]
    db.session.rollback()
    for path in (f"/u/{forged}", f"/it/preferences/{forged}", "/u/x", "/en/preferences/x"):
        assert visitor.get(path).status_code == 404 and visitor.post(path).status_code == 404
    assert marketing("two@example.org") == "consent"


def test_the_preferences_page_stops_and_starts_and_shows_nothing_else(shop: world.World, visitor: FlaskClient) -> None:
    row = know(ADA, "+393331112223", name="Ada Rossi")
    customers.consent(row, "marketing", act="given", source="test", now=clock.now())
    page = f"/it/preferences/{customers.unsubscribe_token(row)}"
    db.session.rollback()
    said = words(visitor.get(page))
    assert "mandiamo offerte" in said and "Ada" not in said and "333" not in said
    assert visitor.post(page).status_code == 303 and marketing() == "refused"
    assert "non mandiamo offerte" in words(visitor.get(page))
    visitor.post(page, data={"offers": "1"})
    assert marketing() == "consent"
