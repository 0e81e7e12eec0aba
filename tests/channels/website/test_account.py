"""The customer's own page: let in by a code, shown only what a proved contact makes theirs, changed and left at will."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from shop.domain import baskets, customers, orders
from shop.domain.letters.models import Letter
from shop.kernel import clock, events
from shop.kernel.database import db, writing
from tests import makers, world
from tests.channels.website.reading import order, read, take, words

ADA, MALLORY = "ada@example.org", "mallory@example.org"


@pytest.fixture
def shop(app: Flask) -> world.World:
    return world.open_world()


def newest_code() -> str:
    db.session.rollback()
    while events.deliver_due(clock.now()):
        pass
    text = db.session.query(Letter).filter_by(kind="customer_code").order_by(Letter.id.desc()).first().text  # type: ignore[union-attr]
    return next(line for line in text.splitlines() if line.isdigit() and len(line) == 6)


def enter(client: FlaskClient, email: str = ADA, language: str = "it") -> str:
    """Sign in as a person would; where that leads."""
    assert client.post(f"/{language}/account/code", data={"email": email}).status_code == 200
    answer = client.post(f"/{language}/account/sign-in", data={"email": email, "code": newest_code()})
    assert answer.status_code == 303
    return str(answer.location)


def test_known_or_not_the_answer_is_the_same(shop: world.World, visitor: FlaskClient) -> None:
    makers.place_order(shop.cornetto)
    known = words(visitor.post("/it/account/code", data={"email": ADA}))
    assert known.replace(ADA, MALLORY) == words(visitor.post("/it/account/code", data={"email": MALLORY}))


def test_a_customer_signs_in_sees_their_orders_and_leaves(shop: world.World, visitor: FlaskClient) -> None:
    placed = makers.place_order(shop.cornetto)
    assert enter(visitor) == "/it/account?basket=own"
    cookie = visitor.get_cookie("customer")
    assert cookie is not None and cookie.http_only and cookie.same_site == "Lax"
    page = visitor.get("/it/account")
    assert placed.code in words(page) and "Ciao" not in words(page).split("I tuoi ordini")[1]
    for path in ("/it/account", "/it/", "/it/menu"):
        assert visitor.get(path).headers["Cache-Control"] == "no-store", path
    assert visitor.post("/it/account/sign-out").status_code == 303
    assert visitor.get_cookie("customer") is None
    visitor.set_cookie("customer", cookie.value)
    assert placed.code not in words(visitor.get("/it/account")), "the row is gone, not only the cookie"


@pytest.mark.parametrize(("language", "said"), [("it", "Il codice non è giusto"), ("en", "That code isn't right")])
def test_a_wrong_code_is_refused_in_the_readers_words(shop: world.World, visitor: FlaskClient, language: str, said: str) -> None:
    visitor.post(f"/{language}/account/code", data={"email": ADA})
    right = newest_code()
    answer = visitor.post(f"/{language}/account/sign-in", data={"email": ADA, "code": "000000" if right != "000000" else "111111"})
    assert answer.status_code == 422 and said in words(answer) and visitor.get_cookie("customer") is None


@pytest.mark.parametrize(("language", "said"), [("it", "Troppi tentativi"), ("en", "Too many")])
def test_codes_are_not_asked_without_end(shop: world.World, visitor: FlaskClient, language: str, said: str) -> None:
    for _ in range(5):
        visitor.post(f"/{language}/account/code", data={"email": ADA})
    answer = visitor.post(f"/{language}/account/code", data={"email": ADA})
    assert answer.status_code == 422 and said in words(answer)


def test_another_persons_number_shows_nothing_of_them(shop: world.World, visitor: FlaskClient) -> None:
    """Mallory orders with her address and Ada's number, and signs in with what she can prove."""
    theirs = makers.place_order(shop.cornetto, name="Ada", email=None, phone="+393331112223")
    makers.place_order(shop.cornetto, name="Mallory", email=MALLORY, phone="+393331112223")
    enter(visitor, MALLORY)
    assert theirs.code not in words(visitor.get("/it/account"))
    visitor.post("/it/account/details", data={"name": "Ada", "phone": "333 111 2223", "spoken": "it"})
    assert theirs.code not in words(visitor.get("/it/account"))
    assert theirs.code not in visitor.get("/it/account/data.json").text


def test_a_number_taken_before_its_owner_came_shows_nothing_of_them(shop: world.World, visitor: FlaskClient) -> None:
    """Mallory was first to write Ada's number beside her own address."""
    makers.place_order(shop.cornetto, name="Mallory", email=MALLORY, phone="+393331112223")
    theirs = makers.place_order(shop.cornetto, name="Ada", email=None, phone="+393331112223")
    enter(visitor, MALLORY)
    assert theirs.code not in words(visitor.get("/it/account")) + visitor.get("/it/account/data.json").text


def test_a_number_seen_at_the_counter_shows_its_orders(shop: world.World, visitor: FlaskClient) -> None:
    by_phone = makers.place_order(shop.cornetto, name="Ada", email=None, phone="+393331112223")
    enter(visitor)
    db.session.rollback()
    ada = customers.find_by_email(ADA)
    assert ada is not None and by_phone.customer_id is not None
    customers.merge(by_phone.customer_id, ada.id, by="staff:1", now=clock.now())
    assert by_phone.code not in words(visitor.get("/it/account"))
    customers.verify_phone(ada.id, "+393331112223", by="staff:1", now=clock.now())
    assert by_phone.code in words(visitor.get("/it/account"))


def test_the_basket_of_this_browser_wins_and_takes_in_the_older_one(shop: world.World, app: Flask, visitor: FlaskClient) -> None:
    take(visitor, shop.cornetto, 2)
    enter(visitor)
    phone = app.test_client()
    take(phone, shop.cornetto, 3)
    take(phone, shop.sacher)
    assert enter(phone).endswith("basket=both")
    cookie = phone.get_cookie("basket")
    db.session.rollback()
    found = baskets.find_basket(cookie.value if cookie else None, now=clock.now())
    assert found is not None and [line.quantity for line in found.lines] == [5, 1]
    assert "Avevi già un cestino" in words(phone.get("/it/account?basket=both"))
    ada = customers.find_by_email(ADA)
    assert ada is not None and [one.id for one in baskets.list_of_customer([ada.id], now=clock.now())] == [found.id]


def test_an_older_basket_is_found_again_on_another_device(shop: world.World, app: Flask, visitor: FlaskClient) -> None:
    take(visitor, shop.cornetto, 4)
    enter(visitor)
    phone = app.test_client()
    assert enter(phone).endswith("basket=taken")
    mine, theirs = visitor.get_cookie("basket"), phone.get_cookie("basket")
    assert mine and theirs and mine.value == theirs.value
    assert "ritrovato il cestino" in words(phone.get("/it/account?basket=taken"))


def test_one_is_led_back_where_one_came_from_but_never_elsewhere(shop: world.World, visitor: FlaskClient) -> None:
    for back, leads in (("/it/menu", "/it/menu"), ("https://evil.example/", "/it/account?basket=own"),
                        ("//evil.example", "/it/account?basket=own")):
        clock.travel(clock.now() + timedelta(minutes=20))
        visitor.post("/it/account/code", data={"email": ADA})
        answer = visitor.post("/it/account/sign-in", data={"email": ADA, "code": newest_code(), "back": back})
        assert answer.location == leads


def test_choices_are_never_ticked_beforehand_and_are_kept_as_said(shop: world.World, visitor: FlaskClient) -> None:
    enter(visitor)
    assert read(visitor.get("/it/account")).select("input[type=checkbox][checked]") == []
    visitor.post("/it/account/choices", data={"marketing": "1", "profiling": "1", "keep_allergies": "1", "allergies": "noci"})
    db.session.rollback()
    ada = customers.find_by_email(ADA)
    assert ada is not None and (ada.marketing, ada.allergies) == ("consent", "noci") and ada.profiling_at is not None
    assert len(read(visitor.get("/it/account")).select("input[type=checkbox][checked]")) == 3
    visitor.post("/it/account/choices", data={"allergies": "noci"})
    db.session.rollback()
    db.session.refresh(ada)
    assert (ada.marketing, ada.allergies, ada.profiling_at) == ("refused", "", None)
    log = [(row.purpose, row.act) for row in customers.list_consents([ada.id])]
    assert log == [("allergies", "withdrawn"), ("profiling", "withdrawn"), ("marketing", "withdrawn"),
                   ("allergies", "given"), ("profiling", "given"), ("marketing", "given")]
    assert customers.list_consents([ada.id])[-1].words == "Sì, scrivetemi offerte e novità"


def test_strangers_change_nothing(shop: world.World, visitor: FlaskClient) -> None:
    makers.place_order(shop.cornetto)
    for path in ("details", "choices", "erasure"):
        assert "Mandami il codice" in words(visitor.post(f"/it/account/{path}", data={"name": "X", "marketing": "1"}))
    assert visitor.get("/it/account/data.json").mimetype == "text/html"
    ada = customers.find_by_email(ADA)
    assert ada is not None and (ada.name, ada.marketing) == ("Ada Rossi", "none")


def test_all_that_is_kept_can_be_taken_along(shop: world.World, visitor: FlaskClient) -> None:
    placed = makers.place_order(shop.cornetto, note="Ben cotti")
    enter(visitor)
    answer = visitor.get("/it/account/data.json")
    assert "attachment" in answer.headers["Content-Disposition"] and answer.headers["Cache-Control"] == "no-store"
    assert answer.json is not None
    assert answer.json["you"][0]["email"] == ADA
    assert [(one["code"], one["note"], one["lines"][0]["quantity"]) for one in answer.json["orders"]] == [(placed.code, "Ben cotti", 1)]


def test_a_nameless_purchase_is_claimed_once_by_who_holds_its_page(shop: world.World, app: Flask, visitor: FlaskClient) -> None:
    placed = makers.place_order(shop.cornetto)
    with writing():
        placed = orders.get(placed.id)
        placed.customer_id = placed.email = placed.phone = None
    address = f"/it/orders/{placed.token}"
    assert "È un tuo acquisto?" in words(visitor.get(address))
    assert visitor.post(f"{address}/claim").location.startswith("/it/account?back=")
    enter(visitor)
    assert visitor.post(f"{address}/claim").location == "/it/account?done=claimed"
    assert placed.code in words(visitor.get("/it/account"))
    assert "È un tuo acquisto?" not in words(visitor.get(address))
    other = app.test_client()
    enter(other, MALLORY)
    answer = other.post(f"{address}/claim")
    assert answer.status_code == 409 and "già di qualcuno" in words(answer)


def test_nobody_claims_an_order_with_a_name_on_it(shop: world.World, visitor: FlaskClient) -> None:
    placed = makers.place_order(shop.cornetto)
    enter(visitor, MALLORY)
    assert visitor.post(f"/it/orders/{placed.token}/claim").status_code == 409


def test_who_is_forgotten_leaves_sums_and_days_but_no_name(shop: world.World, visitor: FlaskClient) -> None:
    take(visitor, shop.cornetto)
    order(visitor, note="Per Ada", email=ADA)
    take(visitor, shop.cornetto)
    enter(visitor)
    answer = visitor.post("/it/account/erasure")
    assert answer.status_code == 409 and "ancora da ritirare" in words(answer)
    db.session.rollback()
    [placed] = orders.search().orders
    orders.move(placed.id, "cancelled_by_shop", by="staff:1", via="admin", now=clock.now(), reason="Forno guasto")
    while events.deliver_due(clock.now()):
        pass
    assert visitor.post("/it/account/erasure").status_code == 303
    db.session.rollback()
    db.session.expire_all()
    kept = orders.get(placed.id)
    assert (kept.name, kept.email, kept.note, kept.total_cents) == ("", None, "", 150)
    assert customers.find_by_email(ADA) is None and visitor.get_cookie("customer") is None
    assert db.session.query(Letter).filter_by(to=ADA).count() == 0
    assert customers.search("ada").people == []


def test_an_old_letter_signs_nobody_up_who_had_themselves_forgotten(shop: world.World, visitor: FlaskClient) -> None:
    row = customers.recognise(email=ADA, phone=None, name="Ada", language="it", now=clock.now())
    assert row is not None
    token = customers.unsubscribe_token(row)
    customers.erase(row, by="customer", now=clock.now())
    assert visitor.post(f"/it/preferences/{token}", data={"offers": "on"}).status_code == 404
    assert visitor.post(f"/u/{token}").status_code == 200, "a no is always a no"
    assert customers.get_customer(row).marketing == "refused" and not customers.list_consents([row])
