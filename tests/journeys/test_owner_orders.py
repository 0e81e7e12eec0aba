"""The owner's morning: comes in, sees an order arrive, prepares it and hands it over."""
import re

from playwright.sync_api import Locator, Page, expect

from tests.browsing import DESKTOP, PHONE, Meet
from tests.journeys.conftest import Shop


def order_for_today(page: Page, slug: str, name: str) -> str:
    """A customer orders one of these for the first time there is; returns the order's code."""
    page.goto(f"/it/p/{slug}")
    page.get_by_role("button", name="Metti nel cestino").click()
    expect(page.locator("#basket-bar .bar-count")).to_have_text("1")
    page.goto("/it/checkout")
    page.locator("#slot label:not(:has(:disabled))").first.click()
    page.get_by_label("Nome e cognome").fill(name)
    page.get_by_label("Email", exact=False).first.fill("bruna@example.org")
    page.get_by_role("button", name="Ordina e paga").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Grazie")
    found = re.search(r"\b[A-Z0-9]{5}\b", page.locator(".eyebrow").inner_text())
    assert found
    return found[0]


def card_of(board: Page, name: str, column: str) -> Locator:
    return board.locator(f"#column-{column} .ticket", has_text=name)


def find_by_code(page: Page, code: str) -> None:
    page.goto("/counter/")
    page.get_by_label("Codice, nome o telefono").fill(code.lower())
    page.get_by_role("button", name="Trova").click()


def test_the_owner_comes_in_by_a_link_that_works_once(own_shop: Shop, meet: Meet) -> None:
    page = meet(own_shop.address, DESKTOP)
    page.goto(own_shop.link)
    page.get_by_role("button", name="Entra").click()
    expect(page.get_by_role("navigation").first).to_be_visible()
    assert "/admin/" in page.url and "sign-in" not in page.url
    other = meet(own_shop.address, DESKTOP)
    other.goto(own_shop.link)
    expect(other.get_by_role("alert")).to_be_visible()
    other.goto("/admin/today")
    expect(other).to_have_url(re.compile("/admin/sign-in"))


def test_an_order_arrives_is_prepared_and_handed_over_once(own_shop: Shop, meet: Meet) -> None:
    board, name = meet(own_shop.address, DESKTOP, staff=own_shop.owner), "Bruna Ceresole"
    board.goto("/admin/today")
    board.evaluate("window.sameAsBefore = true")
    customer = meet(own_shop.address, PHONE)
    code = order_for_today(customer, "cornetto-vuoto", name)
    expect(card_of(board, name, "new")).to_be_visible(timeout=20_000)

    card_of(board, name, "new").get_by_role("button", name="Inizia").click()
    expect(card_of(board, name, "preparing")).to_be_visible()
    board.locator("#toasts").get_by_role("button", name="Annulla").click()
    expect(card_of(board, name, "new")).to_be_visible()
    card_of(board, name, "new").get_by_role("button", name="Inizia").click()
    card_of(board, name, "preparing").get_by_role("button", name="È pronto").click()
    expect(card_of(board, name, "ready")).to_be_visible()
    assert board.evaluate("window.sameAsBefore")
    expect(customer.get_by_text("Pronto", exact=False).first).to_be_visible(timeout=20_000)

    counter = meet(own_shop.address, DESKTOP, staff=own_shop.owner)
    find_by_code(counter, code)
    expect(counter.get_by_role("heading", level=1)).to_have_text(name)
    counter.get_by_role("button", name=re.compile("^5,00")).click()
    expect(counter.get_by_role("alert")).to_contain_text("Consegnato")
    expect(counter.get_by_role("alert")).to_contain_text(re.compile(r"Resto\s+3,"))
    colleague = meet(own_shop.address, PHONE, staff=own_shop.staff)
    find_by_code(colleague, code)
    expect(colleague.get_by_role("alert")).to_contain_text(re.compile(r"Già consegnato alle 8:\d\d da Elena"))
    expect(colleague.get_by_role("button", name="Contanti esatti")).to_have_count(0)
    expect(card_of(board, name, "gone")).to_be_visible(timeout=20_000)


def test_the_code_on_the_customers_phone_leads_staff_to_the_hand_over(own_shop: Shop, meet: Meet) -> None:
    customer = meet(own_shop.address, PHONE)
    code = order_for_today(customer, "cornetto-vegano", "Ezio Tallone")
    staff = meet(own_shop.address, PHONE, staff=own_shop.staff)
    staff.goto(customer.url)
    staff.get_by_role("link", name=re.compile("onsegn")).first.click()
    expect(staff).to_have_url(f"{own_shop.address}/counter/orders/{code}")
    expect(staff.get_by_role("heading", level=1)).to_have_text("Ezio Tallone")
