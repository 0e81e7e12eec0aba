"""Decides which products a reader meets and in what order; a page costs the same at any depth."""
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from shop.domain.catalogue.facts import Category, Product
from shop.domain.catalogue.finding import get_many
from shop.domain.catalogue.indexing import Filter, index
from shop.domain.catalogue.models import CategoryRow, ProductRow
from shop.domain.catalogue.searching import find_ids
from shop.kernel.database import db


@dataclass(frozen=True)
class Page:
    """One page of products; `total` counts all pages'."""

    products: tuple[Product, ...]
    total: int
    page: int
    pages: int


def list_categories(*, all: bool = False) -> tuple[Category, ...]:
    """In the owner's order; only those with something published, unless `all`."""
    known = index()
    if all:
        return known.categories
    used = {entry.category for entry in known.entries}
    return tuple(category for category in known.categories if category.slug in used)


def browse(*, category: str | None = None, without: frozenset[str] = frozenset(), strict: bool = False, words: str = "",
           on: date | None = None, only_ids: frozenset[int] | None = None, page: int = 1, per_page: int = 24) -> Page:
    """One page of published products, of a category, lacking allergens, in season on a day, found by words.

    A product whose allergens are unknown is never shown as lacking any; one with mere traces is, unless `strict`.
    A page beyond the last is the last.
    """
    chosen = Filter(category, without, strict, on)
    ids: Sequence[int] = index().sift(find_ids(words), chosen) if words.strip() else index().choose(chosen)
    if only_ids is not None:
        ids = [id_ for id_ in ids if id_ in only_ids]
    return _page(ids, page, per_page)


def _page(ids: Sequence[int], page: int, per_page: int) -> Page:
    pages = max(1, -(-len(ids) // per_page))
    page = min(max(1, page), pages)
    shown = ids[(page - 1) * per_page:page * per_page]
    return Page(tuple(get_many(shown).values()), len(ids), page, pages)


def search_ids(words: str) -> list[int]:
    """The published products these words find, in the shop's order."""
    return index().sift(find_ids(words), Filter(None, frozenset(), False, None))


def look_through(*, words: str = "", category_id: int | None = None, state: str | None = None, page: int = 1, per_page: int = 50) -> Page:
    """One page of products in any state, for those who keep the catalogue."""
    wanted = select(ProductRow.id).join(CategoryRow, CategoryRow.id == ProductRow.category_id)
    if category_id is not None:
        wanted = wanted.where(ProductRow.category_id == category_id)
    if state is not None:
        wanted = wanted.where(ProductRow.state == state)
    order = (CategoryRow.position, CategoryRow.id, ProductRow.position, ProductRow.id)
    ids: Sequence[int] = db.session.scalars(wanted.order_by(*order)).all()
    if words.strip():
        found = frozenset(find_ids(words))
        ids = [id_ for id_ in ids if id_ in found]
    return _page(ids, page, per_page)
