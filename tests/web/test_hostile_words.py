"""Whoever writes a name, a wish or a text, the owner too, writes words: in no page, letter or file do they become anything else."""

import csv
import json
from dataclasses import replace
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from shop.channels.email import LetterComposer
from shop.domain import business, catalogue, fulfilment, orders, staff
from shop.domain.baskets import Choice
from shop.domain.business import Face, LegalTexts
from shop.domain.catalogue.models import CategoryRow, PictureRow, ProductRow
from shop.domain.fulfilment.models import Zone, ZonePlace
from shop.kernel import clock
from shop.kernel.database import db, writing
from tests.conftest import OwnPages
from tests.domain.promotions.offering import make_offer
from tests.makers import make_category, make_product, place_order
from tests.web.test_bad_input import pages
from tests.world import FIORDALISO, open_world, sign_in

EVIL = "=1+1\"'><x-evil onclick=alert(1)>{{7*7}}</script></style></title></textarea><x-evil>\r\nBcc: all@evil.example"
LINE = " ".join(EVIL.split())
WORDS = {"it": EVIL, "en": EVIL}


@pytest.fixture
def known(app: Flask) -> dict[str, Any]:
    """A shop in which every word anyone may write is hostile."""
    now, world = clock.now(), open_world()
    business.save(replace(FIORDALISO, name=LINE, legal_name=EVIL, street=EVIL, town=EVIL, business_type=EVIL), by="shop", now=now)
    business.save(Face(home_alt=WORDS, motto=WORDS, story=WORDS), by="shop", now=now)
    business.save(LegalTexts(**dict.fromkeys(("terms", "privacy", "cookies", "allergens", "imprint"), WORDS)), by="shop", now=now)
    category = make_category(slug="cattiva", name=EVIL)
    product = make_product(
        EVIL, category_id=category, story=WORDS, ingredients={"it": f"*{EVIL}", "en": EVIL}, pool_size=3, region=EVIL,
        variants=[(EVIL, 500), (f"{EVIL}2", 700)], groups=[{"name": WORDS, "options": [(EVIL, 100)]}],
        questions=[{"label": WORDS, "max_length": 500}])
    _more(product, world.owner_id)
    product = catalogue.get_product(product.id)
    bruno = staff.invite(name="<x-evil>", email="bruno@example.org", role="staff", by="shop", now=now)
    offer = make_offer(name=EVIL)
    choice = Choice(product.id, 1, product.variants[0].id, {product.groups[0].options[0].id: 1}, {product.questions[0].id: LINE})
    order = place_order(choice, name=EVIL, note=EVIL, collector=EVIL)
    orders.note(order.id, staff_note=EVIL, by=f"staff:{bruno.id}", via="admin", now=now)
    gone = place_order(world.cornetto, name=EVIL)
    orders.move(gone.id, "cancelled_by_shop", by=f"staff:{bruno.id}", via="admin", now=now, reason=EVIL)
    tried = catalogue.try_file(f"slug,name_it,price\nbrutto,{EVIL.split()[0]},{LINE}\n".encode(), filename=EVIL, by="staff:1", now=now)
    return {"language": "it", "token": order.token, "code": order.code, "order_id": gone.id, "product_id": product.id,
            "offer_id": offer, "kind": "amount", "category": "cattiva", "slug": product.slug, "page": "terms",
            "member_id": bruno.id, "zone_id": 1, "category_id": category, "import_id": tried}


def _more(product: catalogue.Product, owner_id: int) -> None:
    with writing():
        db.session.add(PictureRow(product_id=product.id, key="0" * 32, width=100, height=100, alt=WORDS))
        db.session.add(Zone(name=EVIL, places=[ZonePlace(postal_code="10122", town=EVIL)]))
        db.session.get_one(ProductRow, product.id).goes_with = [EVIL]
        db.session.get_one(CategoryRow, product.category.id).name = WORDS
    fulfilment.set_day(clock.today() + timedelta(days=3), note=WORDS, anyway=True, by=f"staff:{owner_id}", now=clock.now())


def harm(page: str) -> list[str]:
    """What a browser would take for something else than words."""
    soup = BeautifulSoup(page, "html5lib")
    found = [str(tag)[:200] for tag in soup.find_all("x-evil")]
    found += [str(tag)[:200] for tag in soup.find_all(True) if any(name.startswith("on") for name in tag.attrs)]
    found += [str(tag)[:200] for tag in soup.find_all("a") if str(tag.get("href", "")).startswith("javascript")]
    for block in soup.find_all("script", type="application/ld+json"):
        json.loads(str(block.string))
    return found + (["a template was run"] if "49</script" in page else [])


def visitors(app: Flask, known: dict[str, Any]) -> list[FlaskClient]:
    stranger, customer, owner = OwnPages(app), OwnPages(app), OwnPages(app)
    sign_in(owner, 1)
    product = catalogue.get_product(known["product_id"])
    customer.post(f"/it/p/{known['slug']}", data={"quantity": "1", "variant_id": str(product.variants[0].id), "question": EVIL})
    return [stranger, customer, owner]


def test_in_no_page_do_words_become_anything_else(app: Flask, known: dict[str, Any]) -> None:
    seen, harmed = 0, []
    for visitor in visitors(app, known):
        for path in pages(app, known):
            answer = visitor.get(path)
            assert answer.status_code < 500, path
            if answer.mimetype == "text/html" and answer.status_code == 200:
                page = answer.get_data(as_text=True)
                seen += "x-evil" in page
                harmed += [f"{path}: {what}" for what in harm(page)]
            assert "evil.example" not in str(answer.headers), path
    assert harmed == [] and seen > 60


def test_what_is_asked_in_an_address_comes_back_as_words(app: Flask, known: dict[str, Any]) -> None:
    [_, _, owner] = visitors(app, known)
    office = ("/admin/orders", "/admin/products", "/admin/letters", "/counter/find", "/counter/phone")
    for path in ("/it/menu", "/it/search", "/it/find-order", *office):
        for name in ("q", "words", "typed", "next", "category", "without", "on", "state"):
            assert harm(owner.get(path, query_string={name: EVIL}).get_data(as_text=True)) == [], f"{path} {name}"


def test_in_no_letter_do_words_become_anything_else(app: Flask, known: dict[str, Any]) -> None:
    for kind in ("placed", "ready", "changed", "cancelled", "new_order"):
        order_id = known["order_id"] if kind == "cancelled" else orders.get_by_token(known["token"]).id
        letter = LetterComposer().compose(kind, order_id, "it")
        assert harm(letter.html) == [] and "x-evil" in letter.html, kind
        for attached in letter.attachments:
            lines = attached.body.replace("\r\n ", "").splitlines()
            assert not [line for line in lines if line.lower().startswith("bcc")], kind
    assert harm(LetterComposer().compose("invitation", known["member_id"], "it").html) == []


def test_in_no_file_does_a_cell_become_a_formula(app: Flask, known: dict[str, Any]) -> None:
    [_, _, owner] = visitors(app, known)
    for path in ("/admin/orders.csv", "/admin/products/export"):
        text = owner.get(path).get_data(as_text=True).lstrip("\ufeff")
        rows = list(csv.reader(StringIO(text), delimiter=";" if path.endswith("csv") else ","))
        assert len(rows) > 2 and "x-evil" in text
        cells = [cell for row in rows for cell in row]
        assert [cell for cell in cells if cell.lstrip()[:1] in ("=", "+", "@") or (cell[:1] == "-" and not cell[1:2].isdigit())] == []


def test_what_search_engines_read_is_whole(app: Flask, known: dict[str, Any], visitor: FlaskClient) -> None:
    BeautifulSoup(visitor.get("/sitemap.xml").data, "lxml-xml")
    assert b"x-evil" not in visitor.get("/sitemap.xml").data
