"""People who buy over real HTTP, without JavaScript: they fill a basket, read the form that was drawn for them, and send it."""
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import requests
from bs4 import BeautifulSoup
from bs4.element import Tag

from shop.kernel import clock
from tests.serving import Served

GONE = (requests.ConnectionError, requests.ReadTimeout, requests.exceptions.ChunkedEncodingError)  # how it looks when a shop is killed


def controls(form: Tag) -> dict[str, str]:
    """What a browser would send of this form as it stands."""
    found: dict[str, str] = {}
    for control in form.select("input[name], textarea[name], select[name]"):
        name, kind = str(control["name"]), control.get("type", "")
        if control.has_attr("disabled") or (kind in ("radio", "checkbox") and not control.has_attr("checked")):
            continue
        if control.name == "select":
            chosen = control.select_one("option[selected]") or control.select_one("option")
            found[name] = str(chosen["value"]) if chosen else ""
        else:
            found[name] = control.text if control.name == "textarea" else str(control.get("value", ""))
    return found


@dataclass
class Answered:
    """How the shop answered an order: with the order's own page, or with a sentence."""

    status: int
    order_page: str | None
    sentence: str

    @property
    def is_order(self) -> bool:
        return self.order_page is not None


@dataclass
class Buyer:
    shop: Served
    name: str = "Ada Rossi"
    form: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.browser: requests.Session = self.shop.visitor()

    def get(self, path: str) -> requests.Response:
        return self.browser.get(self.shop.address + path, timeout=60)

    def post(self, path: str, form: dict[str, Any]) -> requests.Response:
        return self.browser.post(self.shop.address + path, data=form, allow_redirects=False, timeout=60)

    def take(self, product_id: int, quantity: int = 1) -> "Buyer":
        answer = self.post(f"/it/basket/products/{product_id}", {"quantity": str(quantity)})
        assert answer.status_code == 303, f"{answer.status_code} {answer.text[:2000]}"
        return self

    def read_checkout(self, starts_at: datetime | None = None) -> "Buyer":
        """Open the checkout and fill it in, for the time named or the one that is offered first."""
        page = self.get("/it/checkout")
        form = BeautifulSoup(page.text, "lxml").select_one("#checkout-form")
        assert page.status_code == 200 and form is not None, f"{page.status_code} {page.text[:2000]}"
        self.form = controls(form) | {"name": self.name, "email": f"{self.name.split()[0].lower()}@example.org"}
        if starts_at is not None:
            self.form |= {"on": clock.day_of(starts_at).isoformat(), "starts_at": starts_at.isoformat()}
        return self

    def send(self) -> Answered:
        self.browser.close()  # whoever waited for the others speaks on a fresh line, as a browser does: the server hangs up idle ones
        answer = self.post("/it/checkout", self.form)
        where = answer.headers.get("Location", "")
        if answer.status_code == 303 and "/orders/" in where:
            return Answered(303, where, "")
        soup = BeautifulSoup(answer.text, "lxml")
        said = " ".join(part.get_text(" ", strip=True) for part in soup.select("[role=alert], .field-error, .error"))
        return Answered(answer.status_code, None, said)
