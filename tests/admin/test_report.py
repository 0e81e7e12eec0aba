"""The page that says where orders came from."""

import csv
from io import StringIO

from flask import Flask
from flask.testing import FlaskClient

from shop.domain import links
from shop.kernel import clock
from shop.kernel.database import db
from shop.kernel.origin import Origin
from tests import makers
from tests.world import open_world, sign_in


def _sell(app: Flask, visitor: FlaskClient) -> None:
    world = open_world()
    sign_in(visitor, world.owner_id)
    poster = links.mint(purpose="poster", place="=vetrina sinistra", target="home", by="staff:1", now=clock.now())
    links.arrive(poster.id, customer_id=None, now=clock.now())
    now = clock.now()
    makers.place_order(makers.make_product(price_cents=250), origin=Origin("website", None, poster.id, now, poster.id, now))
    db.session.rollback()


def test_the_page_names_channel_link_people_and_money(app: Flask, visitor: FlaskClient) -> None:
    _sell(app, visitor)
    page = visitor.get("/admin/report").text
    assert "vetrina sinistra" in page and "Locandina" in page and "Sito" in page and "2,50" in page
    assert "<title>" in page and "bar-0" in page


def test_the_table_taken_along_holds_each_order_and_starts_no_formula(app: Flask, visitor: FlaskClient) -> None:
    _sell(app, visitor)
    rows = list(csv.reader(StringIO(visitor.get("/admin/report.csv").text.lstrip("\ufeff")), delimiter=";"))
    assert rows[1][1:] == ["Sito", "'=vetrina sinistra", "'=vetrina sinistra", "", "2,50"]


def test_a_period_that_cannot_be_meant_is_answered_with_one_that_can(app: Flask, visitor: FlaskClient) -> None:
    sign_in(visitor, open_world().owner_id)
    for query in ("from=2026-13-40", "from=2199-12-31&to=2000-01-01", "touch=both", "from=x&to=2026-11-24"):
        assert visitor.get(f"/admin/report?{query}").status_code == 200
