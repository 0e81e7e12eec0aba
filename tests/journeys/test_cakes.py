"""Ada wishes for a cake with a photo, Anna names her price, Ada pays the deposit, and the rest at the counter: in both languages."""
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browsing import DESKTOP, PHONE, Meet
from tests.fakes.stripe import StripeServer
from tests.journeys.conftest import Shop, open_copy
from tests.journeys.test_accessible import look
from tests.wishing import photo_file

SAID = {
    "it": {"taste": "Come la vorresti", "people": "In quanti siete", "on": "Per quando", "write": "Che cosa ci scriviamo",
           "ask": "Manda la richiesta",
           "kept": "Foto già caricate", "heard": "Ricevuta, grazie!", "order": "Ordina e paga",
           "paid": "Pagato, grazie!", "see": "Vedi il tuo ordine", "cash": "Contanti"},
    "en": {"taste": "What should it be like", "people": "How many are you", "on": "For when", "write": "What shall we write",
           "ask": "Send the request",
           "kept": "Photos already here", "heard": "Got it, thank you!", "order": "Order and pay",
           "paid": "Paid, thank you!", "see": "See your order", "cash": "Cash"},
}


@pytest.fixture(scope="module")
def gateway() -> Iterator[StripeServer]:
    with StripeServer() as server:
        yield server


@pytest.fixture(scope="module")
def cake_shop(_shared: Path, tmp_path_factory: pytest.TempPathFactory, gateway: StripeServer) -> Iterator[Shop]:
    """The demo shop, paid through the strict Stripe."""
    with open_copy(_shared, "demo", tmp_path_factory.mktemp("cakes"), **gateway.environment()) as opened:
        gateway.webhook_url, gateway.posts_at_once = f"{opened.address}/payments/notices", True
        yield opened


def wish(page: Page, language: str, scripting: bool) -> None:
    """Asked from the foot of the menu; what was forgotten costs neither words nor photo."""
    said = SAID[language]
    page.goto(f"/{language}/menu/torte")
    page.locator(".made a").click()
    page.get_by_label(said["people"]).fill("12")
    page.get_by_label(said["taste"]).fill("Cioccolato & lamponi")
    page.get_by_label(said["write"], exact=False).fill("Auguri Ada")
    page.locator("#allergies").fill("niente arachidi")
    page.locator("#email").fill("ada@example.org")
    page.locator("#photos").set_input_files({"name": "torta.jpg", "mimeType": "image/jpeg", "buffer": photo_file()})
    page.get_by_role("button", name=said["ask"]).click()
    expect(page.get_by_text(said["kept"])).to_be_visible()
    if scripting:
        assert look(page) == []
    page.get_by_label(said["on"]).fill("2026-12-05")
    page.get_by_role("button", name=said["ask"]).click()
    expect(page.locator(".notice").first).to_contain_text(said["heard"])


def offer(anna: Page) -> None:
    """From the desk, by the newest wish that waits."""
    anna.goto("/admin/cakes")
    anna.locator(".item", has_text="Cioccolato & lamponi").filter(has_text="Da rispondere").locator("a").last.click()
    anna.get_by_label("Nome della torta").fill("Torta di Ada")
    anna.get_by_label("Prezzo").fill("60")
    anna.locator("#deposit").fill("30%")
    anna.locator("label", has=anna.locator("input[name=contains][value=gluten]")).click()
    anna.get_by_role("button", name="Manda l'offerta").click()
    expect(anna.locator("#toasts")).to_contain_text("Offerta mandata")


@pytest.mark.parametrize(("language", "scripting"), [("it", True), ("en", True), ("it", False), ("en", False)],
                         ids=["it", "en", "it_without_scripts", "en_without_scripts"])
def test_a_cake_from_the_wish_to_the_counter(cake_shop: Shop, meet: Meet, language: str, scripting: bool) -> None:
    said, page = SAID[language], meet(cake_shop.address, PHONE, scripting=scripting)
    anna = meet(cake_shop.address, DESKTOP, staff=cake_shop.owner)
    wish(page, language, scripting)
    address = page.url
    offer(anna)
    if scripting:
        assert look(anna) == []
    page.goto(address)
    expect(page.locator("#cake-offer")).to_contain_text(re.compile(r"60[,.]00"))
    if scripting:
        assert look(page) == []
        page.locator(".day", has_text="6").click()
        expect(page.locator("#cake-offer .field-error")).to_be_visible()
        page.locator(".day", has_text="5").first.click()
        expect(page.locator("#cake-offer .field-error")).to_have_count(0)
    page.locator("#name").fill("Ada Rossi")
    page.get_by_role("button", name=said["order"]).click()
    expect(page.locator("h1")).to_have_text("Stripe (fake)")
    page.get_by_role("button", name="Pay", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(said["paid"])
    page.get_by_role("link", name=said["see"]).click()
    expect(page.locator(".shown img").first).to_be_visible()
    bake_and_hand_over(anna, page.locator(".qr .code").inner_text())
    page.reload()
    expect(page.locator("#money")).to_contain_text(said["cash"])


def bake_and_hand_over(anna: Page, code: str) -> None:
    """At the bench stand the photo, the inscription and the allergy; at the counter what is left to pay."""
    anna.goto("/admin/bench?on=2026-12-05")
    row = anna.locator("tr", has_text=code).first
    expect(row.locator(".shown img").first).to_be_visible()
    expect(row).to_contain_text("Auguri Ada")
    expect(row).to_contain_text("niente arachidi")
    anna.goto(f"/counter/orders/{code}")
    expect(anna.locator(".receipt .due-sum").first).to_contain_text("42,00")
    anna.get_by_role("button", name=re.compile("Contanti|giusti", re.I)).first.click()
    expect(anna.get_by_role("alert")).to_contain_text(re.compile("Consegnato", re.I))
