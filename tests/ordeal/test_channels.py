"""The last pieces are wanted on the website, at the till and on the phone at the same moment: exactly what there is gets sold."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import requests
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import func, select

from shop.commands.checking import list_faults
from shop.domain import orders, staff, stock
from shop.domain.orders import Line, Order
from shop.kernel import clock
from shop.kernel.database import db
from tests import makers
from tests.buyers import Buyer, controls
from tests.counts import RACES
from tests.ordeal.crowding import at_once
from tests.serving import Served
from tests.world import World

THERE_ARE, AT_EACH_DOOR = 5, 8


@dataclass
class Seller:
    """A member of staff with a browser of their own, the order nearly done."""

    shop: Served
    secret: str
    path: str = ""
    form: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.browser: requests.Session = self.shop.visitor()
        self.browser.cookies.set("staff", self.secret)

    def post(self, path: str, form: dict[str, Any]) -> requests.Response:
        return self.browser.post(self.shop.address + path, data=form, allow_redirects=False, timeout=60)

    def add(self, door: str, product_id: int) -> str:
        """Returns the token of the basket that was opened."""
        answer = self.post(f"/counter/{door}/add", {"product_id": product_id})
        assert answer.status_code == 303, f"{answer.status_code} {answer.text[:2000]}"
        return answer.headers["Location"].partition("basket=")[2].partition("&")[0]

    def read(self, path: str, part: str) -> "Seller":
        page = self.browser.get(self.shop.address + path, timeout=60)
        form = BeautifulSoup(page.text, "lxml").select_one(part)
        assert page.status_code == 200 and form is not None, f"{page.status_code} {page.text[:2000]}"
        self.path, self.form = path, controls(form)
        return self

    def send(self) -> int:
        self.browser.close()
        answer = self.post(self.path, self.form)
        if answer.status_code != 303:
            said = BeautifulSoup(answer.text, "lxml").select("[role=alert], .field-error")
            assert answer.status_code == 422 and said, f"{answer.status_code} {answer.text[:2000]}"
        return answer.status_code


def _at_the_till(shop: Served, secret: str, product_id: int) -> Seller:
    seller = Seller(shop, secret)
    token = seller.add("till", product_id)
    seller.read(f"/counter/till/{token}/pay", "form[method=post]")
    seller.form["way"] = "card"
    return seller


def _on_the_phone(shop: Served, secret: str, product_id: int, number: int) -> Seller:
    seller = Seller(shop, secret)
    token = seller.add("phone", product_id)
    seller.read(f"/counter/phone/{token}/place", "form[method=post]")
    slot = clock.now().replace(hour=12 + number // 4, minute=0, second=0, microsecond=0)
    seller.form |= {"name": f"Telefono {number}", "phone": f"+3901155501{number:02}", "on": clock.today().isoformat(), "act": "place"}
    seller.form["starts_at"] = slot.isoformat()
    return seller


def _press(someone: Buyer | Seller) -> str:
    if isinstance(someone, Seller):
        return someone.path.split("/")[2] if someone.send() == 303 else ""
    answer = someone.send()
    assert answer.is_order or answer.status == 422, (answer.status, answer.sentence)
    return "website" if answer.is_order else ""


def test_website_till_and_phone_sell_exactly_the_last_pieces(any_app: Flask, world: World, served: Served) -> None:
    for number in range(RACES):
        product = makers.make_product(f"Ultimi {number}", pool_size=THERE_ARE)
        secret = staff.open_session(world.owner_id, device="till", now=clock.now())
        db.session.rollback()
        later = clock.now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=3)
        people: list[Buyer | Seller] = []
        for n in range(AT_EACH_DOOR):
            people += [Buyer(served, f"Buyer{n} Rossi").take(product.id).read_checkout(later + timedelta(minutes=30 * n)),
                       _at_the_till(served, secret, product.id), _on_the_phone(served, secret, product.id, n)]
        sold = [door for door in at_once(people, _press) if door]
        assert len(sold) == THERE_ARE, sold
        assert stock.left(product, clock.today()) == 0
        kept = select(func.count(Order.id)).join(Line, Line.order_id == Order.id).where(Line.product_id == product.id)
        assert db.session.scalar(kept.where(Order.state.not_in(orders.CANCELLED))) == THERE_ARE
        assert list_faults() == []
        db.session.rollback()
