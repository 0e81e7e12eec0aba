"""From a picture to an order: the owner makes a kit and a link, somebody follows it on a phone; both see pages that are whole."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browsing import DESKTOP, PHONE, Meet
from tests.journeys.conftest import Shop
from tests.journeys.test_accessible import AXE, RULES, RUN
from tests.journeys.test_pages_are_sound import FINGER, FINGER_IN_TEXT, PROBE, list_faults


def faults_of(page: Page) -> list[str]:
    """On a phone and on a desk, by day and by night."""
    page.evaluate(AXE)
    faults = []
    for device, light in ((PHONE, "light"), (DESKTOP, "dark"), (PHONE, "dark"), (DESKTOP, "light")):
        page.set_viewport_size(device["viewport"])
        page.emulate_media(color_scheme=light, reduced_motion="reduce")
        faults += list_faults(page, page.evaluate(PROBE, [FINGER, FINGER_IN_TEXT]), device is PHONE)
        faults += page.evaluate(RUN, RULES)
    return faults


@pytest.mark.parametrize("language", ["it", "en"])
def test_the_page_behind_the_profile_is_whole_for_everyone(shop: Shop, meet: Meet, language: str) -> None:
    page = meet(shop.address, PHONE, scripting=True)
    page.goto(f"/{language}/bio")
    assert faults_of(page) == []
    expect(page.locator(".goods .good")).to_have_count(6)
    weight: Any = page.evaluate("performance.getEntriesByType('navigation')[0].transferSize")
    assert weight < 12_000, "very light"


def test_the_desk_and_a_kit_are_whole(shop: Shop, meet: Meet) -> None:
    page = meet(shop.address, PHONE, staff=shop.owner)
    for path in ("/admin/instagram", f"/admin/instagram/products/{shop.samples['product_id'][0]}", "/admin/instagram/connection"):
        page.goto(path)
        assert faults_of(page) == [], path


def test_words_and_link_of_a_kit_are_copied_and_the_link_leads_to_the_product(own_shop: Shop, meet: Meet) -> None:
    owner = meet(own_shop.address, DESKTOP, staff=own_shop.owner)
    owner.context.grant_permissions(["clipboard-read", "clipboard-write"])
    owner.goto("/admin/instagram")
    owner.get_by_role("searchbox").fill("sacher")
    owner.get_by_role("link", name="Torta Sacher", exact=True).click()
    owner.locator("#words_it").fill("Oggi Sacher, ancora tiepida. #sacher")
    owner.get_by_role("button", name="Copia l'italiano").click()
    expect(owner.get_by_role("button", name="Copiato")).to_be_visible()
    assert owner.evaluate("navigator.clipboard.readText()") == "Oggi Sacher, ancora tiepida. #sacher"
    owner.locator("#place").fill("post della Sacher")
    owner.get_by_role("button", name="Crea il link").click()
    owner.get_by_role("button", name="Copia: post della Sacher").click()
    link = owner.evaluate("navigator.clipboard.readText()")
    follower = meet(own_shop.address, PHONE)
    follower.goto(link.replace(own_shop.address, ""))
    expect(follower.locator("h1")).to_have_text("Torta Sacher")
    owner.reload()
    expect(owner.get_by_text("una persona")).to_be_visible()


def test_a_pinned_product_is_on_the_page_and_leads_to_its_own(own_shop: Shop, meet: Meet) -> None:
    owner = meet(own_shop.address, PHONE, staff=own_shop.owner)
    owner.goto("/admin/instagram?words=panettone")
    owner.get_by_role("button", name="Metti in vista").first.click()
    follower = meet(own_shop.address, PHONE, scripting=False)
    follower.goto("/it/bio")
    expect(follower.locator(".goods .good")).to_have_count(1)
    name = follower.locator(".good-name").inner_text()
    follower.locator(".good-name a").click()
    expect(follower.locator("h1")).to_have_text(name)
    follower.get_by_role("link", name="Chiamaci").first.wait_for()
