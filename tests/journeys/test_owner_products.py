"""The owner enters what the shop sells, and a customer buys it: in a full shop and as the very first thing in an empty one."""
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from shop.commands.filling import DEMO
from tests.browsing import DESKTOP, PHONE, Meet
from tests.journeys.conftest import Shop
from tests.journeys.visiting import LEGAL

PICTURE = DEMO / "pictures" / "crostata-albicocca.jpg"


def press(page: Page, name: str) -> None:
    """And wait for what comes of it."""
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.locator("main").get_by_role("button", name=name).click()
    page.wait_for_load_state("networkidle")


def enter_product(page: Page, name: str, category: str, picture: Path) -> None:
    page.goto("/admin/products/new")
    page.locator("#name_it").fill(name)
    if page.locator("#category_id option", has_text=category).count():
        page.locator("#category_id").select_option(label=category)
    else:
        page.locator("#new_category").fill(category)
    page.locator("#price_cents").fill("4,20")
    page.locator("#net_g").fill("120")
    page.locator("#pictures").set_input_files(picture)
    page.get_by_role("button", name="Carica le foto").click()
    expect(page.get_by_label("Che cosa si vede nella foto").first).to_be_visible(timeout=15_000)
    page.get_by_label("Che cosa si vede nella foto").first.fill("Una crostatina dorata")
    page.locator("#ingredients_it").fill("*farina di frumento*, *burro*, albicocche, zucchero")


def test_a_product_is_created_with_picture_and_allergens_published_and_ordered(own_shop: Shop, meet: Meet) -> None:
    owner, customer = meet(own_shop.address, DESKTOP, staff=own_shop.owner), meet(own_shop.address, PHONE)
    customer.goto("/it/menu?q=crostatina")
    expect(customer.get_by_role("link", name="Crostatina della casa")).to_have_count(0)
    enter_product(owner, "Crostatina della casa", "Torte", PICTURE)
    press(owner, "Salva e pubblica")
    expect(owner.get_by_text("Per pubblicarlo manca ancora")).to_be_visible()
    for allergen in ("glutine", "latte"):
        owner.get_by_role("group", name="Contiene").get_by_role("checkbox", name=allergen).check()
    owner.get_by_role("button", name="Salva e pubblica").click()
    expect(owner.get_by_text("Pubblicato: i clienti lo vedono già.")).to_be_visible()

    customer.reload()
    customer.get_by_role("link", name="Crostatina della casa").first.click()
    shown = customer.get_by_role("img", name="Una crostatina dorata").first
    expect(shown).to_be_visible()
    assert customer.evaluate("picture => picture.naturalWidth", shown.element_handle()) > 300
    expect(customer.locator("main")).to_contain_text("glutine", ignore_case=True)
    buy_here(customer, "Crostatina della casa")


def buy_here(customer: Page, name: str) -> None:
    customer.get_by_role("button", name="Metti nel cestino").click()
    expect(customer.locator("#basket-bar .bar-count")).to_have_text("1")
    customer.goto("/it/checkout")
    customer.locator("#slot label:not(:has(:disabled))").first.click()
    customer.get_by_label("Nome e cognome").fill("Ada Rossi")
    customer.get_by_label("Telefono").fill("011 555 0199")
    customer.get_by_role("button", name="Ordina e paga").click()
    expect(customer.get_by_role("heading", level=1)).to_have_text("Grazie, Ada!")
    expect(customer.locator("main")).to_contain_text(name)


def test_an_empty_shop_takes_its_first_order(empty_shop: Shop, meet: Meet) -> None:
    """Steps in the order First steps names them; each ticks by itself."""
    owner = meet(empty_shop.address, DESKTOP)
    owner.goto(empty_shop.link)
    owner.get_by_role("button", name="Entra").click()
    expect(owner).to_have_url(re.compile("/admin/first-steps"))
    assert owner.locator(".steps-done").count() == 0
    owner.goto("/admin/settings")
    for name, value in {"name": "Forno Bassi", "legal_name": "Bassi s.n.c.", "street": "Via Po 3", "postal_code": "10124", "town": "Torino",
                        "province": "TO", "vat_number": "98765430016", "email": "ciao@bassi.example"}.items():
        owner.locator(f"#{name}").fill(value)
    press(owner, "Salva")
    assert owner.locator("#mistakes").all_inner_texts() == []
    owner.goto("/admin/hours")
    saturday = owner.get_by_role("group", name="sabato").first
    saturday.locator("summary").first.click()
    saturday.locator("[name=opens]").first.fill("08:00")
    saturday.locator("[name=closes]").first.fill("13:00")
    press(owner, "Salva la settimana")
    enter_product(owner, "Crostatina", "Dolci", PICTURE)
    owner.get_by_role("group", name="Contiene").get_by_role("checkbox", name="glutine").check()
    owner.get_by_role("button", name="Salva e pubblica").click()
    expect(owner.get_by_text("Pubblicato: i clienti lo vedono già.")).to_be_visible()
    owner.goto("/admin/first-steps")
    done = owner.locator(".steps-done .strong").all_inner_texts()
    assert done == ["Chi vende", "Orari", "Il primo prodotto"]

    customer = meet(empty_shop.address, PHONE)
    customer.goto("/it/")
    expect(customer).to_have_title(re.compile("Forno Bassi"))
    customer.get_by_role("link", name="Crostatina").first.click()
    buy_here(customer, "Crostatina")
    owner.goto("/admin/today")
    expect(owner.locator(".ticket", has_text="Ada Rossi")).to_be_visible()


@pytest.mark.parametrize("language", ["it", "en"])
def test_an_empty_shop_has_sound_pages(empty_shop: Shop, meet: Meet, language: str) -> None:
    customer = meet(empty_shop.address, PHONE)
    legal = [f"/legal/{page}" for page in LEGAL]
    for path in ["/", "/menu", "/basket", "/find-order", *legal]:
        answer = customer.goto(f"/{language}{path}")
        assert answer is not None and answer.status == 200, path
        expect(customer.get_by_role("heading", level=1)).to_have_count(1)
