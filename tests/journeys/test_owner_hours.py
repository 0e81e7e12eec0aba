"""What the owner changes about time and shelf is what customers see with their next look."""
import re

from playwright.sync_api import Page, expect

from tests.browsing import DESKTOP, PHONE, Meet
from tests.journeys.conftest import Shop


def days_offered(customer: Page) -> Page:
    customer.goto("/it/p/cornetto-vuoto")
    if not customer.locator("#basket-bar .bar-count").is_visible():
        customer.get_by_role("button", name="Metti nel cestino").click()
        expect(customer.locator("#basket-bar .bar-count")).to_have_text("1")
    customer.goto("/it/checkout")
    return customer


def test_a_day_closed_by_the_owner_is_at_once_closed_for_customers(own_shop: Shop, meet: Meet) -> None:
    owner, customer = meet(own_shop.address, DESKTOP, staff=own_shop.owner), meet(own_shop.address, PHONE)
    day = days_offered(customer).locator("#day-row label", has=customer.locator("input[value='2026-12-04']"))
    expect(day.locator("input")).to_be_enabled()
    owner.goto("/admin/hours")
    owner.locator("#from_on").fill("2026-12-04")
    owner.get_by_role("radio", name=re.compile("Chius")).check()
    owner.locator("#note_it").fill("Festa di famiglia")
    owner.locator("#add").locator("..").get_by_role("button").last.click()
    expect(owner.get_by_text("Festa di famiglia").first).to_be_visible()
    days_offered(customer)
    expect(customer.locator("#day-row input[value='2026-12-04']:enabled")).to_have_count(0)
    customer.goto("/it/")
    expect(customer.locator("main")).to_contain_text("Festa di famiglia")


def test_what_is_sold_out_can_no_longer_be_ordered_by_anyone(own_shop: Shop, meet: Meet) -> None:
    owner, customer = meet(own_shop.address, PHONE, staff=own_shop.owner), meet(own_shop.address, PHONE)
    customer.goto("/it/menu/colazione")
    expect(customer.get_by_role("button", name="Aggiungi Cornetto vegano", exact=False)).to_be_visible()
    owner.goto("/admin/shelf")
    owner.get_by_role("button", name="Finito oggi: Cornetto vegano", exact=False).click()
    expect(owner.get_by_role("button", name="Di nuovo in vendita: Cornetto vegano", exact=False)).to_be_visible()
    customer.reload()
    card = customer.locator(".good", has_text="Cornetto vegano").first
    expect(card).not_to_contain_text("Pronto ora")
    english = meet(own_shop.address, PHONE, locale="en-GB")
    english.goto("/en/menu/colazione")
    expect(english.locator(".good", has_text="Vegan").first).not_to_contain_text("Ready now")
