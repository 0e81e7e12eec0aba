"""An order is paid with money that does not exist, on the phone and on a desk, in both languages; every ending leads back to the shop."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browsing import DESKTOP, PHONE, Meet
from tests.journeys.conftest import Shop, open_copy
from tests.journeys.test_accessible import examine

SAID = {
    "it": {"mark": "Soldi finti", "name": "Nome e cognome", "bank": "Paga, ma la banca chiede conferma", "yes": "Sì, sono io",
           "declined": "Usa una carta rifiutata", "back": "Torna al negozio senza pagare"},
    "en": {"mark": "Play money", "name": "First and last name", "bank": "Pay, but the bank asks first", "yes": "Yes, it is me",
           "declined": "Use a card that is declined", "back": "Back to the shop without paying"},
}


@pytest.fixture(scope="module")
def play_shop(_shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """The demo shop with play money."""
    with open_copy(_shared, "demo", tmp_path_factory.mktemp("play"), PLAY_MONEY="1") as opened:
        yield opened


def come_to_the_page(page: Page, language: str) -> None:
    """Cornetti in the basket, a time, a name, and on to where one pays."""
    page.goto(f"/{language}/menu/colazione")
    page.locator("form[action*='/basket/products/'] button").first.click()
    expect(page.locator("#basket-bar .bar-count")).to_have_text("1")
    page.goto(f"/{language}/checkout")
    page.get_by_label(SAID[language]["name"]).fill("Ada Rossi")
    page.get_by_label("Email", exact=False).first.fill("ada@example.org")
    page.locator("input[name=way][value=online]").check()
    page.locator("#checkout-form button[type=submit]").last.click()
    page.wait_for_url(f"**/{language}/play/**")


@pytest.mark.parametrize(("language", "device"), [("it", PHONE), ("en", DESKTOP)])
def test_who_is_declined_tries_again_and_pays(play_shop: Shop, meet: Meet, language: str, device: dict[str, object]) -> None:
    said, page = SAID[language], meet(play_shop.address, device)
    come_to_the_page(page, language)
    expect(page.locator(".play-mark")).to_contain_text(said["mark"])
    assert examine(page, 0) == []
    page.set_viewport_size(device["viewport"])  # type: ignore[arg-type]
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.get_by_role("button", name=said["declined"]).click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_role("button", name=said["bank"]).click()
    assert examine(page, 1) == []
    page.get_by_role("button", name=said["yes"]).click()
    page.wait_for_url(re.compile(f"/{language}/orders/"))
    expect(page.locator(".play-mark")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_who_abandons_the_page_finds_the_order_waiting(play_shop: Shop, meet: Meet) -> None:
    page = meet(play_shop.address, PHONE, scripting=False)
    come_to_the_page(page, "it")
    page.get_by_role("link", name=SAID["it"]["back"]).click()
    page.wait_for_url(re.compile("/it/orders/.*/payment-back"))
    expect(page.get_by_role("button", name=re.compile("^Paga .* online$"))).to_be_visible()
