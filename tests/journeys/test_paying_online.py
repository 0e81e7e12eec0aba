"""Customers pay on the hosted page: at once, after a declined card, after leaving and coming back, and with a deposit first."""
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browsing import DESKTOP, PHONE, Meet
from tests.fakes.stripe import StripeServer
from tests.journeys.conftest import Shop, open_copy
from tests.journeys.test_accessible import look

SAID = {
    "it": {"add": "Aggiungi Cornetto vuoto", "name": "Nome e cognome", "order": "Ordina e paga", "paid": "Pagato, grazie!",
           "see": "Vedi il tuo ordine", "all": "È tutto pagato.", "back": "Non hai ancora pagato", "online": "online", "open": "Paga ",
           "later": "Pago al ritiro", "thanks": "Grazie, Ada!", "basket": "Cambio il cestino", "deposit": "Un acconto adesso",
           "cake": "Metti nel cestino"},
    "en": {"add": "Add Plain cornetto", "name": "First and last name", "order": "Order and pay", "paid": "Paid, thank you!",
           "see": "See your order", "all": "Everything is paid.", "back": "You have not paid yet", "online": "online", "open": "Pay ",
           "later": "I pay at pickup", "thanks": "Thank you, Ada!", "basket": "Change the basket", "deposit": "A deposit now",
           "cake": "Add to basket"},
}


@pytest.fixture(scope="module")
def stripe() -> Iterator[StripeServer]:
    with StripeServer() as server:
        yield server


@pytest.fixture(scope="module")
def paying_shop(_shared: Path, tmp_path_factory: pytest.TempPathFactory, stripe: StripeServer) -> Iterator[Shop]:
    """The demo shop, paid through the strict Stripe."""
    with open_copy(_shared, "demo", tmp_path_factory.mktemp("paying"), **stripe.environment()) as opened:
        stripe.webhook_url, stripe.posts_at_once = f"{opened.address}/payments/notices", True
        yield opened


WAYS = pytest.mark.parametrize(("language", "scripting"), [("it", True), ("en", True), ("it", False), ("en", False)],
                               ids=["it", "en", "it_without_scripts", "en_without_scripts"])


def order(shop: Shop, meet: Meet, language: str, scripting: bool, device: dict[str, Any] = PHONE) -> Page:
    """Ada orders a cornetto online and stands before the hosted page."""
    said, page = SAID[language], meet(shop.address, device, scripting=scripting)
    page.goto(f"/{language}/menu/colazione")
    page.get_by_role("button", name=said["add"]).click()
    expect(page.locator("#basket-bar .bar-count")).to_have_text("1")
    page.goto(f"/{language}/checkout")
    return finish(page, said)


def finish(page: Page, said: dict[str, str]) -> Page:
    page.get_by_label(said["name"]).fill("Ada Rossi")
    page.get_by_label("Email", exact=False).first.fill("ada@example.org")
    page.get_by_role("button", name=said["order"]).click()
    expect(page.locator("h1")).to_have_text("Stripe (fake)")
    return page


def press(page: Page, words: str) -> None:
    page.get_by_role("button", name=words, exact=True).click()


@WAYS
def test_pay(paying_shop: Shop, meet: Meet, language: str, scripting: bool) -> None:
    said, page = SAID[language], order(paying_shop, meet, language, scripting)
    press(page, "Pay with 3-D Secure")
    press(page, "Complete authentication")
    expect(page.get_by_role("heading", level=1)).to_have_text(said["paid"])
    if scripting:
        assert look(page) == []
    page.get_by_role("link", name=said["see"]).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(said["thanks"])
    expect(page.locator("#money")).to_contain_text(said["all"])


@WAYS
def test_decline_and_retry(paying_shop: Shop, meet: Meet, language: str, scripting: bool) -> None:
    said, page = SAID[language], order(paying_shop, meet, language, scripting)
    press(page, "Pay with a card that is declined")
    expect(page.locator("#said")).to_have_text("Your card was declined.")
    page.locator("#abandon").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(said["back"])
    if scripting:
        assert look(page) == []
    page.get_by_role("button", name=re.compile(f"^{said['open']}.*{said['online']}$")).click()
    expect(page.locator("h1")).to_have_text("Stripe (fake)")
    press(page, "Pay")
    expect(page.get_by_role("heading", level=1)).to_have_text(said["paid"])


@WAYS
def test_abandon_and_come_back_to_pay_at_pickup(paying_shop: Shop, meet: Meet, language: str, scripting: bool) -> None:
    said, page = SAID[language], order(paying_shop, meet, language, scripting)
    page.locator("#abandon").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(said["back"])
    page.get_by_role("button", name=said["later"]).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(said["thanks"])
    expect(page.locator("#money")).not_to_contain_text(said["all"])


@WAYS
def test_abandon_and_change_the_basket(paying_shop: Shop, meet: Meet, language: str, scripting: bool) -> None:
    said, page = SAID[language], order(paying_shop, meet, language, scripting)
    page.locator("#abandon").click()
    page.get_by_role("button", name=said["basket"]).click()
    page.wait_for_url(re.compile(f"/{language}/basket$"))
    expect(page.locator("main .line")).to_have_count(1)
    page.goto(f"/{language}/checkout")
    finish(page, said)
    press(page, "Pay")
    expect(page.get_by_role("heading", level=1)).to_have_text(said["paid"])


def test_a_payment_on_its_way_is_followed_without_reloading(paying_shop: Shop, meet: Meet, stripe: StripeServer) -> None:
    page = order(paying_shop, meet, "it", True)
    hosted = page.url.rstrip("/").rpartition("/")[2]
    press(page, "Pays later")
    expect(page.get_by_role("heading", level=1)).to_have_text("Stiamo controllando il pagamento")
    assert look(page) == []
    stripe.finish(hosted)
    expect(page.get_by_role("heading", level=1)).to_have_text("Pagato, grazie!", timeout=12_000)


def test_the_owner_asks_a_deposit(paying_shop: Shop, meet: Meet) -> None:
    page = meet(paying_shop.address, DESKTOP, staff=paying_shop.owner)
    page.goto("/admin/settings/payments")
    page.get_by_label("Per quale prodotto").select_option(label="Torta Sacher")
    page.get_by_label("Una parte del prezzo").fill("50")
    page.get_by_role("button", name="Aggiungi la regola").click()
    expect(page.locator("#deposits .items")).to_contain_text("50 % per «Torta Sacher»")
    assert look(page) == []


@WAYS
def test_a_deposit_then_the_balance_at_the_counter(paying_shop: Shop, meet: Meet, language: str, scripting: bool) -> None:
    said, page = SAID[language], meet(paying_shop.address, PHONE, scripting=scripting)
    page.goto(f"/{language}/p/torta-sacher")
    for group in page.locator("#choose fieldset[data-picks], #choose fieldset#picks, #choose fieldset#variant").all():
        group.locator("label").first.click()
    page.get_by_role("button", name=said["cake"]).click()
    expect(page.locator("#basket-bar .bar-count") if scripting else page.locator("main .line")).to_have_count(1)
    page.goto(f"/{language}/checkout")
    page.get_by_text(said["deposit"]).click()
    finish(page, said)
    press(page, "Pay")
    expect(page.get_by_role("heading", level=1)).to_have_text(said["paid"])
    page.get_by_role("link", name=said["see"]).click()
    code = page.locator(".qr .code").inner_text()
    anna = meet(paying_shop.address, DESKTOP, staff=paying_shop.owner)
    anna.goto(f"/counter/orders/{code}")
    expect(anna.locator(".receipt .due-sum").first).not_to_have_text(re.compile(r"^0,00"))
    anna.get_by_role("button", name=re.compile("Contanti|giusti|Giusti", re.I)).first.click()
    expect(anna.get_by_role("alert")).to_contain_text(re.compile("Consegnato", re.I))
    page.reload()
    expect(page.locator("#money")).to_contain_text("Contanti" if language == "it" else "Cash")


@pytest.mark.parametrize("scripting", [True, False], ids=["with_scripts", "without_scripts"])
def test_staff_show_a_qr_that_leads_to_the_payment(paying_shop: Shop, meet: Meet, scripting: bool) -> None:
    anna = meet(paying_shop.address, DESKTOP, staff=paying_shop.owner, scripting=scripting)
    code = (paying_shop.samples["orders"]["accepted"] if scripting else paying_shop.samples["unpaid"])[2]
    anna.goto(f"/counter/orders/{code}/pay-link")
    expect(anna.locator(".qr img")).to_have_js_property("complete", True)
    if scripting:
        assert look(anna) == []
    link = anna.locator("input[readonly]").input_value()
    page = meet(paying_shop.address, PHONE, scripting=scripting)
    page.goto(link)
    page.get_by_role("button", name=re.compile("online$")).click()
    expect(page.locator("h1")).to_have_text("Stripe (fake)")
    press(page, "Pay")
    expect(page.get_by_role("heading", level=1)).to_have_text("Pagato, grazie!")
