"""Decides how an act of the audit log is said: who, what, on which thing, with which values, in the reader's words."""
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import url_for

from shop.domain import catalogue, staff
from shop.kernel.audit import Entry
from shop.kernel.wording import day, has, moment, money, pick, say
from shop.web import addresses
from shop.web.rendering import reader

UNSAID = frozenset({"key", "letter", "variant_id"})  # of use to machines only
SECTIONS_WITH_FIELDS = ("identity", "looks", "words", "rules", "payments", "texts")


@dataclass(frozen=True)
class Act:
    id: int
    at: datetime
    what: str
    who: str
    thing: str
    href: str
    details: list[str]


def word_acts(entries: Sequence[Entry]) -> list[Act]:
    """The same acts in words; the products they name are read at once."""
    ids = {int(number) for noun, _, number in (entry.about.partition(":") for entry in entries) if noun == "product" and number.isdigit()}
    names = {product.id: pick(product.name, reader()) for product in catalogue.get_many(sorted(ids)).values()}
    return [_word_act(entry, names) for entry in entries]


def _word_act(entry: Entry, names: dict[int, str]) -> Act:
    thing, href = _word_thing(entry.about, names)
    return Act(entry.id, entry.at, _said(f"act.{entry.what.replace('.', '_')}", entry.what), _word_who(entry.by), thing, href,
               list(_word_details(entry.detail)))


def _said(key: str, otherwise: str) -> str:
    whole = f"admin.audit.{key}"
    return say(whole, reader()) if has(whole, reader()) else otherwise


def _word_who(by: str) -> str:
    return staff.name_of(by) or _said(f"by_{by}", by)


def _word_thing(about: str, names: dict[int, str]) -> tuple[str, str]:
    """What the act was about, and where to see it."""
    noun, _, which = about.partition(":")
    if which.isdigit() and noun in ("product", "member", "order"):
        number = int(which)
        return {"product": lambda: (names.get(number, which), url_for("admin.product", product_id=number)),
                "member": lambda: (staff.name_of(f"staff:{number}"), url_for("admin.member", member_id=number)),
                "order": lambda: (f"{_said('noun.order', noun)} {number}", addresses.admin_order(number))}[noun]()
    for whole in (f"admin.settings.section.{which}", f"admin.settings.vat.{which}"):
        if has(whole, reader()):
            return say(whole, reader()), ""
    return f"{_said(f'noun.{noun}', noun)} {_word_value('', which)}".strip(), ""


def _word_details(details: dict[str, Any]) -> Iterator[str]:
    for name, value in details.items():
        if name not in UNSAID and value not in (None, "", []):
            yield f"{_said(f'detail.{name}', name)}: {_word_value(name, value)}"


def _word_value(name: str, value: Any) -> str:
    if isinstance(value, dict):
        return pick(value, reader())
    if isinstance(value, list):
        return ", ".join(_word_field(item) if name == "fields" else _word_value("", item) for item in value)
    if name == "basis_points":
        return f"{value / 100:g} %".replace(".", ",")
    if name.endswith("cents") and isinstance(value, int):
        return money(value, reader())
    return _word_text(str(value))


def _word_text(text: str) -> str:
    """A role, a moment or a day in words; anything else as it stands."""
    if has(f"admin.roles.{text}", reader()):
        return say(f"admin.roles.{text}", reader())
    try:
        return day(date.fromisoformat(text), reader()) if len(text) == 10 else moment(datetime.fromisoformat(text), reader())
    except ValueError:
        return text


def _word_field(field: str) -> str:
    """The label under which the owner knows a setting."""
    asked = [f"admin.settings.{section}.{field}{of}" for section in SECTIONS_WITH_FIELDS for of in ("", "_it")]
    return next((say(key, reader()) for key in [*asked, f"admin.settings.text.{field}"] if has(key, reader())), field)
