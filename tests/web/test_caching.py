"""A remembered page is never an old page."""

import random
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from shop.commands.supervising import Server, server_settings
from shop.domain import fulfilment, orders, stock
from shop.domain.baskets import Choice
from shop.domain.catalogue.models import ProductRow
from shop.kernel import clock, settings
from shop.kernel.database import db, writing
from shop.web import caching
from shop.web.caching import PageCache
from tests import makers
from tests.conftest import NOW
from tests.counts import FUZZED_EDITS
from tests.makers import place_order
from tests.world import FIORDALISO, World, open_world

PAGES = ("/it/", "/it/menu", "/en/menu")


def fresh(app: Flask, path: str) -> bytes:
    """The page as it would be drawn now: a visitor with a cookie is never served from memory."""
    client = FlaskClient(app)
    client.set_cookie("looking", "1")
    return client.get(path).data


def test_a_repeated_visit_is_answered_from_memory_and_an_unchanged_page_by_304(app: Flask, visitor: FlaskClient) -> None:
    open_world()
    clock.travel(NOW + timedelta(minutes=5))
    first = visitor.get("/it/menu", headers={"Accept-Encoding": "br"})
    assert first.status_code == 200 and first.headers["Content-Encoding"] == "br" and "Set-Cookie" not in first.headers
    again = visitor.get("/it/menu", headers={"Accept-Encoding": "br", "If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304 and not again.data
    clock.travel(NOW + timedelta(minutes=6))  # drawn anew, and found to be the same
    assert visitor.get("/it/menu", headers={"Accept-Encoding": "br", "If-None-Match": first.headers["ETag"]}).status_code == 304


def test_a_visitor_with_a_basket_is_never_served_from_memory_nor_remembered(app: Flask, visitor: FlaskClient) -> None:
    world = open_world()
    visitor.get("/it/menu")
    visitor.post(f"/it/basket/products/{world.cornetto.id}", data={"quantity": "1"})
    assert "no-cache" != visitor.get("/it/menu").headers.get("Cache-Control", "")
    assert b"looking" not in FlaskClient(app).get("/it/menu").data


def edit(rng: random.Random, world: World, placed: list[int]) -> None:
    """Something a shop does on a Saturday morning."""
    now = clock.now()
    match rng.randrange(6):
        case 0:
            with writing():
                row = db.session.get_one(ProductRow, rng.choice([world.cornetto.id, world.sacher.id]))
                row.price_cents = rng.randrange(100, 5000)
        case 1:
            stock.set_size(
                world.sacher, on=clock.today() + timedelta(days=rng.randrange(3)), size=rng.randrange(8) + 6, by="staff:1", now=now
            )
        case 2:
            placed.append(place_order(Choice(world.cornetto.id, rng.randrange(1, 4))).id)
        case 3 if placed:
            orders.move(placed.pop(), "cancelled_by_shop", by="staff:1", via="admin", now=now, reason="Così")
        case 4:
            settings.store(FIORDALISO.__class__(**vars(FIORDALISO) | {"name": f"Pasticceria {rng.randrange(1000)}"}))
        case _:
            clock.travel(now + timedelta(minutes=rng.choice([0, 1, 7, 31, 240])))


def test_edits_orders_and_the_clock_never_leave_an_old_page(app: Flask) -> None:
    world, rng, placed = open_world(), random.Random(7), []
    client, different, last = FlaskClient(app), 0, b""
    for step in range(FUZZED_EDITS):
        if rng.random() < 0.4:
            edit(rng, world, placed)
        path = rng.choice(PAGES)
        answer = client.get(path)
        assert answer.status_code == 200
        seen = answer.data
        assert seen == fresh(app, path), f"an old page at step {step}: {path}"
        different += seen != last
        last = seen
    assert different > 50, "the pages must really have changed"
    assert fulfilment.is_open(clock.now()) in (True, False)


def test_a_visitor_can_move_no_link_of_the_pages_that_others_are_shown(app: Flask, visitor: FlaskClient) -> None:
    open_world()
    for headers in ({"X-Forwarded-Host": "evil.example"}, {"X-Forwarded-Prefix": "//evil.example"}, {"Forwarded": "host=evil.example"}):
        visitor.get("/it/menu", headers=headers)
    visitor.get("/it/menu", environ_overrides={"SCRIPT_NAME": "//evil.example"})
    visitor.get("/it/menu", base_url="http://evil.example")
    assert b"evil.example" not in visitor.get("/it/menu").data


def test_the_server_takes_no_word_of_the_wsgi_environment_from_a_visitor(app: Flask) -> None:
    assert Server(app, server_settings(bind="127.0.0.1:0", processes=1, on_ready=lambda: None)).cfg.forwarder_headers == []


def test_a_visitor_who_asks_for_ten_thousand_queries_does_not_fill_the_memory(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    open_world()
    cache = PageCache(app.wsgi_app._app, app.wsgi_app._reader)  # type: ignore[attr-defined]
    monkeypatch.setattr(app, "wsgi_app", cache)
    monkeypatch.setattr(caching, "MOST_BYTES", 300_000)
    for number in range(30):
        assert FlaskClient(app).get(f"/it/menu?x={number}").status_code == 200
        assert sum(kept.size for kept in cache._pages.values()) == cache._bytes <= 300_000
    assert 1 < len(cache._pages) < 30


@pytest.mark.parametrize("headers", [{"Cookie": "x"}, {"Cookie": "basket=; ="}, {"Range": "bytes=0-9"}, {"X-Fragment": "1"},
                                     {"X-Fragment": ""}, {}])
def test_a_personal_page_is_kept_by_nobody_however_it_is_asked_for(app: Flask, headers: dict[str, str]) -> None:
    world = open_world()
    order = place_order(world.cornetto)
    db.session.rollback()
    token = makers.make_basket(world.cornetto)
    for path in (f"/it/orders/{order.token}", f"/it/b/{token}", "/it/basket", "/it/find-order", "/admin/sign-in",
                 f"/it/orders/{order.token}/qr.svg"):
        for method in ("HEAD", "GET", "GET"):
            answer = FlaskClient(app).open(path, method=method, headers=headers)
            assert answer.status_code == 200 and answer.headers["Cache-Control"] == "no-store", f"{method} {path}"
    assert not any("/orders/" in key[3] or "/b/" in key[3] for key in app.wsgi_app._pages)  # type: ignore[attr-defined]


@pytest.mark.parametrize(("accepted", "encoding"), [("gzip, br", "br"), ("gzip;q=1, br;q=0", "gzip"), ("br;q=0.0", "identity"),
                                                   ("", "identity"),
                                                   ("brotli", "identity"), ("br;q=0.5", "br")])
def test_a_page_is_packed_only_as_the_browser_can_unpack_it(accepted: str, encoding: str) -> None:
    assert caching.pick_encoding(accepted) == encoding


def test_a_page_with_a_visitors_basket_in_its_bar_is_that_visitors_alone(app: Flask, visitor: FlaskClient) -> None:
    world = open_world()
    visitor.post(f"/it/basket/products/{world.cornetto.id}", data={"quantity": "1"})
    assert visitor.get("/it/menu").headers["Cache-Control"] == "private, no-cache"
