"""One shop, every channel: people begin on one door and end on another; in each story one order, one customer, the right origin."""

import re
import shutil
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from shop.assembly import create_app
from shop.domain import campaigns
from shop.kernel import clock
from shop.kernel.database import db
from tests.browsing import DESKTOP, PHONE, Meet
from tests.fakes.smtp import SmtpServer
from tests.journeys.conftest import Shop, _prepared
from tests.serving import serving

TABLET: dict[str, Any] = {"viewport": {"width": 1180, "height": 820}, "has_touch": True}
NIGHT = datetime(2026, 11, 28, 22, 0, tzinfo=UTC)  # eleven in the evening in Rome, Saturday
ORDER = """SELECT o.channel, o.kind, o.state, o.name, o.total_cents, o.paid_cents, o.refunded_cents, o.customer_id, o.staff_id,
           first.place AS first, last.place AS last FROM shop_order o LEFT JOIN link first ON first.id = o.first_link_id
           LEFT JOIN link last ON last.id = o.last_link_id WHERE o.code = ?"""


def ask(folder: Path, question: str, *values: object) -> list[dict[str, Any]]:
    """What the shop's database holds."""
    with sqlite3.connect(f"file:{folder}/shop.db?mode=ro", uri=True) as connection:
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute(question, values)]


def link_code(folder: Path, place: str) -> str:
    return str(ask(folder, "SELECT code FROM link WHERE place = ?", place)[0]["code"])


def find_code(page: Page) -> str:
    """The order's code, as its page says it."""
    expect(page.get_by_role("heading", level=1)).to_contain_text("Grazie")
    found = re.search(r"\b[A-Z0-9]{5}\b", page.locator(".eyebrow").inner_text())
    assert found
    return found[0]


def put_in(page: Page, name: str) -> None:
    page.get_by_role("button", name=f"Aggiungi {name}").click()
    expect(page.locator("#basket-bar .bar-count")).to_have_text(re.compile(r"\d"))


def check_out(page: Page, name: str, **typed: str) -> str:
    """Order for the first time there is. Returns the code."""
    page.goto("/it/checkout")
    page.get_by_label("Nome e cognome").fill(name)
    for label, value in typed.items():
        page.get_by_label(label, exact=False).first.fill(value)
    page.locator("#slot label:not(:has(:disabled))").first.click()
    page.get_by_role("button", name="Ordina e paga").click()
    return find_code(page)


def test_from_an_instagram_link_over_the_phone_to_the_counter(own_shop: Shop, meet: Meet) -> None:
    folder = own_shop.served.data
    phone, till = meet(own_shop.address, PHONE), meet(own_shop.address, TABLET, staff=own_shop.staff)
    phone.goto(f"/l/{link_code(folder, 'Post dei cornetti')}")
    expect(phone).to_have_url(re.compile("/it/menu/colazione"))
    put_in(phone, "Cornetto vuoto")
    phone.goto("/it/basket")
    code = re.search(r"\b[A-Z0-9]{6}\b", phone.locator(".fact .code").inner_text())
    assert code

    till.goto("/counter/till")
    till.get_by_role("searchbox").fill(code[0].lower())
    till.get_by_role("searchbox").press("Enter")
    expect(till.locator("#receipt")).to_contain_text("Cornetto vuoto")
    till.locator("#tiles .tile", has_text="Cannolo siciliano").click()
    expect(till.locator("#receipt")).to_contain_text("Cannolo siciliano")
    till.locator("#receipt").get_by_role("link", name=re.compile("Incassa")).click()
    till.get_by_role("button", name="Contanti esatti").click()
    expect(till.get_by_text(re.compile(r"R \d{4}/\d+")).first).to_be_visible()

    phone.reload()
    phone.get_by_role("link", name=re.compile("ordine")).first.click()
    expect(phone.get_by_text("Cannolo siciliano").first).to_be_visible()
    order = re.search(r"\b[A-Z0-9]{5}\b", phone.locator(".eyebrow").inner_text())
    assert order
    (kept,) = ask(folder, ORDER, order[0])
    assert (kept["channel"], kept["kind"], kept["state"]) == ("counter", "counter", "collected")
    assert (kept["first"], kept["last"]) == ("Post dei cornetti", "Post dei cornetti")
    assert kept["staff_id"] is not None and kept["paid_cents"] == kept["total_cents"] > 0


@pytest.fixture
def night_shop(_shared: Path, tmp_path: Path) -> Iterator[Shop]:
    """The same shop when it is closed."""
    shutil.copytree(_prepared(_shared, "demo"), tmp_path, dirs_exist_ok=True)
    with serving(data=tmp_path, database_url=f"sqlite:///{tmp_path}/shop.db", moment=NIGHT) as served:
        yield Shop(served, {}, {})


def test_the_windows_code_at_night_leads_to_an_order_for_the_next_morning(night_shop: Shop, meet: Meet) -> None:
    phone = meet(night_shop.address, PHONE)
    phone.goto(f"/l/{link_code(night_shop.served.data, 'Vetrina, a sinistra')}")
    expect(phone).to_have_url(re.compile("/it/today"))
    expect(phone.get_by_text("Chiuso ora")).to_be_visible()
    put_in(phone, "Cornetto vuoto")
    code = check_out(phone, "Nora Notturna", Telefono="011 555 0177")
    (kept,) = ask(night_shop.served.data, ORDER, code)
    assert (kept["channel"], kept["first"], kept["last"]) == ("website", "Vetrina, a sinistra", "Vetrina, a sinistra")
    (when,) = ask(night_shop.served.data, 'SELECT "on" FROM shop_order WHERE code = ?', code)
    assert when["on"] == "2026-11-29"


def test_bought_online_and_one_of_it_brought_back_at_the_counter(own_shop: Shop, meet: Meet) -> None:
    customer, till = meet(own_shop.address, PHONE), meet(own_shop.address, TABLET, staff=own_shop.staff)
    customer.goto("/it/menu/colazione")
    put_in(customer, "Cornetto alla crema")
    customer.get_by_role("button", name="Uno in più: Cornetto alla crema").click()
    expect(customer.locator("#basket-bar .bar-count")).to_have_text("2")
    code = check_out(customer, "Rita Resa", Email="rita@example.org")

    till.goto(f"/counter/orders/{code}")
    till.get_by_role("button", name="Carta").click()
    till.goto(f"/counter/orders/{code}/return")
    till.get_by_role("spinbutton", name=re.compile("Quanto riporta")).fill("1")
    till.get_by_label("Perché").select_option(index=1)
    till.get_by_role("button", name="Quanto ridare").click()
    till.get_by_role("button", name=re.compile("Ridai")).click()
    expect(till.get_by_text(re.compile("ridati")).first).to_be_visible()
    (kept,) = ask(own_shop.served.data, ORDER, code)
    assert (kept["channel"], kept["state"], kept["paid_cents"], kept["refunded_cents"]) == ("website", "collected", 320, 160)
    customer.reload()
    expect(customer.get_by_text(re.compile("Reso")).first).to_be_visible()


def test_a_customer_is_known_at_the_till_by_phone_number(own_shop: Shop, meet: Meet) -> None:
    till = meet(own_shop.address, TABLET, staff=own_shop.staff)
    till.goto("/counter/till")
    till.locator("#tiles .tile", has_text="Cornetto vuoto").click()
    expect(till.locator("#receipt")).to_contain_text("Cornetto vuoto")
    till.locator("#receipt").get_by_role("link", name="Cliente").click()
    till.get_by_role("searchbox").fill("011 555 0101")
    till.get_by_role("searchbox").press("Enter")
    till.get_by_role("button", name="È lui o lei").first.click()
    expect(till.locator("#receipt")).to_contain_text("Giulia Bertolino")
    expect(till.locator("#receipt")).to_contain_text("frutta a guscio")
    till.locator("#receipt").get_by_role("link", name=re.compile("Incassa")).click()
    till.get_by_role("button", name="Carta").first.click()
    expect(till.get_by_text(re.compile(r"R \d{4}/\d+")).first).to_be_visible()
    people = ask(own_shop.served.data, "SELECT id FROM customer WHERE phone = '+390115550101'")
    sold = ask(own_shop.served.data, "SELECT customer_id, channel FROM shop_order ORDER BY id DESC LIMIT 1")
    assert len(people) == 1 and sold == [{"customer_id": people[0]["id"], "channel": "counter"}]


@pytest.fixture
def post() -> Iterator[SmtpServer]:
    with SmtpServer() as server:
        yield server


def send_offer(shop: Shop, server: SmtpServer) -> None:
    """What the owner's desk and the worker do: the draft that lies there is sent to all who agreed."""
    served = shop.served
    settings = {"DATABASE_URL": served.database_url, "SHOP_DATA": str(served.data), "PUBLIC_URL": served.address, "SECRET_KEY": "played",
                "SMTP_URL": server.url}
    app = create_app(settings)
    with app.app_context():
        draft = next(one for one in campaigns.list_campaigns() if one.subject["it"] == "Il panettone è uscito dal forno")
        db.session.rollback()
        campaigns.schedule(draft.id, send_at=None, by="staff:1", now=clock.now())
        while campaigns.send_due(clock.now(), folder=served.data):
            db.session.rollback()
        db.session.remove()
        db.engine.dispose()


def test_a_letter_opened_on_the_phone_becomes_an_order_on_the_laptop(own_shop: Shop, meet: Meet, post: SmtpServer) -> None:
    send_offer(own_shop, post)
    letter = next(sent for sent in post.post.letters if sent["To"] == "chiara.olivero@example.org")
    text = letter.get_body(("plain",))
    assert text is not None and letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = re.search(r"http://\S+/l/\w+", text.get_content())
    assert link
    phone, laptop = meet(own_shop.address, PHONE), meet(own_shop.address, DESKTOP)
    phone.goto(link[0])
    expect(phone).to_have_url(re.compile("/it/p/panettone"))
    phone.get_by_role("button", name="Metti nel cestino").click()
    expect(phone.locator("#basket-bar .bar-count")).to_have_text("1")
    phone.goto("/it/basket")
    elsewhere = phone.locator("[data-copy]").first.get_attribute("data-copy")
    assert elsewhere

    laptop.goto(elsewhere)
    laptop.get_by_role("button", name="Usa questo cestino qui").click()
    expect(laptop).to_have_url(re.compile("/it/basket"))
    code = check_out(laptop, "Chiara Olivero", Email="chiara.olivero@example.org")
    (kept,) = ask(own_shop.served.data, ORDER, code)
    people = ask(own_shop.served.data, "SELECT id FROM customer WHERE email = 'chiara.olivero@example.org'")
    by_link = "SELECT l.purpose FROM link l JOIN shop_order o ON o.last_link_id = l.id WHERE o.code = ?"
    (credited,) = ask(own_shop.served.data, by_link, code)
    assert len(people) == 1 and kept["customer_id"] == people[0]["id"]
    assert credited["purpose"] == "campaign" and kept["first"] == kept["last"] is not None
