"""Whoever follows a link is led somewhere useful, counted once if a person, and remembered without a name."""
import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from shop.domain import baskets, catalogue, customers, links, orders, stock
from shop.domain.baskets import Basket
from shop.domain.catalogue.models import ProductRow
from shop.domain.links import Arrival, Link
from shop.domain.promotions import OfferRow
from shop.kernel import clock
from shop.kernel.database import db, writing
from shop.kernel.origin import Origin
from tests import world
from tests.admin.test_links import make_offer
from tests.channels.website.reading import order, read, take, words
from tests.channels.website.test_ordering import newest_order
from tests.conftest import NOW
from tests.domain.links.test_links import make_link

INSTAGRAM = ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/21F90 "
             "Instagram 335.0.0.29.93 (iPhone14,5; iOS 17_5; it_IT)")
CUBOT = "Mozilla/5.0 (Linux; Android 12; CUBOT NOTE 30) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/125.0 Mobile Safari/537.36"
MACHINES = (
    "", "curl/8.5.0", "python-requests/2.32", "Go-http-client/2.0", "WhatsApp/2.23.20.0", "TelegramBot (like TwitterBot)",
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)", "Slackbot-LinkExpanding 1.0", "Twitterbot/1.0",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "Mozilla/5.0 (compatible; bingbot/2.0)",
    "Mozilla/5.0 (Windows NT 5.1) (via ggpht.com GoogleImageProxy)", "Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/126.0",
    "Mozilla/5.0 (compatible; Proofpoint URL Defense)", "Mozilla/5.0 BingPreview/1.0b")


@pytest.fixture
def shop(app: Flask) -> world.World:
    return world.open_world()


def arrivals() -> list[int]:
    db.session.rollback()
    return list(db.session.scalars(select(Arrival.link_id).order_by(Arrival.id)))


def about(moment: datetime | None, expected: datetime) -> bool:
    """The clock runs on while a test does."""
    return moment is not None and abs(moment - expected) < timedelta(minutes=1)


def only_basket() -> Basket:
    db.session.rollback()
    return db.session.scalars(select(Basket)).unique().one()


def follow(visitor: FlaskClient, link: Link, **headers: str) -> TestResponse:
    return visitor.get(f"/l/{link.code}", headers={"Accept-Language": "it", **{name.replace("_", "-"): headers[name] for name in headers}})


def came(visitor: FlaskClient) -> str:
    kept = visitor.get_cookie("came")
    return kept.decoded_value if kept else ""


def test_a_person_is_led_there_counted_once_and_remembered_for_thirty_days(shop: world.World, visitor: FlaskClient) -> None:
    link = make_link(target="product", target_id=shop.sacher.id)
    answer = follow(visitor, link)
    assert (answer.status_code, answer.location) == (302, f"/it/p/{shop.sacher.slug}")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "HttpOnly" in answer.headers["Set-Cookie"] and "Max-Age=2592000" in answer.headers["Set-Cookie"]
    assert follow(visitor, link, Accept_Language="en-GB").location == f"/en/p/{shop.sacher.slug}"
    assert arrivals() == [link.id], "the same link again, within the same visit, is the same arrival"
    clock.travel(NOW + timedelta(hours=2))
    follow(visitor, link)
    assert arrivals() == [link.id, link.id], "who comes back later has arrived again"


def test_a_link_works_however_its_code_is_typed(shop: world.World, visitor: FlaskClient) -> None:
    link = make_link()
    assert visitor.get(f"/l/{link.code.lower()}").location == "/it/today"
    assert arrivals() == [link.id]


@pytest.mark.parametrize("agent", MACHINES)
def test_a_machine_is_led_on_but_not_counted(shop: world.World, visitor: FlaskClient, agent: str) -> None:
    answer = follow(visitor, make_link(), User_Agent=agent)
    assert answer.location == "/it/today" and "Set-Cookie" not in answer.headers and arrivals() == []


@pytest.mark.parametrize("header", [
    {"Sec_Purpose": "prefetch;prerender"}, {"Purpose": "prefetch"}, {"X_Purpose": "preview"}, {"X_Moz": "prefetch"},
    {"Sec_Fetch_Dest": "image"}, {"Sec_Fetch_Dest": "empty"}])
def test_a_page_fetched_ahead_of_time_is_nobody(shop: world.World, visitor: FlaskClient, header: dict[str, str]) -> None:
    assert follow(visitor, make_link(), **header).status_code == 302 and arrivals() == []


@pytest.mark.parametrize("agent", [INSTAGRAM, CUBOT])
def test_people_in_an_app_or_with_an_oddly_named_telephone_are_people(shop: world.World, visitor: FlaskClient, agent: str) -> None:
    link = make_link()
    follow(visitor, link, User_Agent=agent, Sec_Fetch_Dest="document")
    assert arrivals() == [link.id]


def test_asking_only_for_the_headers_is_not_coming_in(shop: world.World, visitor: FlaskClient) -> None:
    assert visitor.head(f"/l/{make_link().code}").status_code == 302 and arrivals() == []


@pytest.mark.parametrize("path", [
    "/l/", "/l/ZZZZZZ", "/l/0", "/l/https://evil.example", "/l//evil.example", "/l/%2F%2Fevil.example", "/l/..%2F..%2Fadmin", "/l/a/b/c",
    "/l/\\evil.example", "/l/" + "A" * 3000, "/l/'%20OR%201=1"])
def test_an_unknown_or_forged_code_leads_to_what_is_there_today(shop: world.World, visitor: FlaskClient, path: str) -> None:
    answer = visitor.get(path)
    while answer.status_code == 308:  # two slashes are told to be one
        assert answer.location.startswith("http://localhost/l/")
        answer = visitor.get(answer.location)
    assert (answer.status_code, answer.location) == (302, "/it/today?notice=unknown")
    assert arrivals() == [] and came(visitor) == ""
    assert "Questo link non lo conosciamo" in words(visitor.get(answer.location))


def test_no_word_in_the_address_leads_out_of_the_shop(shop: world.World, visitor: FlaskClient) -> None:
    link = make_link()
    for query in ("next=https://evil.example", "notice=https://evil.example", "to=//evil.example", "language=en", "target=home"):
        assert visitor.get(f"/l/{link.code}?{query}").location == "/it/today"
    assert "Location" not in visitor.get("/l/%0d%0aLocation:%20https:%2F%2Fevil.example").headers
    page = visitor.get("/it/today?notice=<script>")
    assert page.status_code == 200 and "<script>alert" not in page.text and "notice-" not in page.text


def test_what_expired_or_was_stopped_leads_on_says_so_and_counts_nobody(shop: world.World, visitor: FlaskClient) -> None:
    expired, stopped = make_link(target="menu", expires_on=clock.today()), make_link(target="product", target_id=shop.cornetto.id)
    links.stop(stopped.id, by="staff:1", now=clock.now())
    clock.travel(NOW + timedelta(days=1))
    for link, page in ((expired, "/it/menu?notice=expired"), (stopped, f"/it/p/{shop.cornetto.slug}?notice=stopped")):
        assert follow(visitor, link).location == page
        assert "è finita" in words(visitor.get(page))
    assert arrivals() == [] and came(visitor) == ""


def test_a_product_sold_out_for_good_leads_to_its_category(shop: world.World, visitor: FlaskClient) -> None:
    link = make_link(target="product", target_id=shop.sacher.id)
    with writing():
        db.session.get_one(ProductRow, shop.sacher.id).state = "withdrawn"
    answer = follow(visitor, link)
    assert answer.location == f"/it/menu/{shop.sacher.category.slug}?notice=withdrawn"
    assert "non si vende più" in words(visitor.get(answer.location))
    assert arrivals() == [link.id], "the link brought somebody all the same"


@pytest.mark.parametrize("why", [{"sold_out_until": catalogue.FOREVER}, {"season_from": "03-01", "season_to": "04-30"}])
def test_a_product_that_cannot_be_had_now_leads_to_its_category(shop: world.World, visitor: FlaskClient, why: dict[str, Any]) -> None:
    link = make_link(target="product", target_id=shop.sacher.id)
    with writing():
        for name, value in why.items():
            setattr(db.session.get_one(ProductRow, shop.sacher.id), name, value)
    assert follow(visitor, link).location == f"/it/menu/{shop.sacher.category.slug}?notice=sold_out"
    assert "adesso non c'è" in words(visitor.get("/it/menu?notice=sold_out"))


def test_a_product_that_waits_for_tomorrow_has_its_page(shop: world.World, visitor: FlaskClient) -> None:
    stock.set_size(shop.sacher, on=clock.today() + timedelta(days=1), size=0, by="staff:1", now=clock.now())
    link = make_link(target="product", target_id=shop.sacher.id)
    assert follow(visitor, link).location == f"/it/p/{shop.sacher.slug}", "the day after there is one"


def test_a_basket_opened_after_an_arrival_knows_the_first_and_the_last_link(shop: world.World, visitor: FlaskClient) -> None:
    poster, story, post = make_link(), make_link(purpose="story", place="storia 12 nov"), make_link(purpose="post", place="post")
    follow(visitor, poster)
    clock.travel(NOW + timedelta(days=2))
    follow(visitor, story)
    take(visitor, shop.cornetto)
    basket = db.session.scalars(select(Basket)).unique().one()
    assert (basket.first_link_id, basket.last_link_id) == (poster.id, story.id)
    assert about(basket.first_touch_at, NOW) and about(basket.last_touch_at, NOW + timedelta(days=2))
    clock.travel(NOW + timedelta(days=3))
    follow(visitor, post)
    db.session.rollback()
    db.session.refresh(basket)
    assert (basket.first_link_id, basket.last_link_id, basket.channel) == (poster.id, post.id, "website")


def test_an_order_keeps_where_it_came_from_whatever_happens_later(shop: world.World, visitor: FlaskClient) -> None:
    poster, story = make_link(), make_link(purpose="story", place="storia")
    follow(visitor, poster)
    take(visitor, shop.cornetto)
    assert order(visitor).status_code == 303
    placed = newest_order()
    assert (placed.channel, placed.first_link_id, placed.last_link_id) == ("website", poster.id, poster.id)
    assert about(placed.first_touch_at, NOW) and about(placed.last_touch_at, NOW)
    clock.travel(NOW + timedelta(days=1))
    follow(visitor, story)
    orders.move(placed.id, "preparing", by="staff:1", via="admin", now=clock.now())
    links.stop(poster.id, by="staff:1", now=clock.now())
    assert newest_order().origin == placed.origin
    visitor.post(f"/it/orders/{placed.token}/copy")
    assert order(visitor).status_code == 303
    again = newest_order()
    assert again.id != placed.id and (again.first_link_id, again.last_link_id) == (poster.id, story.id), "again, with the newer touch"


def test_who_followed_no_link_has_none_on_the_order(shop: world.World, visitor: FlaskClient) -> None:
    take(visitor, shop.cornetto)
    order(visitor)
    assert (newest_order().first_link_id, newest_order().last_link_id) == (None, None)


def test_a_basket_of_the_shop_finished_by_the_customer_keeps_staff_and_link(shop: world.World, visitor: FlaskClient) -> None:
    token = baskets.open_basket(origin=Origin("phone", staff_id=shop.owner_id), language="it", now=clock.now())
    baskets.add(token, baskets.Choice(shop.cornetto.id, 2), now=clock.now())
    link = make_link(purpose="message", place="Instagram")
    follow(visitor, link)
    visitor.set_cookie("basket", token)
    assert order(visitor).status_code == 303
    placed = newest_order()
    assert (placed.channel, placed.staff_id, placed.first_link_id, placed.last_link_id) == ("website", shop.owner_id, link.id, link.id)


def test_a_touch_older_than_thirty_days_is_no_longer_credited(shop: world.World, visitor: FlaskClient) -> None:
    follow(visitor, make_link())
    take(visitor, shop.cornetto)
    for days in (20, 31):
        clock.travel(NOW + timedelta(days=days))
        take(visitor, shop.cornetto, days)  # the basket lives on
    order(visitor)
    assert newest_order().last_link_id is None


@pytest.mark.parametrize("kept", ["", "p.", "p.x", "g.WzEsMSwxLDEsMV0.forged", "p." + "A" * 5000, "x", "p.é"])
def test_a_forged_or_broken_cookie_is_no_link_at_all(shop: world.World, visitor: FlaskClient, kept: str) -> None:
    visitor.set_cookie("came", kept)
    assert take(visitor, shop.cornetto).status_code == 303
    order(visitor)
    assert newest_order().last_link_id is None


def test_an_arrival_is_kept_with_a_signed_in_customer_who_agreed_and_with_no_other(shop: world.World, visitor: FlaskClient) -> None:
    now = clock.now()
    ada = customers.recognise(email="ada@example.org", phone=None, name="Ada", language="it", now=now)
    assert ada is not None
    visitor.set_cookie("customer", customers.open_visit(ada, now=now))
    poster, story, since = make_link(), make_link(place="storia", purpose="story"), now - timedelta(days=30)
    follow(visitor, poster)
    assert links.touches_of([ada], since) == [] and arrivals() == [poster.id], "not agreed: counted without a person"
    customers.consent(ada, "profiling", act="given", source="website", now=now)
    follow(visitor, story)
    db.session.rollback()
    assert [touch.link_id for touch in links.touches_of([ada], since)] == [story.id]


def test_the_last_link_of_who_agreed_counts_on_another_device(app: Flask, shop: world.World, visitor: FlaskClient) -> None:
    now = clock.now()
    ada = customers.recognise(email="ada@example.org", phone=None, name="Ada", language="it", now=now)
    assert ada is not None
    customers.consent(ada, "profiling", act="given", source="website", now=now)
    letter, telephone = make_link(purpose="campaign", place="Lettera di Natale"), app.test_client()
    telephone.set_cookie("customer", customers.open_visit(ada, now=now))
    follow(telephone, letter)
    take(visitor, shop.cornetto)
    order(visitor)  # on the computer, signed in nowhere, with her address
    assert newest_order().last_link_id == letter.id
    customers.consent(ada, "profiling", act="withdrawn", source="website", now=now)
    take(visitor, shop.cornetto)
    order(visitor, email="ada@example.org")
    assert newest_order().last_link_id is None, "she took it back"


@pytest.mark.parametrize("path", ["/it/", "/it/today", "/it/menu", "/en/menu?page=1"])
def test_who_came_by_a_link_without_an_offer_sees_the_page_everyone_sees(
    shop: world.World, app: Flask, visitor: FlaskClient, path: str
) -> None:
    follow(visitor, make_link())
    kept = came(visitor)
    assert kept.startswith("p.")
    everyones, theirs = app.test_client().get(path), visitor.get(path)
    assert theirs.headers["ETag"] == everyones.headers["ETag"] and theirs.data == everyones.data, "served from memory"
    drawn = app.test_client()
    drawn.set_cookie("came", kept)
    drawn.set_cookie("looking", "1")  # past the memory: drawn with what the cookie says
    assert drawn.get(path).data == everyones.data


def test_what_a_link_gives_waits_in_the_basket_and_comes_off_the_order(shop: world.World, visitor: FlaskClient) -> None:
    offer = make_offer()
    link = make_link(target="product", target_id=shop.cornetto.id, offer_id=offer)
    page = visitor.get(follow(visitor, link).location)
    assert "«10% per te»: ti aspetta nel cestino" in words(page)
    assert came(visitor).startswith("g.") and "ETag" not in visitor.get("/it/menu").headers, "a page of their own"
    assert "ti aspetta" in words(visitor.get("/it/menu")) and "ti aspetta" not in words(visitor.get("/it/basket"))
    take(visitor, shop.cornetto, 10)
    assert only_basket().held_offers == [offer]
    assert "ti aspetta" in words(visitor.get("/it/menu")), "it is held, and still waits"
    order(visitor)
    assert newest_order().total_cents == 1350
    assert "ti aspetta" not in words(visitor.get("/it/menu")), "it has been had"


def test_a_link_followed_again_gives_to_the_basket_there_is_once(shop: world.World, visitor: FlaskClient) -> None:
    offer = make_offer()
    link = make_link(offer_id=offer)
    take(visitor, shop.cornetto)
    for _ in range(3):
        follow(visitor, link)
    assert only_basket().held_offers == [offer] and arrivals() == [link.id]
    baskets.drop_offer(only_basket().token, offer, now=clock.now())
    assert "ti aspetta" not in words(visitor.get("/it/menu")), "put away"
    follow(visitor, link)
    assert only_basket().held_offers == [offer], "and fetched again"


def test_a_later_link_without_an_offer_takes_nothing_away(shop: world.World, visitor: FlaskClient) -> None:
    offer = make_offer()
    for link in (make_link(offer_id=offer), make_link(place="un'altra")):
        follow(visitor, link)
    take(visitor, shop.cornetto)
    assert only_basket().held_offers == [offer]


def test_what_a_link_gives_goes_with_the_visitor_into_a_basket_of_the_shop(shop: world.World, visitor: FlaskClient) -> None:
    offer, token = make_offer(), baskets.open_basket(origin=Origin("message", staff_id=shop.owner_id), language="it", now=clock.now())
    baskets.add(token, baskets.Choice(shop.cornetto.id, 10), now=clock.now())
    link = make_link(offer_id=offer)
    follow(visitor, link)
    assert visitor.post(f"/it/b/{token}").status_code == 303
    order(visitor)
    placed = newest_order()
    assert (placed.total_cents, placed.staff_id, placed.last_link_id) == (1350, shop.owner_id, link.id)


def test_an_offer_that_is_over_is_neither_promised_nor_held(shop: world.World, visitor: FlaskClient) -> None:
    offer = make_offer()
    follow(visitor, make_link(offer_id=offer))
    with writing():
        db.session.get_one(OfferRow, offer).state = "stopped"
    assert "ti aspetta" not in words(visitor.get("/it/menu"))
    take(visitor, shop.cornetto)
    assert only_basket().held_offers == []


def test_the_window_when_the_shop_is_closed_takes_an_order_for_tomorrow(shop: world.World, visitor: FlaskClient) -> None:
    night = NOW.replace(hour=21, minute=30)  # half past ten in the evening
    clock.travel(night)
    poster = make_link()
    page = visitor.get(follow(visitor, poster).location)
    said = words(page)
    assert "Chiuso ora, riapriamo" in said and "Siamo chiusi, ma il banco prende ordini" in said
    assert "Per domani, mercoledì 25 novembre" in said and "Domani dalle" in said and "Adesso al banco" not in said
    assert take(visitor, shop.cornetto, 2).status_code == 303
    assert order(visitor).status_code == 303
    placed = newest_order()
    assert (placed.on, placed.first_link_id) == (clock.day_of(night) + timedelta(days=1), poster.id)
    assert about(placed.placed_at, night)


def test_the_window_when_the_shop_is_open_says_what_is_left_now(shop: world.World, visitor: FlaskClient) -> None:
    stock.set_size(shop.cornetto, on=clock.today(), size=40, by="staff:1", now=clock.now())
    page = visitor.get("/it/today")
    said = words(page)
    assert "Aperto fino alle" in said and "Adesso al banco" in said and "Ne restano 40" in said
    assert said.index("Adesso al banco") < said.index("Cornetto") < said.index("Torta Sacher"), "what waits a day stands below"
    (told,) = [json.loads(block.get_text()) for block in read(page).select('script[type="application/ld+json"]')]
    goods = {one["item"]["name"]: one["item"]["offers"] for one in told["itemListElement"]}
    assert goods["Cornetto"]["price"] == "1.50" and goods["Cornetto"]["availability"].endswith("/InStock")
    assert goods["Torta Sacher"]["availability"].endswith("/PreOrder")
    take(visitor, shop.cornetto, 3)
    order(visitor)
    assert "Ne restano 37" in words(visitor.get("/it/today"))


def test_an_empty_shop_has_a_window_too(app: Flask, visitor: FlaskClient) -> None:
    assert "Oggi il banco è vuoto" in words(visitor.get("/it/today")) and visitor.get("/en/today").status_code == 200


def test_the_map_of_the_site_names_the_window_and_robots_follow_no_link(shop: world.World, visitor: FlaskClient) -> None:
    assert "http://localhost/it/today" in visitor.get("/sitemap.xml").text
    assert visitor.get(f"/l/{make_link().code}").headers["X-Robots-Tag"] == "noindex"
