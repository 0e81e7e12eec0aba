"""Every feed is what its reader demands, and says of each product the same price and availability as its page."""
import json
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from shop.domain import catalogue, promotions
from shop.domain.catalogue.models import PictureRow, ProductRow
from shop.domain.promotions.benefits import Percent
from shop.kernel import clock
from shop.kernel.database import change, db, writing
from tests.channels.feeds import specs
from tests.domain.promotions.offering import make_offer
from tests.makers import make_product, place_order
from tests.world import World, open_world, sign_in

STANDS = {  # schema.org's word and the words of the four feeds
    "InStock": ("in_stock", "in stock", "in_stock"), "PreOrder": ("preorder", "available for order", "pre_order"),
    "OutOfStock": ("out_of_stock", "out of stock", "out_of_stock"), "InStoreOnly": ("out_of_stock", "out of stock", "out_of_stock")}


def photograph(*products: catalogue.Product) -> None:
    with writing():
        for product in products:
            for number in range(2):
                db.session.add(PictureRow(product_id=product.id, key=f"{product.id:032x}", width=900, height=900, position=number))
    db.session.rollback()


@pytest.fixture
def goods(app: Flask) -> dict[str, catalogue.Product]:
    """One of each kind there is to say something of."""
    world: World = open_world()
    made = {
        "cornetto": world.cornetto, "sacher": world.sacher, "frollini": world.frollini,
        "sold_out": make_product("Crostata", sold_out_until=catalogue.FOREVER),
        "counter": make_product("Panna fresca", counter_only=True),
        "variants": make_product("Panettone", variants=[("750 g", 2900), ("1 kg", 3600)], net_g=750, perishable=False),
        "long": make_product("Nome & molto <lungo> " * 12, story={"it": "Storia \x07 buona " * 500, "en": ""}, price_cents=990,
                             allergens=["nuts", "gluten"], traces=["sesame"]),
        "few": make_product("Bignè", pool_size=5), "wine": make_product("Passito", net_g=None, net_ml=500, perishable=False, allergens=[]),
        "without_picture": make_product("Senza foto")}
    photograph(*(product for name, product in made.items() if name != "without_picture"))
    return made


def get(visitor: FlaskClient, path: str) -> bytes:
    answer = visitor.get(path)
    assert answer.status_code == 200
    return answer.get_data()


def by_id(rows: list[dict[str, Any]], name: str = "id") -> dict[int, dict[str, Any]]:
    return {int(row[name]): row for row in rows}


def offer_on_page(visitor: FlaskClient, slug: str, language: str = "it") -> dict[str, Any]:
    page = BeautifulSoup(get(visitor, f"/{language}/p/{slug}"), "html.parser")
    told = [json.loads(script.get_text()) for script in page.find_all("script", type="application/ld+json")]
    offer: dict[str, Any] = next(thing for thing in told if thing["@type"] == "Product")["offers"]
    return offer


def test_each_feed_is_what_its_reader_demands_in_both_languages(visitor: FlaskClient, goods: dict[str, catalogue.Product]) -> None:
    for language in ("it", "en"):
        for read, path in ((specs.read_google, f"/feeds/{language}/google.xml"), (specs.read_meta, f"/feeds/{language}/meta.csv"),
                           (specs.read_openai, f"/feeds/{language}/openai.jsonl"), (specs.read_local, "/feeds/google-local.txt")):
            assert len(read(get(visitor, path))) == len(goods) - 1, f"{path}: all but the one without a picture"


def assert_same_as_pages(visitor: FlaskClient) -> int:
    google = by_id(specs.read_google(get(visitor, "/feeds/it/google.xml")))
    meta = by_id(specs.read_meta(get(visitor, "/feeds/it/meta.csv")))
    openai = by_id(specs.read_openai(get(visitor, "/feeds/it/openai.jsonl")), "item_id")
    local = by_id(specs.read_local(get(visitor, "/feeds/google-local.txt")))
    for id, product in catalogue.get_many(sorted(google)).items():
        page = offer_on_page(visitor, product.slug)
        for row in (google[id], meta[id], openai[id], local[id]):
            assert (row.get("sale_price") or row["price"]) == f"{page['price']} EUR", product.name
        stand = page["availability"].rpartition("/")[2]
        assert (google[id]["availability"], meta[id]["availability"], openai[id]["availability"]) == STANDS[stand], product.name
        assert google[id]["link"] == meta[id]["link"] == openai[id]["url"] == page["url"]
    return len(google)


def test_price_and_availability_are_those_of_the_page_at_any_moment(visitor: FlaskClient, goods: dict[str, catalogue.Product]) -> None:
    seen = set()
    for hours in (0, 5, 11, 15, 24):  # nine in the morning, afternoon, closed, at night, the next day
        clock.travel(clock.now().replace(hour=8) + timedelta(hours=hours))
        assert assert_same_as_pages(visitor) == len(goods) - 1
        seen |= {row["availability"] for row in specs.read_google(get(visitor, "/feeds/it/google.xml"))}
    assert seen == {"in_stock", "preorder", "out_of_stock"}


def test_an_automatic_offer_is_a_sale_price_in_every_feed_and_on_the_page(
        visitor: FlaskClient, goods: dict[str, catalogue.Product]) -> None:
    cake = goods["sacher"]
    make_offer(benefit=Percent(1500, "products", (cake.id,)))
    assert_same_as_pages(visitor)
    row = by_id(specs.read_google(get(visitor, "/feeds/it/google.xml")))[cake.id]
    assert (row["price"], row["sale_price"]) == ("36.00 EUR", "30.60 EUR")
    assert "sale_price" not in by_id(specs.read_google(get(visitor, "/feeds/it/google.xml")))[goods["cornetto"].id]
    (offer,) = promotions.list_all()
    promotions.stop(offer.id, by="shop", now=clock.now())
    assert "sale_price" not in by_id(specs.read_google(get(visitor, "/feeds/it/google.xml")))[cake.id]


def test_what_is_sold_by_weight_says_its_price_per_kilogram_and_packs_their_measure(
        visitor: FlaskClient, goods: dict[str, catalogue.Product]) -> None:
    rows = by_id(specs.read_google(get(visitor, "/feeds/it/google.xml")))
    measures = {name: (rows[goods[name].id].get("unit_pricing_measure"), rows[goods[name].id].get("unit_pricing_base_measure"))
                for name in ("frollini", "variants", "wine")}
    assert measures == {"frollini": ("1kg", "1kg"), "variants": ("750g", "100g"), "wine": ("500ml", "100ml")}
    assert rows[goods["frollini"].id]["price"] == "20.00 EUR" and "Prezzo al chilo." in rows[goods["frollini"].id]["description"]


def test_allergens_are_said_in_words_of_the_language(visitor: FlaskClient, goods: dict[str, catalogue.Product]) -> None:
    italian, english = (by_id(specs.read_google(get(visitor, f"/feeds/{language}/google.xml"))) for language in ("it", "en"))
    assert "Contiene: glutine" in italian[goods["cornetto"].id]["description"]
    assert "Contains: gluten" in english[goods["cornetto"].id]["description"]
    assert "Nessuno dei 14 allergeni" in italian[goods["wine"].id]["description"]


def test_what_is_sold_only_at_the_counter_is_shown_to_neighbours_only(visitor: FlaskClient, goods: dict[str, catalogue.Product]) -> None:
    id = goods["counter"].id
    body = get(visitor, "/feeds/it/google.xml").decode()
    assert body.count("included_destination>") == 4, "two open and two close"
    openai = by_id(specs.read_openai(get(visitor, "/feeds/it/openai.jsonl")), "item_id")
    assert openai[id]["is_eligible_search"] is False and openai[goods["cornetto"].id]["is_eligible_search"] is True
    assert by_id(specs.read_local(get(visitor, "/feeds/google-local.txt")))[id]["pickup_method"] == ""


def test_the_shelf_of_today_is_told_to_who_looks_nearby(visitor: FlaskClient, goods: dict[str, catalogue.Product]) -> None:
    def local(name: str) -> tuple[str, str, str]:
        row = by_id(specs.read_local(get(visitor, "/feeds/google-local.txt")))[goods[name].id]
        return row["availability"], row["quantity"], row["pickup_sla"]

    assert local("few") == ("in_stock", "5", "same day") and local("cornetto") == ("in_stock", "", "same day")
    assert local("sacher")[0] == "on_display_to_order" and local("sold_out") == ("out_of_stock", "0", "")
    for _ in range(5):
        place_order(goods["few"])
    db.session.rollback()
    assert local("few") == ("on_display_to_order", "", "next day"), "all of today's are sold; tomorrow's can be ordered"
    assert_same_as_pages(visitor)


def test_a_feed_is_drawn_once_until_something_changes(visitor: FlaskClient, goods: dict[str, catalogue.Product]) -> None:
    for path in ("/feeds/it/google.xml", "/feeds/google-local.txt", "/feeds/en/meta.csv", "/feeds/it/openai.jsonl"):
        first = visitor.get(path, headers={"Accept-Encoding": "gzip"})
        assert first.headers["Content-Encoding"] == "gzip" and "set-cookie" not in first.headers
        again = visitor.get(path, headers={"Accept-Encoding": "gzip", "If-None-Match": first.headers["ETag"]})
        assert again.status_code == 304 and again.get_data() == b""
        with writing():
            change(update(ProductRow).where(ProductRow.id == goods["cornetto"].id).values(price_cents=ProductRow.price_cents + 10))
        changed = visitor.get(path, headers={"Accept-Encoding": "gzip", "If-None-Match": first.headers["ETag"]})
        assert changed.status_code == 200 and changed.headers["ETag"] != first.headers["ETag"]
    assert visitor.get("/feeds/de/google.xml").status_code == 404


def test_the_owner_finds_the_addresses_with_a_button_to_copy_each(
        visitor: FlaskClient, goods: dict[str, catalogue.Product]) -> None:
    sign_in(visitor, 1)
    page = BeautifulSoup(get(visitor, "/admin/feeds"), "html.parser")
    copied = [str(button["data-copy"]) for button in page.select("[data-copy]")]
    assert len(copied) == 7 and all(visitor.get(address).status_code == 200 for address in copied)
    assert "Un prodotto senza foto" in page.get_text() and "bottega-1" in page.get_text()


@pytest.mark.parametrize(("mistake", "because"), [
    (("<g:price>1.50 EUR", "<g:price>1,50 EUR"), "price"), (("<g:condition>new", "<g:condition>nuovo"), "condition"),
    (("<g:brand>", "<g:marca>"), "marca"), (("preorder", "pre-order"), "availability"), (("100g", "kg"), "base")])
def test_the_checks_find_what_google_would_refuse(
        visitor: FlaskClient, goods: dict[str, catalogue.Product], mistake: tuple[str, str], because: str) -> None:
    body = get(visitor, "/feeds/it/google.xml").decode()
    wrong = body.replace(*mistake).replace(mistake[0].replace("<", "</"), mistake[1].replace("<", "</"))
    with pytest.raises(AssertionError, match=because):
        specs.read_google(wrong.encode())
