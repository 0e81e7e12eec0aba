"""How many questions a page asks the database: the same few, however much is on it."""
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from shop.kernel.database import db
from tests import makers, world
from tests.channels.website.reading import take


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that ask something; beginning a transaction asks nothing."""
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA", "SET TRANSACTION")):
            asked.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield asked
    event.remove(db.engine, "before_cursor_execute", note)


@pytest.fixture
def shop(app: Flask) -> world.World:
    return world.open_world()


def count(visitor: FlaskClient, path: str) -> int:
    with counted() as asked:
        assert visitor.get(path).status_code == 200
    return len(asked)


def test_the_menu_with_a_basket_asks_four_times_whatever_the_number_of_cards(shop: world.World, visitor: FlaskClient) -> None:
    take(visitor, shop.cornetto)
    take(visitor, shop.sacher)
    visitor.get("/it/menu")
    few = count(visitor, "/it/menu")
    for number in range(21):
        makers.make_product(f"Pasta {number}", pool_size=9, variants=[("Piccola", 100)] if number % 2 else None)
    visitor.get("/it/menu")
    many = count(visitor, "/it/menu")
    assert few == many <= 4


@pytest.mark.parametrize("path", ("/it/menu?without=milk", "/it/menu?on=2026-11-26", "/it/menu/dolci", "/it/"))
def test_no_way_of_looking_asks_more(shop: world.World, visitor: FlaskClient, path: str) -> None:
    take(visitor, shop.cornetto)
    visitor.get(path)
    assert count(visitor, path) <= 4


def test_searching_asks_once_more(shop: world.World, visitor: FlaskClient) -> None:
    take(visitor, shop.cornetto)
    visitor.get("/it/search?q=cornetto")
    assert count(visitor, "/it/search?q=cornetto") <= 5


def test_a_product_page_asks_at_most_six_times_even_the_first_time(shop: world.World, visitor: FlaskClient) -> None:
    cakes = makers.make_category("torte", "Torte")
    other = makers.make_product("Caffè", category_id=cakes)
    product = makers.make_product(
        "Torta", goes_with=[other.slug, shop.cornetto.slug], variants=[("Piccola", 2000)], pool_size=4, category_id=cakes)
    take(visitor, shop.cornetto)
    visitor.get("/it/menu/dolci")
    assert count(visitor, f"/it/p/{product.slug}") <= 6
    assert count(visitor, f"/it/p/{product.slug}") <= 3
