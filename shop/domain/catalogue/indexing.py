"""Decides what choosing a page of products needs to know: a light index in memory, loaded once per catalogue revision."""
import json
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from threading import Lock
from typing import Any

from sqlalchemy import Text, cast, select

from shop.domain.catalogue.describing import contained
from shop.domain.catalogue.facts import Category, Option, OptionGroup, in_season
from shop.domain.catalogue.models import CategoryRow, GroupRow, OptionRow, PartRow, PictureRow, ProductRow
from shop.kernel.database import db
from shop.kernel.snapshots import Snapshot

FILTERS_REMEMBERED = 200
_OF_PRODUCT = ("id", "slug", "state", "season_from", "season_to", "from_on", "until_on")


@dataclass(frozen=True, slots=True)
class Entry:
    """What choosing a page needs to know of a product."""

    id: int
    category: str
    allergens: frozenset[str] | None
    traces: frozenset[str]
    season_from: str | None
    season_to: str | None
    from_on: date | None
    until_on: date | None

    def lacks(self, without: frozenset[str], strict: bool) -> bool:
        """Whether it may be shown to someone who avoids these: never when nobody said what it contains."""
        return self.allergens is not None and not (without & self.allergens) and not (strict and without & self.traces)

    def in_season(self, on: date) -> bool:
        return in_season(on, self.season_from, self.season_to, self.from_on, self.until_on)


@dataclass(frozen=True)
class Filter:
    category: str | None
    without: frozenset[str]
    strict: bool
    on: date | None

    def lets(self, entry: Entry) -> bool:
        return ((self.category is None or entry.category == self.category)
                and (not self.without or entry.lacks(self.without, self.strict))
                and (self.on is None or entry.in_season(self.on)))


@dataclass
class Index:
    """The published products in the shop's order, and every slug."""

    entries: tuple[Entry, ...]
    by_slug: dict[str, int]
    categories: tuple[Category, ...]
    without_sizes: tuple[str, ...]
    ranks: dict[int, int] = field(init=False)
    _chosen: OrderedDict[Filter, tuple[int, ...]] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        self.ranks = {entry.id: rank for rank, entry in enumerate(self.entries)}

    def sift(self, ids: Iterable[int], chosen: Filter) -> list[int]:
        """Of these ids the published ones that a filter lets through, in order."""
        ranks = sorted(self.ranks[id_] for id_ in ids if id_ in self.ranks)
        return [self.entries[rank].id for rank in ranks if chosen.lets(self.entries[rank])]

    def choose(self, chosen: Filter) -> tuple[int, ...]:
        """The ids a filter lets through, in order; remembered for the next page."""
        with self._lock:
            ids = self._chosen.get(chosen)
        if ids is None:
            ids = tuple(entry.id for entry in self.entries if chosen.lets(entry))
            with self._lock:
                self._chosen[chosen] = ids
                if len(self._chosen) > FILTERS_REMEMBERED:
                    self._chosen.popitem(last=False)
        return ids


def _load_index() -> Index:
    rows = db.session.execute(
        select(*(getattr(ProductRow, name) for name in _OF_PRODUCT), CategoryRow.slug.label("category"),
               cast(ProductRow.allergens, Text).label("allergens"), cast(ProductRow.traces, Text).label("traces"))
        .join(CategoryRow, CategoryRow.id == ProductRow.category_id)
        .order_by(CategoryRow.position, CategoryRow.id, ProductRow.position, ProductRow.id)).all()
    own = {row.id: row for row in rows}
    parts, groups = _load_parts(), _load_required_groups()
    published = [row for row in rows if row.state == "published"]
    return Index(
        entries=tuple(_entry(row, [own[id_] for id_ in parts.get(row.id, ())], groups.get(row.id, ())) for row in published),
        by_slug={row.slug: row.id for row in rows}, categories=_load_categories(),
        without_sizes=tuple(dict.fromkeys(db.session.scalars(select(PictureRow.key).where(~PictureRow.has_sizes).order_by(PictureRow.id)))))


def _load_categories() -> tuple[Category, ...]:
    rows = db.session.execute(select(CategoryRow.id, CategoryRow.slug, CategoryRow.name).order_by(CategoryRow.position, CategoryRow.id))
    return tuple(Category(*row) for row in rows)


def _load_parts() -> dict[int, list[int]]:
    parts: dict[int, list[int]] = {}
    for product_id, part_id in db.session.execute(select(PartRow.product_id, PartRow.part_id)):
        parts.setdefault(product_id, []).append(part_id)
    return parts


def _load_required_groups() -> dict[int, list[OptionGroup]]:
    """Only what decides about allergens: the options of groups one has to pick from."""
    options: dict[tuple[int, int, int, bool], list[Option]] = {}
    for product_id, group_id, least, repeats, allergens in db.session.execute(
            select(GroupRow.product_id, GroupRow.id, GroupRow.min_picks, GroupRow.repeats, OptionRow.allergens)
            .join(OptionRow, OptionRow.group_id == GroupRow.id).where(GroupRow.min_picks > 0, OptionRow.is_active)):
        options.setdefault((product_id, group_id, least, repeats), []).append(Option(0, {}, 0, frozenset(allergens), frozenset()))
    groups: dict[int, list[OptionGroup]] = {}
    for (product_id, group_id, least, repeats), listed in options.items():
        groups.setdefault(product_id, []).append(OptionGroup(group_id, {}, least, least, repeats, tuple(listed)))
    return groups


@lru_cache(maxsize=1000)
def _codes(written: str | None) -> frozenset[str] | None:
    """Ten thousand products share some dozens of combinations."""
    codes = None if written is None else json.loads(written)
    return None if codes is None else frozenset(codes)


def _entry(row: Any, parts: Sequence[Any], groups: Iterable[OptionGroup]) -> Entry:
    allergens, traces = _codes(row.allergens), _codes(row.traces) or frozenset()
    if parts or groups:
        allergens = contained(allergens, [_codes(part.allergens) for part in parts], groups)
        traces = traces.union(*(_codes(part.traces) or () for part in parts))
    return Entry(row.id, row.category, allergens, traces, row.season_from, row.season_to, row.from_on, row.until_on)


_index: Snapshot[Index] = Snapshot(("catalogue",), _load_index)


def index() -> Index:
    return _index.get()
