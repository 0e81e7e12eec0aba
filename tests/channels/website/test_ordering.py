"""Ordering on the website, as a browser without scripts does it."""
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, time

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from shop.domain import catalogue, orders
from shop.domain.fulfilment.models import Window, Zone, ZonePlace
from shop.domain.orders import Order
from shop.kernel.database import db, writing
from tests import makers, world
from tests.channels.website.reading import ADA, FRAGMENT, checkout_form, order, read, take, words


@pytest.fixture
def shop(app: Flask) -> world.World:
    return world.open_world()


def count_orders() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count(Order.id))) or 0


def newest_order() -> Order:
    db.session.rollback()
    found = db.session.scalars(select(Order).order_by(Order.id.desc())).first()
    assert found is not None
    return found


def test_a_guest_orders_and_is_led_to_the_orders_own_page(shop: world.World, visitor: FlaskClient) -> None:
    take(visitor, shop.cornetto, 3)
    answer = order(visitor, collector="Bruno", note="Ben cotti")
    placed = newest_order()
    assert answer.status_code == 303 and answer.location == f"/it/orders/{placed.token}"
    assert (placed.total_cents, placed.name, placed.email) == (450, "Ada Rossi", "ada@example.org")
    assert (placed.collector, placed.note) == ("Bruno", "Ben cotti")
    assert (placed.channel, placed.language, placed.state) == ("website", "it", "accepted")
    page = words(visitor.get(answer.location))
    assert placed.code in page and "Grazie, Ada!" in page


def test_the_summary_above_the_button_says_goods_allergens_total_and_time(shop: world.World, visitor: FlaskClient) -> None:
    take(visitor, shop.cornetto, 2)
    summary = read(visitor.get("/it/checkout")).select_one("#checkout-summary")
    assert summary is not None
    said = " ".join(summary.get_text(" ", strip=True).split())
    before_button = said[:said.index("Ordina e paga")]
    for part in ("Cornetto", "2", "Contiene", "glutine", "3,00", "Ritiro: martedì 24 novembre, 09:30", "Paghi al ritiro"):
        assert part in before_button
    assert summary.select_one("a[href='/it/legal/terms']") is not None


def test_ten_submits_of_one_form_make_one_order(shop: world.World, app: Flask, visitor: FlaskClient) -> None:
    take(visitor, shop.cornetto)
    form = checkout_form(visitor) | ADA
    basket = visitor.get_cookie("basket")
    assert basket is not None

    def send(_n: int) -> str:
        one = app.test_client()
        one.set_cookie("basket", basket.value)
        return str(one.post("/it/checkout", data=form, headers={"Origin": "http://localhost"}).location)

    with ThreadPoolExecutor(10) as crowd:
        pages = set(crowd.map(send, range(10)))
    assert len(pages) == 1 and count_orders() == 1


def test_the_same_form_sent_again_later_leads_to_the_same_order(shop: world.World, visitor: FlaskClient) -> None:
    take(visitor, shop.cornetto)
    form = checkout_form(visitor) | ADA
    first, again = (visitor.post("/it/checkout", data=form) for _ in range(2))
    assert first.location == again.location and count_orders() == 1


def test_two_drawings_of_the_checkout_have_secrets_of_their_own(shop: world.World, visitor: FlaskClient) -> None:
    take(visitor, shop.cornetto)
    assert checkout_form(visitor)["checkout"] != checkout_form(visitor)["checkout"]


MISTAKES = [
    ({"name": ""}, "name", "nome"),
    ({"email": ""}, "email", "email o un telefono"),
    ({"email": "ada@@"}, "email", "chiocciola"),
    ({"phone": "12"}, "phone", "numero"),
    ({"starts_at": "yesterday"}, "starts_at", "capito"),
    ({"starts_at": ""}, "starts_at", "serve"),
    ({"name": "A" * 121}, "name", "120"),
    ({"note": "A" * 501}, "note", "500"),
]


@pytest.mark.parametrize(("typed", "field", "said"), MISTAKES)
def test_a_mistake_is_said_at_its_field_and_what_was_typed_is_kept(
        shop: world.World, visitor: FlaskClient, typed: dict[str, str], field: str, said: str) -> None:
    take(visitor, shop.cornetto)
    answer = order(visitor, **{"note": "Senza fretta"} | typed)
    page = read(answer)
    error = page.select_one(f"#{field}-error")
    assert answer.status_code == 422 and error is not None and said in error.text
    assert page.select_one(f"[aria-describedby~='{field}-error']") is not None
    note = page.select_one("textarea[name=note]")
    assert note is not None and note.text.strip() == typed.get("note", "Senza fretta") and count_orders() == 0


def test_all_mistakes_are_said_at_once(shop: world.World, visitor: FlaskClient) -> None:
    take(visitor, shop.cornetto)
    answer = visitor.post("/it/checkout", data=checkout_form(visitor) | {"name": "", "email": "x", "phone": "1"})
    mistakes = read(answer).select("#mistakes a")
    assert [str(link["href"]) for link in mistakes] == ["#name", "#email", "#phone"]


def test_a_price_changed_since_the_page_was_drawn_is_shown_before_anything_is_ordered(shop: world.World, visitor: FlaskClient) -> None:
    take(visitor, shop.cornetto)
    form = checkout_form(visitor) | ADA
    catalogue.set_price(product_id=shop.cornetto.id, cents=190, by="staff:1", now=makers.later())
    answer = visitor.post("/it/checkout", data=form)
    page = words(answer)
    assert answer.status_code == 422 and count_orders() == 0
    assert "1,90" in page and "1,50" in page and "cambiato" in page
    assert visitor.post("/it/checkout", data=form | {"seen": checkout_form(visitor)["seen"]}).status_code == 303
    assert newest_order().total_cents == 190


def test_what_is_gone_is_named_and_leaves_only_when_seen(shop: world.World, visitor: FlaskClient) -> None:
    take(visitor, shop.cornetto)
    take(visitor, shop.frollini, 300)
    form = checkout_form(visitor) | ADA
    catalogue.withdraw(shop.frollini.id, by="staff:1", now=makers.later())
    answer = visitor.post("/it/checkout", data=form)
    assert answer.status_code == 422 and "Non c'è più: Frollini" in words(answer)
    assert visitor.post("/it/basket/prices", data={"back": "/it/checkout"}).location == "/it/checkout"
    assert order(visitor).status_code == 303 and newest_order().goods_cents == 150


def test_more_than_there_is_left_is_refused_before_ordering_and_the_basket_stays(shop: world.World, visitor: FlaskClient) -> None:
    take(visitor, shop.sacher, 2)
    form = checkout_form(visitor) | ADA
    starts_at = datetime.fromisoformat(form["starts_at"])
    makers.place_order(shop.sacher, starts_at=starts_at)
    makers.place_order(shop.sacher, starts_at=starts_at)
    answer = visitor.post("/it/checkout", data=form)
    assert answer.status_code == 422 and "ne restano solo 1" in words(answer).lower()
    assert "Torta Sacher" in words(visitor.get("/it/basket")) and count_orders() == 2


def test_a_full_time_is_refused_with_a_sentence_at_the_times(app: Flask, visitor: FlaskClient) -> None:
    makers.make_hours(places=1)
    cornetto = makers.make_product()
    take(visitor, cornetto)
    form = checkout_form(visitor) | ADA
    makers.place_order(cornetto, starts_at=datetime.fromisoformat(form["starts_at"]))
    answer = visitor.post("/it/checkout", data=form)
    error = read(answer).select_one("#starts_at-error")
    assert answer.status_code == 422 and error is not None and "pieno" in error.text


def test_another_day_is_drawn_with_its_times_and_keeps_what_was_typed(shop: world.World, visitor: FlaskClient) -> None:
    take(visitor, shop.cornetto)
    page = read(visitor.post("/it/checkout/draft", data=checkout_form(visitor) | ADA | {"on": "2026-11-26"}))
    times = [str(one["value"]) for one in page.select("input[name=starts_at]")]
    assert times and all(one.startswith("2026-11-26") for one in times)
    name = page.select_one("#name")
    assert name is not None and name["value"] == "Ada Rossi" and count_orders() == 0


def test_a_time_left_over_from_another_day_is_not_ordered(shop: world.World, visitor: FlaskClient) -> None:
    take(visitor, shop.cornetto)
    answer = order(visitor, on="2026-11-26")
    assert answer.status_code == 422 and "Hai cambiato giorno" in words(answer) and count_orders() == 0


def test_choosing_a_day_with_scripts_swaps_only_what_depends_on_it(shop: world.World, visitor: FlaskClient) -> None:
    take(visitor, shop.cornetto)
    answer = visitor.post("/it/checkout/draft", data=checkout_form(visitor) | {"on": "2026-11-25"}, headers=FRAGMENT)
    assert [part["id"] for part in read(answer).select("body > [id]")] == ["checkout-when", "checkout-pay", "checkout-summary"]


def test_the_reason_for_the_first_moment_names_the_slowest_line(shop: world.World, visitor: FlaskClient) -> None:
    take(visitor, shop.cornetto)
    take(visitor, shop.sacher)
    page = words(visitor.get("/it/checkout"))
    assert "Il primo momento possibile: mercoledì 25 novembre, 09:00" in page and "«Torta Sacher» si prepara apposta" in page


def open_zones() -> None:
    with writing():
        near = Zone(name="Centro", fee_cents=300, minimum_cents=400, free_above_cents=4000, position=1)
        near.places = [ZonePlace(postal_code="10122", town="Torino"), ZonePlace(postal_code="10042", town="Nichelino")]
        far = Zone(name="Cintura", fee_cents=500, position=2)
        far.places = [ZonePlace(postal_code="10042", town="Stupinigi")]
        for zone in (near, far):
            zone.windows = [Window(weekday=day, opens=time(10), closes=time(12),
                                   slot_minutes=60, places=4) for day in range(7)]
            db.session.add(zone)


HOME = {"kind": "delivery", "postal_code": "10122", "street": "Via Po 1"}


def test_delivery_asks_for_the_place_and_its_fee_is_part_of_the_total(shop: world.World, visitor: FlaskClient) -> None:
    open_zones()
    take(visitor, shop.cornetto, 4)
    visitor.post("/it/checkout/draft", data=checkout_form(visitor) | HOME)
    assert "3,00" in words(visitor.get("/it/checkout")) and "9,00" in words(visitor.get("/it/checkout"))
    assert order(visitor, doorbell="Rossi", courier_note="Secondo piano", **HOME).status_code == 303
    placed = newest_order()
    assert (placed.kind, placed.fee_cents, placed.total_cents) == ("delivery", 300, 900)
    assert placed.address == {"street": "Via Po 1", "postal_code": "10122", "town": "Torino", "doorbell": "Rossi"}
    assert placed.courier_note == "Secondo piano"


def test_a_code_of_several_towns_asks_which(shop: world.World, visitor: FlaskClient) -> None:
    open_zones()
    take(visitor, shop.cornetto, 4)
    several = HOME | {"postal_code": "10042"}
    page = read(visitor.post("/it/checkout/draft", data=checkout_form(visitor) | several))
    assert [str(town["value"]) for town in page.select("select[name=town] option")] == ["", "Nichelino", "Stupinigi"]
    refused = order(visitor, **several)
    assert refused.status_code == 422 and read(refused).select_one("#town-error") is not None
    visitor.post("/it/checkout/draft", data=checkout_form(visitor) | several | {"town": "Stupinigi"})
    assert order(visitor, **several, town="Stupinigi").status_code == 303 and newest_order().fee_cents == 500


def test_where_nobody_delivers_it_says_so_at_the_code(shop: world.World, visitor: FlaskClient) -> None:
    open_zones()
    take(visitor, shop.cornetto, 4)
    answer = order(visitor, **HOME | {"postal_code": "00100"})
    error = read(answer).select_one("#postal_code-error")
    assert answer.status_code == 422 and error is not None and "non consegniamo" in error.text


def test_below_the_minimum_of_a_zone_nothing_is_ordered(shop: world.World, visitor: FlaskClient) -> None:
    open_zones()
    take(visitor, shop.cornetto, 1)
    visitor.post("/it/checkout/draft", data=checkout_form(visitor) | HOME)
    answer = order(visitor, **HOME)
    assert answer.status_code == 422 and "mancano 2,50" in words(answer).replace("\xa0", " ")


def test_who_one_is_stays_out_of_a_basket_that_others_may_open(shop: world.World, visitor: FlaskClient) -> None:
    take(visitor, shop.cornetto)
    visitor.post("/it/checkout/draft", data=checkout_form(visitor) | ADA | {"phone": "0115550199", "street": "Via Po 1"})
    assert "Ada" not in visitor.get("/it/checkout").text


def test_every_page_drawn_for_a_form_leads_to_a_twin_that_is_there(shop: world.World, visitor: FlaskClient) -> None:
    take(visitor, shop.cornetto)
    drawn = [visitor.post("/it/checkout/draft", data=checkout_form(visitor)), visitor.post("/it/checkout", data={}),
             take(visitor, shop.frollini, 7)]
    for answer in drawn:
        twin = read(answer).select_one(".top-tools a[hreflang=en]")
        assert twin is not None and visitor.get(str(twin["href"])).status_code == 200


def test_an_empty_basket_has_no_checkout(shop: world.World, visitor: FlaskClient) -> None:
    assert visitor.get("/it/checkout").location == "/it/basket"
    assert visitor.post("/it/checkout", data=ADA).location == "/it/basket"
    assert visitor.post("/it/checkout/draft", data=ADA).location == "/it/basket"


def test_the_english_checkout_makes_an_english_order(shop: world.World, visitor: FlaskClient) -> None:
    take(visitor, shop.cornetto)
    page = visitor.get("/en/checkout")
    assert "Order and pay" in words(page)
    answer = visitor.post("/en/checkout", data=checkout_form(visitor, "en") | ADA)
    assert answer.location.startswith("/en/orders/") and newest_order().language == "en"
    assert orders.get_by_token(newest_order().token).terms_version >= 1
