"""A shop on each database, served by two processes on the clock of the tests."""
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import update

from shop.domain.fulfilment.models import Window
from shop.kernel.database import change, db, writing
from tests.conftest import NOW
from tests.serving import Served, serving
from tests.world import World, open_world


@pytest.fixture
def world(any_app: Flask) -> World:
    return open_roomy_world()


def open_roomy_world() -> World:
    """The cast, with five places in each half hour from seven to seven."""
    world = open_world()
    with writing():
        change(update(Window).values(places=5))
    db.session.rollback()
    return world


@pytest.fixture
def served(any_app: Flask, database_url: str, world: World, tmp_path: Path) -> Iterator[Served]:
    with serving(data=tmp_path, database_url=database_url, moment=NOW) as shop:
        yield shop
