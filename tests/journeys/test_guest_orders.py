"""A guest orders: on a phone without leaving the page, with scripts off, in Italian and in English."""
import re

import pytest
from playwright.sync_api import Page, expect

from tests.browsing import DESKTOP, PHONE, Meet
from tests.journeys.conftest import Shop
from tests.journeys.test_accessible import look

SAID = {
    "it": {"add": "Aggiungi Cornetto vuoto", "more": "Uno in più: Cornetto vuoto", "sheet": "Il tuo cestino", "when": "Scegli quando",
           "name": "Nome e cognome", "order": "Ordina e paga", "thanks": "Grazie, Ada!", "add_cake": "Metti nel cestino"},
    "en": {"add": "Add Plain cornetto", "more": "One more: Plain cornetto", "sheet": "Your basket", "when": "Choose when",
           "name": "First and last name", "order": "Order and pay", "thanks": "Thank you, Ada!", "add_cake": "Add to basket"},
}


def count_loads(page: Page) -> list[str]:
    """The addresses the page has been loaded from, as they come."""
    loads: list[str] = []
    page.on("request", lambda asked: loads.append(asked.url) if asked.is_navigation_request() else None)
    return loads


@pytest.mark.parametrize("language", ("it", "en"))
def test_a_guest_orders_on_a_phone_with_three_page_loads(own_shop: Shop, meet: Meet, language: str) -> None:
    said, page = SAID[language], meet(own_shop.address, PHONE)
    loads = count_loads(page)
    page.goto(f"/{language}/menu/colazione")
    page.get_by_role("button", name=said["add"]).click()
    page.get_by_role("button", name=said["more"]).click()
    expect(page.locator("#basket-bar .bar-count")).to_have_text("2")
    page.locator("#basket-bar a").click()
    expect(page.get_by_role("dialog").get_by_text(said["sheet"])).to_be_visible()
    assert look(page) == []
    page.get_by_role("dialog").get_by_role("link", name=said["when"]).click()
    expect(page.get_by_role("button", name=said["order"])).to_be_visible()
    page.locator("#day-row label:not(:has(:disabled))").nth(1).click()
    chosen = page.locator("#slot label:not(:has(:disabled))").nth(3)
    expect(page.locator("#slot input").first).to_have_value(re.compile("^2026-11-29"))
    hour = chosen.locator(".time-value").inner_text()
    chosen.click()
    expect(page.locator("#checkout-summary")).to_contain_text(hour.zfill(5))
    page.get_by_label(said["name"]).fill("Ada Rossi")
    page.get_by_label("Email", exact=False).first.fill("ada@example.org")
    assert look(page) == []
    page.get_by_role("button", name=said["order"]).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(said["thanks"])
    assert look(page) == [] and len(loads) == 3
    expect(page.locator(".qr img")).to_have_js_property("complete", True)
    assert page.evaluate("document.querySelector('.qr img').naturalWidth") > 0


def test_a_guest_orders_with_scripts_off(own_shop: Shop, meet: Meet) -> None:
    said, page = SAID["it"], meet(own_shop.address, PHONE, scripting=False)
    page.goto("/it/menu/colazione")
    page.get_by_role("button", name=said["add"]).click()
    expect(page.locator("#basket-bar .bar-count")).to_have_text("1")
    page.goto("/it/p/torta-compleanno")
    for group in page.locator("#choose fieldset[data-picks], #choose fieldset#picks").all():
        group.locator("label").first.click()
    page.get_by_label("Scritta sulla torta").fill("Auguri Ada")
    page.get_by_role("button", name=said["add_cake"]).click()
    expect(page.get_by_text("«Auguri Ada»")).to_be_visible()
    page.get_by_role("link", name=said["when"]).click()
    page.get_by_label(said["name"]).fill("Ada Rossi")
    page.locator("#day-row label:not(:has(:disabled))").nth(1).click()
    page.get_by_role("button", name="Mostra gli orari").click()
    expect(page.get_by_label(said["name"])).to_have_value("Ada Rossi")
    page.locator("#slot label:not(:has(:disabled))").nth(2).click()
    page.get_by_role("button", name=said["order"]).click()
    expect(page.get_by_role("alert")).to_contain_text("Serve un'email o un telefono")
    page.get_by_label("Telefono").fill("011 555 0199")
    page.get_by_role("button", name=said["order"]).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(said["thanks"])


def test_mistakes_are_led_to_and_nothing_typed_is_lost(own_shop: Shop, meet: Meet) -> None:
    page = meet(own_shop.address, PHONE)
    page.goto("/it/menu/colazione")
    page.get_by_role("button", name=SAID["it"]["add"]).click()
    expect(page.locator("#basket-bar .bar-count")).to_have_text("1")
    page.goto("/it/checkout")
    page.get_by_label("Una nota per noi").fill("Ben cotti")
    page.get_by_label("Email", exact=False).first.fill("ada@@")
    page.get_by_role("button", name="Ordina e paga").click()
    expect(page.locator("#mistakes")).to_be_focused()
    expect(page.get_by_label("Una nota per noi")).to_have_value("Ben cotti")
    expect(page.get_by_label("Email", exact=False).first).to_have_attribute("aria-invalid", "true")
    assert look(page) == []


def test_the_return_key_never_orders(own_shop: Shop, meet: Meet) -> None:
    page = meet(own_shop.address, DESKTOP)
    page.goto("/it/menu/colazione")
    page.get_by_role("button", name=SAID["it"]["add"]).click()
    expect(page.locator("#basket-bar .bar-count")).to_have_text("1")
    page.goto("/it/checkout")
    page.get_by_label("Telefono").fill("011 555 0199")
    page.get_by_label("Nome e cognome").fill("Ada Rossi")
    with page.expect_response(re.compile("/checkout/draft")):
        page.get_by_label("Nome e cognome").press("Enter")
    expect(page).to_have_url(re.compile("/it/checkout$"))
    expect(page.get_by_role("button", name="Ordina e paga")).to_be_visible()


def test_flavours_are_counted_until_the_box_is_full(own_shop: Shop, meet: Meet) -> None:
    page = meet(own_shop.address, PHONE)
    page.goto("/it/p/macaron-box")
    page.get_by_role("button", name="Uno in più: Pistacchio").click()
    expect(page.locator("#picks [data-left]")).to_have_text("Ancora da scegliere: 7")
    page.get_by_label("Lampone", exact=True).fill("7")
    page.get_by_label("Lampone", exact=True).press("Tab")
    expect(page.locator("#picks [data-left]")).to_have_text("Hai scelto tutto.")
    page.get_by_role("button", name="Uno in più: Limone").click()
    expect(page.get_by_label("Limone", exact=True)).to_have_value("0")
    page.get_by_role("button", name="Metti nel cestino").click()
    expect(page.locator("#basket-bar .bar-count")).to_have_text("1")


def test_delivery_asks_for_the_place_and_shows_its_fee(own_shop: Shop, meet: Meet) -> None:
    page = meet(own_shop.address, PHONE)
    page.goto("/it/p/panettone")
    page.get_by_role("button", name="Metti nel cestino").click()
    expect(page.locator("#basket-bar .bar-count")).to_have_text("1")
    page.goto("/it/checkout")
    page.get_by_text("A casa").click()
    code = page.get_by_role("textbox", name="CAP", exact=True)
    code.fill("00100")
    code.press("Tab")
    expect(page.locator("#postal_code-error")).to_contain_text("non consegniamo")
    code.fill("10122")
    code.press("Tab")
    expect(page.get_by_role("textbox", name="Via e numero")).to_be_visible()
    expect(page.locator("#checkout-summary")).to_contain_text("Consegna")
    assert look(page) == []


def test_searching_and_avoiding_allergens_need_no_page_load(shop: Shop, meet: Meet) -> None:
    page = meet(shop.address, DESKTOP)
    page.goto("/it/menu")
    loads = count_loads(page)
    page.get_by_role("searchbox").fill("bigne")
    expect(page.locator(".good-name").first).to_contain_text("Bignè")
    page.get_by_role("searchbox").fill("")
    page.get_by_text("Giorno e allergeni").click()
    page.locator("label.chip", has_text="latte").click()
    expect(page.locator("#found-count")).to_contain_text("senza latte")
    expect(page).to_have_url(re.compile("without=milk"))
    assert loads == [] and look(page) == []


def test_a_basket_goes_on_on_another_device(own_shop: Shop, meet: Meet) -> None:
    page, other = meet(own_shop.address, PHONE), meet(own_shop.address, DESKTOP)
    page.goto("/it/menu/colazione")
    page.get_by_role("button", name=SAID["it"]["add"]).click()
    expect(page.locator("#basket-bar .bar-count")).to_have_text("1")
    page.goto("/it/basket")
    page.get_by_text("Continua su un altro telefono o computer").click()
    link = page.locator("a.take-along").get_attribute("href")
    assert link is not None
    other.goto(link)
    other.get_by_role("button", name="Usa questo cestino qui").click()
    expect(other.get_by_role("heading", level=1)).to_have_text("Il tuo cestino")
    expect(other.get_by_text("Cornetto vuoto")).to_be_visible()


def test_the_order_page_follows_the_order_by_itself(own_shop: Shop, meet: Meet) -> None:
    page = meet(own_shop.address, PHONE)
    page.goto("/it/menu/colazione")
    page.get_by_role("button", name=SAID["it"]["add"]).click()
    expect(page.locator("#basket-bar .bar-count")).to_have_text("1")
    page.goto("/it/checkout")
    page.locator("#day-row label:not(:has(:disabled))").nth(1).click()
    expect(page.locator("#slot input").first).to_have_value(re.compile("^2026-11-29"))
    page.get_by_label("Nome e cognome").fill("Ada Rossi")
    page.get_by_label("Telefono").fill("011 555 0199")
    page.get_by_role("button", name="Ordina e paga").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Grazie, Ada!")
    watching = page.context.new_page()
    watching.goto(page.url)
    page.get_by_text("Annulla l'ordine").click()
    page.get_by_role("button", name="Sì, annulla").click()
    expect(page.get_by_text("Hai annullato questo ordine")).to_be_visible()
    expect(watching.get_by_text("Hai annullato questo ordine")).to_be_visible(timeout=9_000)
