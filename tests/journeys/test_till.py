"""The till on a tablet: by keyboard alone, by finger, and without scripts."""
import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browsing import DESKTOP, PHONE, Meet
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


def _fill_ticket(page: Page, pieces: int = 4) -> None:
    """Cornetti at 1,30 each."""
    for number in range(1, pieces + 1):
        page.locator("button.tile", has_text="Cornetto vuoto").click()
        expect(page.locator("#receipt .sums-total dd")).to_have_text(re.compile(f"{number * 130 // 100},{number * 130 % 100:02}"))


def test_part_by_card_and_the_rest_in_cash_by_keyboard_alone(own_shop: Shop, meet: Meet) -> None:
    page = at_the_till(own_shop, meet(own_shop.address, DESKTOP, staff=own_shop.owner))
    page.keyboard.press("/")
    page.keyboard.type("cornetto vuoto")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("basket="))
    expect(page.locator("#receipt .sums-total dd")).to_have_text(re.compile("1,30"))
    page.keyboard.press("F2")
    page.wait_for_url(re.compile("/pay"))
    page.locator("#given").press_sequentially("5")
    page.keyboard.press("Tab")
    page.keyboard.type("1")
    expect(page.locator("#change")).to_contain_text("Resto")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/sold/"))
    expect(page.locator(".change-sum")).to_contain_text("4,70")


@pytest.mark.parametrize("scripting", [True, False], ids=["by_finger", "without_scripts"])
def test_part_by_card_and_the_rest_in_cash(own_shop: Shop, meet: Meet, scripting: bool) -> None:
    page = at_the_till(own_shop, meet(own_shop.address, PHONE, staff=own_shop.owner, scripting=scripting))
    _fill_ticket(page)
    page.get_by_role("link", name=re.compile("^Incassa")).click()
    page.wait_for_url(re.compile("/pay"))
    page.locator("#given").fill("5,00")
    page.locator("#card").fill("2,00")
    page.get_by_role("button", name="Contanti e carta").click()
    page.wait_for_url(re.compile("/sold/"))
    expect(page.locator(".change-sum")).to_contain_text("1,80")


def _at_a_closed_drawer(own_shop: Shop, page: Page) -> None:
    """The demo's drawer may stand open: somebody counts it first."""
    page.goto(f"{own_shop.address}/counter/drawer/count")
    if page.url.endswith("/count"):
        page.locator("#counted").fill("1")
        page.get_by_role("button", name="Chiudi il cassetto").click()
        page.wait_for_url(re.compile("/shifts/"))
    page.goto(f"{own_shop.address}/counter/drawer")


@pytest.mark.parametrize("scripting", [True, False], ids=["with_scripts", "without_scripts"])
def test_a_drawer_is_opened_sold_from_counted_and_closed(own_shop: Shop, meet: Meet, scripting: bool) -> None:
    page = meet(own_shop.address, PHONE, staff=own_shop.owner, scripting=scripting)
    _at_a_closed_drawer(own_shop, page)
    page.get_by_label("Fondo cassa").fill("100,00")
    page.get_by_role("button", name="Apri il cassetto").click()
    expect(page.locator(".due-sum").first).to_contain_text("100,00")
    page.goto(f"{own_shop.address}/counter/till")
    _fill_ticket(page, 1)
    page.get_by_role("link", name=re.compile("^Incassa")).click()
    page.get_by_role("button", name="Contanti esatti").click()
    page.wait_for_url(re.compile("/sold/"))
    page.goto(f"{own_shop.address}/counter/drawer")
    expect(page.locator(".due-sum").first).to_contain_text("101,30")
    page.get_by_role("link", name="Conta e chiudi").click()
    page.locator("#c-5000").fill("2")
    page.locator("#c-100").fill("1")
    if not scripting:
        page.get_by_role("button", name="Fai la somma").click()
    expect(page.locator("#sum")).to_contain_text("101,00")
    expect(page.locator("#sum")).to_contain_text("0,30")
    page.get_by_role("button", name="Chiudi il cassetto").click()
    page.wait_for_url(re.compile("/shifts/"))
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Rapporto Z n. [0-9]"))


def test_a_drawer_is_counted_and_closed_by_keyboard_alone(own_shop: Shop, meet: Meet) -> None:
    page = meet(own_shop.address, DESKTOP, staff=own_shop.owner)
    _at_a_closed_drawer(own_shop, page)
    page.locator("#float").focus()
    page.keyboard.type("50")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Conta e chiudi").wait_for()
    page.keyboard.press("F2")
    page.wait_for_url(re.compile("/count"))
    page.locator("#c-5000").focus()
    page.keyboard.type("1")
    expect(page.locator("#sum")).to_contain_text("giusto")
    button = page.get_by_role("button", name="Chiudi il cassetto")
    for _press in range(30):
        page.keyboard.press("Tab")
        if button.evaluate("one => one === document.activeElement"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/shifts/"))
    expect(page.locator("main")).to_contain_text("giusto")
