"""The office as its tests meet it: a shop that may sell, the owner's browser, and a colleague's."""
import pytest
from flask import Flask
from flask.testing import FlaskClient

from shop.domain import staff
from shop.kernel import clock
from tests import world
from tests.conftest import OwnPages
from tests.world import World


@pytest.fixture
def shop(app: Flask) -> World:
    return world.open_world()


def _browser(app: Flask, member_id: int) -> FlaskClient:
    app.test_client_class = OwnPages
    browser = app.test_client()
    world.sign_in(browser, member_id)
    return browser


@pytest.fixture
def owner(app: Flask, shop: World) -> FlaskClient:
    """Anna's browser, signed in."""
    return _browser(app, shop.owner_id)


@pytest.fixture
def colleague(app: Flask, shop: World) -> FlaskClient:
    """The browser of Bruno, who is staff."""
    bruno = staff.invite(name="Bruno", email="bruno@example.org", role="staff", by="shop", now=clock.now())
    return _browser(app, bruno.id)
