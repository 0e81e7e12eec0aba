"""What people type is understood, or answered with a sentence at its field."""

from dataclasses import dataclass
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from shop.admin.sign_in import own_path
from shop.channels.website.frame import is_ours
from shop.kernel import wording
from shop.kernel.refusal import Refusal
from shop.web.forms import Cents, Form, attempt, read


@dataclass(frozen=True)
class Asked:
    name: str
    price: Cents
    on: date | None
    at: time | None
    tags: tuple[str, ...]
    agreed: bool
    note: str = ""


class Taken(Refusal):
    code = "not_understood"
    field = "name"


@pytest.fixture(autouse=True)
def _words(app: object) -> None:
    assert wording.has("refusal.needed", "it")


def typed(**values: str) -> MultiDict[str, str]:
    return MultiDict({"name": "Ada", "price": "12,50", "on": "", "at": "09:30"} | values)


def test_a_form_is_read_as_what_it_means() -> None:
    form = read(Asked, MultiDict([*typed().items(), ("tags", "a"), ("tags", "b"), ("agreed", "1")]), "it")
    assert form.asked == Asked("Ada", Cents(1250), None, time(9, 30), ("a", "b"), True, "")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("price", "dodici"),
        ("price", "1,999"),
        ("price", "-3"),
        ("price", "١٢"),
        ("on", "31/02/2026"),
        ("at", "25:00"),
        ("name", "x" * 5001),
    ],
)
def test_a_mistake_is_told_at_its_field_in_the_readers_language_and_nothing_typed_is_lost(field: str, value: str) -> None:
    for language in ("it", "en"):
        form = read(Asked, typed(**{field: value}), language)
        assert form.asked is None and list(form.errors) == [field] and form.errors[field]
        assert form.value(field) == value and form.value("price") == (value if field == "price" else "12,50")


def test_a_refusal_of_the_verb_stands_at_its_field() -> None:
    form: Form[Asked] = read(Asked, typed(), "it")

    def refuse(_asked: Asked) -> None:
        raise Taken

    assert attempt(form, refuse) is None and list(form.errors) == ["name"]


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=40))
def test_nothing_that_can_be_typed_breaks_the_reading(name: str, price: str, on: str) -> None:
    form = read(Asked, typed(name=name, price=price, on=on), "en")
    assert (form.asked is None) == bool(form.errors)


@given(st.integers(0, 999_999_999))
def test_an_amount_typed_as_it_is_shown_is_the_same_amount(cents: int) -> None:
    shown = f"{cents // 100},{cents % 100:02d} €"
    form = read(Asked, typed(price=shown), "it")
    assert form.asked is not None and form.asked.price == cents


@pytest.mark.parametrize("path", ["//evil.example", "/\\evil.example", "\\/evil.example", "https://evil.example", "/\tevil", "//[",
                                  "javascript:x", ""])
def test_after_signing_in_or_shopping_nobody_is_sent_to_another_house(path: str) -> None:
    assert own_path(path) == "" and not is_ours(path)


@pytest.mark.parametrize("path", ["/it/menu?q=a&b=c", "/admin/orders/1", "/"])
def test_a_path_of_this_house_is_followed(path: str) -> None:
    assert own_path(path) == path and is_ours(path)
