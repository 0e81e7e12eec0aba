"""A present: bought on a laptop, received by letter, spent at the till; in both languages."""
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from shop.assembly import create_app
from shop.domain import giftcards, letters
from shop.kernel import clock, events
from shop.kernel.database import db
from tests.browsing import DESKTOP, Meet
from tests.fakes.smtp import Post, SmtpServer
from tests.journeys.conftest import SATURDAY, _prepared
from tests.journeys.test_till import TABLET
from tests.serving import Served, serving

CODE = re.compile(r"\b[A-Z2-9]{4}(?:-[A-Z2-9]{4}){3}\b")
WORDS = {"it": ("Metti nel cestino", "Ordina e paga", "Un regalo per te, Pina!"),
         "en": ("Add to basket", "Order and pay", "A present for you, Pina!")}


@pytest.fixture(scope="module")
def post() -> Iterator[Post]:
    with SmtpServer() as server:
        server.post.url = server.url  # type: ignore[attr-defined]
        yield server.post


@pytest.fixture(scope="module")
def playing(_shared: Path, tmp_path_factory: pytest.TempPathFactory, post: Post) -> Iterator[tuple[Served, dict[str, str]]]:
    """The demo shop taking play money, and the keys to it."""
    import json
    import shutil

    folder = tmp_path_factory.mktemp("gifts")
    shutil.copytree(_prepared(_shared, "demo"), folder, dirs_exist_ok=True)
    keys = json.loads((folder / "kept.json").read_text("utf-8"))["keys"]
    url = f"sqlite:///{folder}/shop.db"
    with serving(data=folder, database_url=url, moment=SATURDAY, PLAY_MONEY="1", SMTP_URL=post.url) as served:  # type: ignore[attr-defined]
        yield served, keys


def work(served: Served, url: str) -> None:
    """One round of the worker, a minute later."""
    settings = {"SHOP_DATA": str(served.data), "DATABASE_URL": served.database_url, "SMTP_URL": url, "PUBLIC_URL": served.address}
    with create_app(settings | {"SECRET_KEY": "played", "PLAY_MONEY": "1"}).app_context():
        later = clock.now() + timedelta(minutes=5)
        events.deliver_due(later)
        giftcards.send_due(later)
        while letters.deliver_due(later):
            db.session.rollback()
        db.session.remove()
        db.engine.dispose()


def buy(page: Page, language: str) -> None:
    add, order, _ = WORDS[language]
    page.goto(f"/{language}/p/carta-regalo")
    page.locator("input[name=variant_id]").nth(1).check()
    said = ("Pina", "Ada", "Auguri!", f"pina-{language}@example.org")
    for field, words in zip(page.locator("#choose [name^=answer-]").all(), said, strict=False):
        field.fill(words)
    page.get_by_role("button", name=add).click()
    expect(page.locator("#basket-bar")).to_contain_text("50")
    page.goto(f"/{language}/checkout")
    expect(page.locator("#checkout-when [name=on]")).to_have_count(0)
    page.locator("#name").fill("Ada Rossi")
    page.locator("#email").fill("ada@example.org")
    page.get_by_role("button", name=order).click()
    page.wait_for_url(re.compile("/play/"))
    page.locator("button[value=pay]").click()
    page.wait_for_url(re.compile("/orders/"))


@pytest.mark.parametrize("language", ["it", "en"])
def test_a_present_is_bought_on_a_laptop_received_by_letter_and_spent_at_the_till(
    playing: tuple[Served, dict[str, str]], post: Post, meet: Meet, language: str
) -> None:
    served, keys = playing
    laptop = meet(served.address, DESKTOP, locale=f"{language}-IT")
    buy(laptop, language)
    work(served, post.url)  # type: ignore[attr-defined]
    (arrived,) = [letter for letter, to in zip(post.letters, post.recipients, strict=True) if to == [f"pina-{language}@example.org"]]
    body = arrived.get_body(("plain",))
    assert body is not None
    said = str(body.get_content())
    (code,) = CODE.findall(said)
    assert WORDS[language][2] in said and "Auguri!" in said
    to_buyer = [letter for letter, to in zip(post.letters, post.recipients, strict=True) if to == ["ada@example.org"]]
    assert to_buyer and not any(CODE.search(str(letter.get_body(("plain",)).get_content())) for letter in to_buyer)  # type: ignore[union-attr]

    till = meet(served.address, TABLET, staff=keys["owner"])
    till.goto("/counter/till")
    till.locator("button.tile", has_text="Cornetto vuoto").click()
    expect(till.locator("#receipt .sums-total dd")).to_have_text(re.compile("1,30"))
    till.locator("#code").fill(code.lower().replace("-", " "))
    till.locator("#code").press("Enter")
    expect(till.locator("#receipt .sums-total dd")).to_have_text(re.compile("0,00"))
    till.get_by_role("link", name=re.compile("^Incassa")).click()
    till.locator("button[name=way][value=cash]").first.click()
    till.wait_for_url(re.compile("/sold/"))
    expect(till.locator("main")).to_contain_text("Carta regalo")

    receiver = meet(served.address, DESKTOP, locale=f"{language}-IT")
    receiver.goto(f"/{language}/gift-cards#{code}")
    receiver.locator("main form button").click()
    expect(receiver.locator("#found + p")).to_have_text(re.compile("48[,.]70"))
