"""Decides which products stand on the page behind the link in the profile: those the owner pinned, else the first of the menu."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import ClassVar

from shop.domain import catalogue
from shop.domain.business import clean_telephone
from shop.domain.catalogue import Product
from shop.kernel import audit, settings
from shop.kernel.database import writing

MOST_PINNED = 12
BY_DEFAULT = 6


@dataclass(frozen=True)
class PageSettings:
    """`products`: ids, in the order they are shown. `whatsapp`: the number people may write to, where it isn't the shop's phone."""

    group: ClassVar[str] = "bio"
    products: tuple[int, ...] = ()
    whatsapp: str = ""


def page_settings() -> PageSettings:
    return settings.read(PageSettings)


def pin(product_ids: Sequence[int], *, by: str, now: datetime) -> None:
    """Show these, in this order; none: the shop chooses again."""
    known = catalogue.get_many(product_ids)
    kept = tuple(id_ for id_ in dict.fromkeys(product_ids) if id_ in known)[:MOST_PINNED]
    with writing():
        settings.store(replace(page_settings(), products=kept))
        audit.note(what="bio.pinned", by=by, about="settings:bio", at=now, n=len(kept))


def set_whatsapp(number: str, *, by: str, now: datetime) -> None:
    """Raises BadTelephone."""
    with writing():
        settings.store(replace(page_settings(), whatsapp=clean_telephone(number) if number.strip() else ""))
        audit.note(what="bio.whatsapp", by=by, about="settings:bio", at=now)


def list_pinned(on: date) -> list[Product]:
    """What is pinned and still published; where nothing is, one good picture of each category, in the shop's order."""
    chosen = [product for product in catalogue.get_many(page_settings().products).values() if product.is_published]
    return chosen or _best(on)


def _best(on: date) -> list[Product]:
    found = catalogue.browse(on=on, per_page=120).products
    pictured = [product for product in found if product.pictures and not product.counter_only] or list(found)
    ranked: dict[str, int] = {}
    turns = []
    for product in pictured:
        turns.append((ranked.setdefault(product.category.slug, 0), product))
        ranked[product.category.slug] += 1
    return [product for _, product in sorted(turns, key=lambda turn: turn[0])][:BY_DEFAULT]
