"""The owner's morning: comes in, sees an order arrive, prepares it and hands it over."""
from playwright.sync_api import expect

from tests.browsing import DESKTOP, Meet
from tests.journeys.conftest import Shop


def test_the_owner_comes_in_by_a_link_that_works_once(own_shop: Shop, meet: Meet) -> None:
    page = meet(own_shop.address, DESKTOP)
    page.goto(own_shop.link)
    page.get_by_role("button", name="Entra").click()
    expect(page.get_by_role("navigation").first).to_be_visible()
    assert "/admin/" in page.url and "sign-in" not in page.url
    other = meet(own_shop.address, DESKTOP)
    other.goto(own_shop.link)
    expect(other).to_have_url(f"{own_shop.address}/admin/sign-in")
    expect(other.get_by_role("alert")).to_be_visible()
