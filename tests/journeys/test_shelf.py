"""The owner's Saturday with one thumb: what is tapped on the shelf, customers see on their phones."""
import re

from playwright.sync_api import Page, expect

from tests.browsing import PHONE, Meet
from tests.journeys.conftest import Shop


def on_the_shelf(page: Page, own_shop: Shop) -> Page:
    page.goto(f"{own_shop.address}/admin/shelf")
    return page


def test_quick_taps_all_count_and_nothing_leaves_the_page(own_shop: Shop, meet: Meet) -> None:
    page = on_the_shelf(meet(own_shop.address, PHONE, staff=own_shop.owner), own_shop)
    item = page.locator(".shelf-item", has=page.locator("output")).first
    before = int(item.locator("output").inner_text())
    for _ in range(5):
        item.locator("[data-step='1']").first.click()
    item.get_by_role("button", name="+12").click()
    expect(item.locator("output")).to_have_text(str(before + 17))
    page.wait_for_load_state("networkidle")
    page.reload()
    expect(item.locator("output")).to_have_text(str(before + 17))


def test_finished_for_today_is_seen_by_customers_and_taken_back(own_shop: Shop, meet: Meet) -> None:
    owner, customer = meet(own_shop.address, PHONE, staff=own_shop.owner), meet(own_shop.address, PHONE)
    item = on_the_shelf(owner, own_shop).locator(".shelf-item").first
    name = item.locator("h3").inner_text()
    customer.goto(f"{own_shop.address}/it/menu")
    card = customer.locator(".good", has_text=name).first
    was = card.locator(".when").inner_text()
    item.get_by_role("button", name=f"Finito oggi: {name}").click()
    expect(item.get_by_role("button", name=f"Di nuovo in vendita: {name}")).to_be_visible()
    customer.reload()
    expect(card.locator(".when")).not_to_have_text(was)
    item.get_by_role("button", name=f"Di nuovo in vendita: {name}").click()
    expect(item.get_by_role("button", name=f"Finito oggi: {name}")).to_be_visible()
    customer.reload()
    expect(card.locator(".when")).to_have_text(was)


def test_closing_early_with_scripts_off_names_the_orders_first(own_shop: Shop, meet: Meet) -> None:
    page = on_the_shelf(meet(own_shop.address, PHONE, staff=own_shop.owner, scripting=False), own_shop)
    page.get_by_text(re.compile("chiudi prima")).first.click()
    page.locator("#close_at").fill("09:00")
    page.get_by_role("button", name="Chiudi a quell'ora").click()
    expect(page.locator("#anyway")).to_contain_text("resterebbero fuori orario")
    page.get_by_role("button", name="Fallo lo stesso").click()
    expect(page.get_by_text("Oggi chiudiamo alle 9:00")).to_be_visible()
    page.get_by_role("button", name="Torna all'orario di sempre").click()
    expect(page.get_by_text("Oggi chiudiamo alle 9:00")).not_to_be_visible()
