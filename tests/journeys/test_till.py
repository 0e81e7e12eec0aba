"""The till on a tablet: by keyboard alone, by finger, and without scripts."""
import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browsing import DESKTOP, Meet
from tests.journeys.conftest import Shop

TABLET: dict[str, Any] = {"viewport": {"width": 1024, "height": 768}, "has_touch": True}


def at_the_till(own_shop: Shop, page: Page) -> Page:
    page.goto(f"{own_shop.address}/counter/till")
    return page


def test_a_sale_by_keyboard_alone(own_shop: Shop, meet: Meet) -> None:
    page = at_the_till(own_shop, meet(own_shop.address, DESKTOP, staff=own_shop.owner))
    page.keyboard.press("/")
    page.keyboard.type("cornetto vuoto")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("basket="))
    total = page.locator("#receipt .sums-total dd")
    expect(total).to_have_text(re.compile("1,30"))
    page.keyboard.press("+")
    expect(total).to_have_text(re.compile("2,60"))
    page.keyboard.press("F2")
    page.wait_for_url(re.compile("/pay"))
    page.keyboard.press("F9")
    page.wait_for_url(re.compile("/sold/"))
    expect(page.locator("main")).to_contain_text("R 2026/")
    page.keyboard.press("F2")
    page.wait_for_url(re.compile("/counter/till$"))


@pytest.mark.parametrize("scripting", [True, False], ids=["by_finger", "without_scripts"])
def test_a_weight_and_a_cake_are_paid_with_a_note(own_shop: Shop, meet: Meet, scripting: bool) -> None:
    page = at_the_till(own_shop, meet(own_shop.address, TABLET, staff=own_shop.owner, scripting=scripting))
    page.locator("button.tile", has_text="Cornetto vuoto").click()
    expect(page.locator("#receipt .sums-total dd")).to_have_text(re.compile("1,30"))
    page.locator("a.tile", has_text="Amaretti morbidi").click()
    if scripting:
        for digit in "250":
            page.locator(f"[data-pad='{digit}']").click()
        expect(page.locator("#till-price")).to_contain_text("250")
    else:
        page.locator("#weight").fill("250")
    page.get_by_role("button", name="Metti sullo scontrino").click()
    page.get_by_role("link", name=re.compile("^Incassa")).click()
    page.locator("button[name=note]").last.click()
    page.wait_for_url(re.compile("/sold/"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Resto")
