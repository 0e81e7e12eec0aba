"""The page behind the link in the profile: from the live catalogue, for everyone the same, and every way out of it leads somewhere."""

import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from shop.domain import business, catalogue, links, posts
from shop.domain.baskets import Basket
from shop.domain.promotions.benefits import Percent
from shop.domain.promotions.conditions.channels import Channels
from shop.kernel import clock
from shop.kernel.database import db
from shop.kernel.wording import money
from tests.conftest import OwnPages
from tests.domain.promotions.offering import make_offer
from tests.graphs import with_picture
from tests.makers import make_product, place_order
from tests.world import FIORDALISO, open_world


def page(visitor: FlaskClient, language: str = "it") -> BeautifulSoup:
    answer = visitor.get(f"/{language}/bio")
    assert answer.status_code == 200
    return BeautifulSoup(answer.data, "html.parser")


def names(soup: BeautifulSoup) -> list[str]:
    return [found.get_text(strip=True) for found in soup.select(".goods .good-name")]


def test_it_shows_the_pinned_in_the_owners_order_with_todays_price_and_stock(app: Flask, visitor: FlaskClient) -> None:
    world = open_world()
    posts.pin([world.sacher.id, world.cornetto.id, 999_999], by="staff:1", now=clock.now())
    soup = page(visitor)
    assert names(soup) == ["Torta Sacher", "Cornetto"]
    first, second = soup.select(".goods .good")
    assert money(3600, "it") in first.get_text() and money(150, "it") in second.get_text()
    assert "Pronto" in second.select_one(".when").get_text()  # type: ignore[union-attr]
    assert [a["href"] for a in soup.select(".good-name a")] == [f"/it/p/{world.sacher.slug}", f"/it/p/{world.cornetto.slug}"]


def test_the_last_piece_sold_changes_the_page_at_once(app: Flask, visitor: FlaskClient) -> None:
    open_world()
    rare = make_product("Veneziana", pool_size=1)
    posts.pin([rare.id], by="staff:1", now=clock.now())
    before = page(visitor).select_one(".when").get_text()  # type: ignore[union-attr]
    place_order(rare)
    after = page(visitor).select_one(".when").get_text()  # type: ignore[union-attr]
    assert "Pronto" in before and "Pronto" not in after


def test_a_new_price_and_a_new_pin_are_shown_though_the_page_is_kept(app: Flask, visitor: FlaskClient) -> None:
    world = open_world()
    posts.pin([world.cornetto.id], by="staff:1", now=clock.now())
    assert visitor.get("/it/bio").headers["ETag"] == visitor.get("/it/bio").headers["ETag"], "kept by the page cache"
    catalogue.set_price(world.cornetto.id, cents=170, by="staff:1", now=clock.now())
    assert money(170, "it") in page(visitor).get_text()
    posts.pin([world.frollini.id], by="staff:1", now=clock.now())
    assert names(page(visitor)) == ["Frollini"]


def test_without_pins_the_shop_chooses_what_has_a_picture(app: Flask, visitor: FlaskClient) -> None:
    open_world()
    with_picture(make_product("Babà"))
    assert names(page(visitor)) == ["Babà"]


def test_what_was_withdrawn_is_no_longer_shown(app: Flask, visitor: FlaskClient) -> None:
    world = open_world()
    posts.pin([world.sacher.id, world.cornetto.id], by="staff:1", now=clock.now())
    catalogue.withdraw(world.sacher.id, by="staff:1", now=clock.now())
    assert names(page(visitor)) == ["Cornetto"]


def test_every_way_out_leads_somewhere_and_nothing_foreign_is_asked(app: Flask, visitor: FlaskClient) -> None:
    open_world()
    for language in ("it", "en"):
        soup = page(visitor, language)
        for link in soup.select("main a[href^='/']"):
            assert visitor.get(str(link["href"])).status_code == 200, link["href"]
        assert not soup.select("script[src], iframe") and soup.select("a[href^='tel:']")
        assert not [tag for tag in soup.select("link[rel=stylesheet], img, source") if "//" in str(tag.get("href") or tag.get("src"))]


def test_an_empty_shop_still_has_a_page(app: Flask, visitor: FlaskClient) -> None:
    assert page(visitor).select_one("h1") and not names(page(visitor))


@pytest.mark.parametrize(("phone", "given", "number"), [
    ("+39 347 1234567", "", "393471234567"), ("+39 011 555010", "", ""), ("+39 011 555010", "+39 011 555010", "39011555010"),
    ("", "", ""), ("chiamaci", "", ""), ("+39 347 1234567", "333 7654321", "393337654321")])
def test_whatsapp_is_a_link_with_the_words_in_it_where_there_is_a_number(
        app: Flask, visitor: FlaskClient, phone: str, given: str, number: str) -> None:
    world = open_world()
    business.save(replace(FIORDALISO, phone=phone), by="shop", now=clock.now())
    posts.set_whatsapp(given, by="staff:1", now=clock.now())
    found = [str(a["href"]) for a in page(visitor).select("a[href*='wa.me']")]
    assert [re.sub(r"\?.*", "", href) for href in found] == ([f"https://wa.me/{number}"] if number else [])
    product = visitor.get(f"/it/p/{world.cornetto.slug}").get_data(as_text=True)
    assert ("wa.me" in product) == bool(number) and (not number or "Cornetto" in re.findall(r'wa\.me/[^"]*', product)[0])
    order = place_order(world.cornetto)
    told = visitor.get(f"/it/orders/{order.token}").get_data(as_text=True)
    assert not number or order.code in re.findall(r'wa\.me/[^"]*', told)[0]


def test_machines_are_told_of_the_shop_and_of_what_it_shows(app: Flask, visitor: FlaskClient) -> None:
    world = open_world()
    posts.pin([world.cornetto.id], by="staff:1", now=clock.now())
    blocks = [json.loads(block.string or "") for block in page(visitor).select("script[type='application/ld+json']")]
    assert [block["@type"] for block in blocks] == ["Bakery", "ItemList"]
    offer = blocks[1]["itemListElement"][0]["item"]["offers"]
    assert (offer["price"], offer["availability"]) == ("1.50", "https://schema.org/InStock")


def test_the_link_of_the_profile_leads_here_and_its_origin_stands_on_the_order(app: Flask) -> None:
    world = open_world()
    link = links.mint(purpose="bio", place="Instagram bio", target="bio", by="staff:1", now=clock.now())
    phone = OwnPages(app)
    arrived = phone.get(f"/l/{link.code}", headers={"User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1",
                                                    "Accept-Language": "it"})
    assert arrived.status_code == 302 and arrived.location.endswith("/it/bio")
    assert phone.get("/it/bio").status_code == 200
    phone.post(f"/it/basket/products/{world.cornetto.id}", data={"quantity": "1"})
    clock.travel(clock.now() + timedelta(minutes=1))
    assert links.counts(since=clock.now() - timedelta(days=1)) == {link.id: 1}
    db.session.rollback()
    [basket] = db.session.query(Basket).all()
    assert basket.origin.first_link_id == link.id and basket.origin.channel == "website"


def test_the_newest_offer_that_holds_now_is_named_and_priced(app: Flask, visitor: FlaskClient) -> None:
    world = open_world()
    posts.pin([world.cornetto.id], by="staff:1", now=clock.now())
    make_offer(name="Vecchia", benefit=Percent(500))
    make_offer(name="Solo in cassa", conditions=(Channels(("counter",)),))
    make_offer(name="Con il codice", code="CIAO")
    assert page(visitor).select_one(".bio-offer b").get_text() == "Vecchia"  # type: ignore[union-attr]
    make_offer(name="Colazione", benefit=Percent(2000, scope="products", products=(world.cornetto.id,)))
    soup = page(visitor)
    assert soup.select_one(".bio-offer b").get_text() == "Colazione"  # type: ignore[union-attr]
    price = soup.select_one(".goods .price").get_text()  # type: ignore[union-attr]
    assert money(120, "it") in price and money(150, "it") in price
