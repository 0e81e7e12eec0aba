"""How a test reads a page: by what a person would see and a browser would send."""
from typing import Any

from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from shop.domain import catalogue
from tests.buyers import controls

FRAGMENT = {"X-Fragment": "1"}


def read(answer: TestResponse) -> BeautifulSoup:
    return BeautifulSoup(answer.text, "lxml")


def words(answer: TestResponse) -> str:
    """All the words of a page, spaces told once."""
    return " ".join(read(answer).get_text(" ", strip=True).split())


def take(visitor: FlaskClient, product: catalogue.Product, quantity: int = 1) -> TestResponse:
    """Press a card's button."""
    return visitor.post(f"/it/basket/products/{product.id}", data={"quantity": quantity})


def choose(visitor: FlaskClient, product: catalogue.Product, **typed: Any) -> TestResponse:
    """Send the form of the product's own page."""
    return visitor.post(f"/it/p/{product.slug}", data={"quantity": product.first_quantity} | typed)


def checkout_form(visitor: FlaskClient, language: str = "it") -> dict[str, str]:
    """What the checkout holds as it is drawn."""
    form = read(visitor.get(f"/{language}/checkout")).select_one("#checkout-form")
    assert form is not None
    return controls(form)


ADA = {"name": "Ada Rossi", "email": "ada@example.org"}


def order(visitor: FlaskClient, **typed: str) -> TestResponse:
    """Fill in what is drawn and press the button that orders."""
    return visitor.post("/it/checkout", data=checkout_form(visitor) | ADA | typed)
