"""Whatever is typed into whichever form, the shop answers with a page and a status that says whose mistake it was: never a 500."""
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup, Tag
from flask import Flask
from flask.testing import FlaskClient

from shop.domain import giftcards, links
from shop.kernel import clock
from tests.conftest import OwnPages
from tests.domain.promotions.offering import make_offer
from tests.journeys.talking import talk
from tests.makers import place_order
from tests.wishing import wish_with_secret
from tests.world import World, open_world, sign_in

NASTY = ("", "   ", "-1", "0", "99999999999999999999", "1e9", "NaN", "x" * 6000, "<script>alert(1)</script>", "'; DROP TABLE product; --",
         "\x00\r\nBcc: all@example.org", "2026-02-31", "2026-13-45T99:99+00:00", "à" * 300, "１２", "../../etc/passwd", "{{7*7}}",
         "%s%n", "🍰", "0001-01-01", "9999-12-31",
         "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "//[", "http://[", "2147483648", "-2147483649", "²")
SAFE_PAGES = re.compile(r"sign-out|/assets/|/pictures/")
ASKED = ("page", "on", "q", "without", "next", "category", "words", "typed", "state", "starts_at", "basket", "product_id", "quantity",
         "kind", "postal_code", "town", "code", "contact", "line_id", "email", "password", "name", "act", "find", "letter")
TYPED = ("input", "textarea", "select", "button")


def pages(app: Flask, values: dict[str, Any]) -> Iterator[str]:
    """Every page that can be looked at, with things that exist in its address."""
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or set()) and not SAFE_PAGES.search(rule.rule) and set(rule.arguments) <= set(values):
            yield adapter.build(rule.endpoint, {name: values[name] for name in rule.arguments}, method="GET")


def forms(html: str) -> Iterator[Tag]:
    yield from BeautifulSoup(html, "html.parser").find_all("form", attrs={"method": re.compile("post", re.I)})


def fields_of(form: Tag) -> dict[str, str]:
    found = {}
    for field in form.find_all(TYPED):
        if field.get("name") and field.get("type") != "file":
            found[str(field["name"])] = str(field.get("value", ""))
    return found


@pytest.fixture
def world(app: Flask) -> World:
    return open_world()


@pytest.fixture
def known(app: Flask, world: World) -> dict[str, Any]:
    order = place_order(world.cornetto)
    link = links.mint(purpose="poster", place="vetrina", target="today", by="staff:1", now=clock.now())
    told = {word: one[0] for word, one in talk(world.sacher.id).items() if word != "question"}
    return told | {"language": "it", "token": order.token, "code": order.code, "order_id": order.id, "product_id": world.cornetto.id,
            "category": "dolci", "slug": world.cornetto.slug, "page": "terms", "line_id": order.lines[0].id,
            "member_id": world.owner_id, "group": "identity",
            "on": "2026-11-25", "zone_id": 1, "letter_id": 1, "picture_id": 1, "category_id": 1, "link_id": link.id, "size": "a4",
            "offer_id": make_offer(code="CIAO"), "kind": "percent", "commission_id": wish_with_secret(order.token),
            "card_id": giftcards.make_card(cause="staff:1", cents=5000, by="staff:1", now=clock.now()).id}


def visitors(app: Flask, world: World) -> list[FlaskClient]:
    stranger, customer, owner = OwnPages(app), OwnPages(app), OwnPages(app)
    customer.post(f"/it/basket/products/{world.cornetto.id}", data={"quantity": "1"})
    sign_in(owner, world.owner_id)
    return [stranger, customer, owner]


def test_no_form_breaks_whatever_is_typed_into_each_of_its_fields(app: Flask, world: World, known: dict[str, Any]) -> None:
    broken, tried = [], 0
    app.config["PROPAGATE_EXCEPTIONS"] = False
    for who, visitor in enumerate(visitors(app, world)):
        for path in pages(app, known):
            page = visitor.get(path)
            if page.status_code >= 500:
                broken.append(f"{who} GET {path}")
            if page.mimetype != "text/html":
                continue
            for form in forms(page.get_data(as_text=True)):
                action, filled = str(form.get("action") or path), fields_of(form)
                if SAFE_PAGES.search(action):
                    continue
                for i, name in enumerate(filled):
                    nasty = NASTY[(tried + i) % len(NASTY)]
                    answer = visitor.post(action, data=filled | {name: nasty})
                    tried += 1
                    if answer.status_code >= 500:
                        broken.append(f"{who} POST {action} {name}={nasty[:30]!r}")
    assert tried > 100
    assert sorted(set(broken)) == []


def test_no_address_breaks_whatever_stands_in_it(app: Flask, world: World) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    broken = []
    for visitor in visitors(app, world):
        for rule in app.url_map.iter_rules():
            if SAFE_PAGES.search(rule.rule):
                continue
            for nasty in ("0", "-1", "zzz", "99999999999999999999", "a'b", "%00", "è", "2026-02-31"):
                path = re.sub(r"<any\(it, en\):language>", "it", rule.rule)
                path = re.sub(r"<[^>]+>", nasty, path)
                for method in sorted((rule.methods or set()) & {"GET", "POST"}):
                    query = {"page": nasty, "on": nasty, "q": nasty, "without": nasty, "next": nasty}
                    asked: dict[str, Any] = {"query_string": query} if method == "GET" else {"data": {}}
                    answer = visitor.open(path, method=method, **asked)
                    if answer.status_code >= 500:
                        broken.append(f"{method} {path}")
    assert sorted(set(broken)) == []


@pytest.mark.parametrize("nasty", ["\x00", "0001-01-01T00:00:00+14:00", "http://[", "99999999999"])
def test_nothing_asked_in_any_field_breaks_either_database(any_app: Flask, nasty: str) -> None:
    any_app.config["PROPAGATE_EXCEPTIONS"] = False
    broken, owner = [], OwnPages(any_app)
    sign_in(owner, open_world().owner_id)
    for rule in any_app.url_map.iter_rules():
        path = re.sub(r"<[^>]+>", quote(nasty, safe=""), re.sub(r"<int:[^>]+>", "1", re.sub(r"<any\(it, en\):language>", "it", rule.rule)))
        for method in sorted((rule.methods or set()) & {"GET", "POST"} if not SAFE_PAGES.search(rule.rule) else ()):
            asked = dict.fromkeys(ASKED, nasty)
            answer = owner.open(path, method=method, **{"query_string" if method == "GET" else "data": asked})
            if answer.status_code >= 500:
                broken.append(f"{method} {path}")
    assert sorted(set(broken)) == []


def test_a_mistake_of_a_program_does_not_break_the_page_of_the_next_one(any_app: Flask) -> None:
    client = OwnPages(any_app)
    assert client.get("/it/b/%00").status_code == client.get("/it/orders/%00").status_code == 404
    client.set_cookie("basket", "\\000")
    assert client.get("/it/menu").status_code in (200, 400)
    client.delete_cookie("basket")
    assert client.get("/it/menu").status_code == 200


def _words_of(form: Tag) -> list[str]:
    """The fields in which anything may stand."""
    asked = re.compile(r"name|story|ingredients|note|street|town|collector|doorbell|reason|motto|terms|privacy|label|words|legal")
    return [str(field["name"]) for field in form.find_all(["input", "textarea"])
            if field.get("name") and asked.search(str(field["name"])) and field.get("type", "text") in ("text", "search")]


def test_a_form_that_is_refused_comes_back_with_all_that_was_typed(app: Flask, world: World, known: dict[str, Any]) -> None:
    lost, refused = [], 0
    for visitor in visitors(app, world):
        for path in pages(app, known):
            page = visitor.get(path)
            for form in forms(page.get_data(as_text=True)) if page.mimetype == "text/html" else ():
                action, words = str(form.get("action") or path), _words_of(form)
                if len(words) < 2:
                    continue
                typed = {name: f"Segno{number}q" for number, name in enumerate(words[1:])}
                answer = visitor.post(action, data=fields_of(form) | typed | {words[0]: "x" * 6000})
                if answer.status_code == 422:
                    refused += 1
                    lost += [f"{action} {name}" for name, word in typed.items() if word not in answer.get_data(as_text=True)]
    assert refused > 3 and lost == []
