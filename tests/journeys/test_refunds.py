"""What was paid online is brought back to the shop and goes back to the card it was paid with."""
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browsing import DESKTOP, PHONE, Meet
from tests.fakes.stripe import StripeServer
from tests.journeys.conftest import SATURDAY, Shop, open_copy
from tests.journeys.test_accessible import look
from tests.serving import ROOT

SAID = {
    "it": {"add": "Aggiungi Cornetto vuoto", "name": "Nome e cognome", "order": "Ordina e paga", "see": "Vedi il tuo ordine",
           "reason": "Era rovinato", "review": "Quanto ridare", "give": "Ridai 1,30", "original": "Come ha pagato", "days": "5-10 giorni",
           "way": "in viaggio", "done": "fatto", "back": "Restituito"},
    "en": {"add": "Add Plain cornetto", "name": "First and last name", "order": "Order and pay", "see": "See your order",
           "reason": "It was damaged", "review": "How much to give back", "give": "Give back €1.30", "original": "The way it was paid",
           "days": "5-10 days", "way": "on its way", "done": "done", "back": "Given back"},
}


@pytest.fixture(scope="module")
def stripe() -> Iterator[StripeServer]:
    with StripeServer() as server:
        yield server


@pytest.fixture(scope="module")
def paying_shop(_shared: Path, tmp_path_factory: pytest.TempPathFactory, stripe: StripeServer) -> Iterator[Shop]:
    with open_copy(_shared, "demo", tmp_path_factory.mktemp("refunding"), **stripe.environment()) as opened:
        stripe.webhook_url, stripe.posts_at_once = f"{opened.address}/payments/notices", True
        yield opened


WAYS = pytest.mark.parametrize(("language", "scripting"), [("it", True), ("en", True), ("it", False), ("en", False)],
                               ids=["it", "en", "it_without_scripts", "en_without_scripts"])


def bought(shop: Shop, meet: Meet, language: str, scripting: bool) -> Page:
    """Ada has paid for a cornetto online and stands on her order's page."""
    said, page = SAID[language], meet(shop.address, PHONE, scripting=scripting)
    page.goto(f"/{language}/menu/colazione")
    page.get_by_role("button", name=said["add"]).click()
    expect(page.locator("#basket-bar .bar-count")).to_have_text("1")
    page.goto(f"/{language}/checkout")
    page.get_by_label(said["name"]).fill("Ada Rossi")
    page.get_by_label("Email", exact=False).first.fill("ada@example.org")
    page.get_by_role("button", name=said["order"]).click()
    page.get_by_role("button", name="Pay", exact=True).click()
    page.get_by_role("link", name=said["see"]).click()
    return page


@contextmanager
def worker(shop: Shop, stripe: StripeServer) -> Iterator[None]:
    """The shop's worker for as long as this takes."""
    served = shop.served
    own = {"SHOP_DATA": str(served.data), "DATABASE_URL": served.database_url, "SECRET_KEY": "played", "PUBLIC_URL": served.address}
    with (served.data / "worker.log").open("ab") as log:
        command = [sys.executable, "-m", "tests.working", (SATURDAY + timedelta(hours=1)).isoformat()]
        environment = os.environ | own | stripe.environment()
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait(30)


def arrives(stripe: StripeServer, refunds: int) -> None:
    """As many refunds are at Stripe before long."""
    deadline = time.monotonic() + 40
    while len(stripe.refunds) < refunds:
        assert time.monotonic() < deadline, "nobody asked Stripe for it"
        time.sleep(0.2)


def speak(page: Page, language: str) -> None:
    """Anna's desk speaks her language."""
    page.goto("/admin/account")
    page.locator("select[name=language]").select_option(language)
    page.locator("form:has(select[name=language]) button").first.click()
    page.wait_for_load_state()


@WAYS
def test_what_was_paid_online_goes_back_in_store_to_the_same_card(
    paying_shop: Shop, meet: Meet, stripe: StripeServer, language: str, scripting: bool
) -> None:
    said, before = SAID[language], len(stripe.refunds)
    ada = bought(paying_shop, meet, language, scripting)
    code = ada.locator(".qr .code").inner_text()
    anna = meet(paying_shop.address, DESKTOP, staff=paying_shop.owner, scripting=scripting)
    speak(anna, language)
    anna.goto(f"/counter/orders/{code}")
    anna.locator("button[form=give][value=cash]").click()
    anna.goto(f"/counter/orders/{code}/return")
    anna.locator("input[name^='back-']").first.fill("1")
    anna.locator("select[name=reason]").select_option(label=said["reason"])
    anna.get_by_role("button", name=said["review"]).click()
    expect(anna.locator(".receipt")).to_contain_text(said["days"])
    if scripting:
        assert look(anna) == []
    anna.get_by_label(re.compile(said["original"])).check()
    anna.get_by_role("button", name=re.compile(said["give"].replace(".", r"\."))).click()
    expect(anna.locator("main")).to_contain_text(said["way"])
    with worker(paying_shop, stripe):
        arrives(stripe, before + 1)
        anna.goto(anna.locator("a[href*='/admin/orders/']").first.get_attribute("href") or "")
        expect(anna.locator("[aria-labelledby=given-back]")).to_be_visible()
        _reload_until(anna, "[aria-labelledby=given-back] .badge", said["done"])
    assert list(stripe.refunds.values())[-1]["amount"] == 130
    ada.reload()
    expect(ada.locator("#money")).to_contain_text(said["back"])


def _reload_until(page: Page, selector: str, words: str) -> None:
    deadline = time.monotonic() + 20
    while words not in page.locator(selector).last.inner_text():
        assert time.monotonic() < deadline, page.locator(selector).last.inner_text()
        page.wait_for_timeout(300)
        page.reload()
