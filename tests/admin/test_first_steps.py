"""What is left before going live, and how each step ticks by itself."""
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from shop.domain import business, staff
from shop.kernel import clock, ports
from tests import makers, world
from tests.admin.reading import said
from tests.conftest import OwnPages


@pytest.fixture
def newcomer(app: Flask) -> FlaskClient:
    """The owner of a shop in which nothing is set."""
    owner = staff.create_owner(name="Carla", email="carla@example.org", now=clock.now())
    app.test_client_class = OwnPages
    browser = app.test_client()
    world.sign_in(browser, owner.id)
    return browser


def list_done(browser: FlaskClient) -> list[str]:
    page = browser.get("/admin/first-steps").text
    steps = ("seller", "texts", "hours", "product", "owner_letters", "letters", "looks", "password")
    shown = [part.partition("</li>")[0] for part in page.split("<li")]
    return [step for step in steps for part in shown if said(f"admin.first_steps.step.{step}") + "<" in part and "steps-done" in part]


def test_in_a_new_shop_nothing_is_done_and_the_owner_is_led_there(newcomer: FlaskClient) -> None:
    assert newcomer.get("/admin/").location == "/admin/first-steps"
    page = newcomer.get("/admin/first-steps").text
    assert said("admin.first_steps.lead_left", n=6) in page
    assert list_done(newcomer) == []
    for address in ("/admin/settings", "/admin/settings/texts", "/admin/settings/rules", "/admin/letters"):
        assert f'href="{address}"' in page


def test_each_step_ticks_when_it_is_done(newcomer: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    now = clock.now()
    business.save(world.FIORDALISO, by="shop", now=now)
    assert list_done(newcomer) == ["seller"]
    business.save(business.LegalTexts(terms={"it": "C"}, privacy={"it": "P"}), by="shop", now=now)
    assert list_done(newcomer) == ["seller", "texts"]
    makers.make_hours()
    makers.make_product("Cornetto")
    assert list_done(newcomer) == ["seller", "texts", "hours", "product"]
    business.save(replace(business.order_rules(), owner_letters_to="carla@example.org"), by="shop", now=now)
    monkeypatch.setattr(ports.post_office(), "is_open", lambda: True)
    assert list_done(newcomer) == ["seller", "texts", "hours", "product", "owner_letters", "letters"]
    assert said("admin.first_steps.lead_done") in newcomer.get("/admin/first-steps").text


def test_when_the_law_is_satisfied_the_day_begins_at_the_first_desk(owner: FlaskClient, colleague: FlaskClient) -> None:
    assert owner.get("/admin/").location == colleague.get("/admin/").location == "/admin/today"


def test_every_page_says_while_no_letter_is_being_sent(owner: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    for address in ("/admin/account", "/admin/settings", "/admin/first-steps"):
        assert said("admin.not_sending") in owner.get(address).text
    monkeypatch.setattr(ports.post_office(), "is_open", lambda: True)
    assert said("admin.not_sending") not in owner.get("/admin/account").text
