"""Decides how prices change: each change is kept for ever, many at once only after they were shown."""
import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, select, update

from shop.domain.catalogue.facts import Words
from shop.domain.catalogue.judging import MOST_CENTS, PriceOutOfRange
from shop.domain.catalogue.models import PriceChange, ProductRow, VariantRow
from shop.kernel import audit
from shop.kernel.database import change, db, writing
from shop.kernel.refusal import NotFound, Refusal

ROUNDINGS = (1, 5, 10, 50, 100)
Prices = dict[int | None, int]  # by variant id; None is the product's own


class PricesMoved(Refusal):
    """The prices are no longer those the preview showed."""

    code = "prices_moved"


class NothingToChange(Refusal):
    code = "nothing_to_change"


@dataclass(frozen=True, kw_only=True)
class Adjustment:
    """A percentage (hundredths of a percent) and an amount on the prices of a category, of some ids, or of all but the withdrawn;
    rounded up to whole steps."""

    category_id: int | None = None
    ids: tuple[int, ...] | None = None
    basis_points: int = 0
    more_cents: int = 0
    step_cents: int = 10

    def reckon(self, cents: int) -> int:
        """The price after it; what is free stays free."""
        if cents == 0:
            return 0
        exact = cents * (10_000 + self.basis_points) + self.more_cents * 10_000
        return -(-exact // (10_000 * self.step_cents)) * self.step_cents


@dataclass(frozen=True)
class NewPrice:
    product_id: int
    variant_id: int | None
    name: Words
    variant: Words
    old_cents: int
    new_cents: int


def prices_of(row: ProductRow) -> Prices:
    return {None: row.price_cents} | {variant.id: variant.price_cents for variant in row.variants if variant.is_active}


def note_prices(row: ProductRow, before: Mapping[int | None, int], *, by: str, now: datetime) -> None:
    """Keep what changed: in the audit always, in the history what customers may have seen, that is of published products."""
    for variant_id, cents in prices_of(row).items():
        if variant_id in before and before[variant_id] != cents:
            audit.note(what="price.changed", by=by, about=f"product:{row.id}", at=now, variant_id=variant_id,
                       old_cents=before[variant_id], new_cents=cents)
        if row.state == "published" and _last_price(row.id, variant_id) != cents:
            db.session.add(PriceChange(product_id=row.id, variant_id=variant_id, price_cents=cents, at=now, by=by))
    db.session.flush()


def _of(product_id: int, variant_id: int | None) -> ColumnElement[bool]:
    return and_(PriceChange.product_id == product_id, PriceChange.variant_id.is_not_distinct_from(variant_id))


def _last_price(product_id: int, variant_id: int | None) -> int | None:
    return db.session.scalar(select(PriceChange.price_cents).where(_of(product_id, variant_id)).order_by(PriceChange.id.desc()).limit(1))


def set_price(product_id: int, *, cents: int, variant_id: int | None = None, by: str, now: datetime) -> None:
    """One price, per piece or per kg. Raises PriceOutOfRange, NotFound."""
    if not 0 < cents <= MOST_CENTS:
        raise PriceOutOfRange(most_cents=MOST_CENTS)
    with writing():
        row = db.session.get(ProductRow, product_id, with_for_update=True, populate_existing=True)
        if row is None or (variant_id is not None and variant_id not in prices_of(row)):
            raise NotFound
        before = prices_of(row)
        _store(product_id, variant_id, cents, now)
        db.session.expire_all()
        note_prices(row, before, by=by, now=now)


def _store(product_id: int, variant_id: int | None, cents: int, now: datetime) -> None:
    """A price moves the version too, so an older sheet can't put the old price back unseen."""
    moved: dict[str, object] = {"version": ProductRow.version + 1, "changed_at": now}
    if variant_id is None:
        moved["price_cents"] = cents
    else:
        change(update(VariantRow).where(VariantRow.id == variant_id).values(price_cents=cents))
    change(update(ProductRow).where(ProductRow.id == product_id).values(moved))


def preview_prices(adjustment: Adjustment) -> list[NewPrice]:
    """What `change_prices` would do, in the shop's order. Raises PriceOutOfRange when a price would reach zero or go too high."""
    rows = db.session.scalars(_adjusted(adjustment)).all()
    named = {v.id: v.name for row in rows for v in row.variants}
    changes = [NewPrice(row.id, variant_id, row.name, named[variant_id] if variant_id else {}, cents, adjustment.reckon(cents))
               for row in rows for variant_id, cents in prices_of(row).items()]
    changes = [each for each in changes if each.new_cents != each.old_cents]
    if any(not 0 < each.new_cents <= MOST_CENTS for each in changes):
        raise PriceOutOfRange(most_cents=MOST_CENTS)
    return changes


def _adjusted(adjustment: Adjustment) -> Select[ProductRow]:
    wanted = select(ProductRow).where(ProductRow.state != "withdrawn").order_by(ProductRow.category_id, ProductRow.position, ProductRow.id)
    if adjustment.category_id is not None:
        wanted = wanted.where(ProductRow.category_id == adjustment.category_id)
    return wanted if adjustment.ids is None else wanted.where(ProductRow.id.in_(adjustment.ids))


def fingerprint(changes: Sequence[NewPrice]) -> str:
    """Names exactly these changes, so that what is done is what was shown."""
    content = repr([(each.product_id, each.variant_id, each.old_cents, each.new_cents) for each in changes])
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def change_prices(adjustment: Adjustment, *, by: str, now: datetime, seen: str | None = None) -> int:
    """Change many prices as previewed; `seen` is the preview's fingerprint. Returns how many changed.

    Raises PricesMoved when the preview is no longer true, NothingToChange, PriceOutOfRange.
    """
    with writing():
        db.session.scalars(select(ProductRow.id).order_by(ProductRow.id).with_for_update()).all()
        changes = preview_prices(adjustment)
        if not changes:
            raise NothingToChange
        if seen is not None and fingerprint(changes) != seen:
            raise PricesMoved
        before = {each.product_id: prices_of(db.session.get_one(ProductRow, each.product_id)) for each in changes}
        for each in changes:
            _store(each.product_id, each.variant_id, each.new_cents, now)
        db.session.expire_all()
        for product_id, old in before.items():
            note_prices(db.session.get_one(ProductRow, product_id), old, by=by, now=now)
        return len(changes)


def list_prices(product_id: int) -> Sequence[PriceChange]:
    """Every price customers saw, newest first."""
    return db.session.scalars(select(PriceChange).where(PriceChange.product_id == product_id).order_by(PriceChange.id.desc())).all()


def lowest_price_30_days(product_id: int, variant_id: int | None, now: datetime) -> int | None:
    """The lowest price in force at any moment of the last thirty days; None when it was not on sale (Codice del Consumo art. 17-bis)."""
    since = now - timedelta(days=30)
    of = _of(product_id, variant_id)
    within = select(PriceChange.price_cents).where(of, PriceChange.at > since, PriceChange.at <= now)
    at_start = select(PriceChange.price_cents).where(of, PriceChange.at <= since).order_by(PriceChange.at.desc(), PriceChange.id.desc())
    prices = [*db.session.scalars(within), *db.session.scalars(at_start.limit(1))]
    return min(prices, default=None)


def lowest_prices_30_days(wanted: Collection[tuple[int, int | None]], now: datetime) -> dict[int, int]:
    """The same for many (product, variant) at once: {product id: cents}, without those that were not on sale."""
    since, lowest = now - timedelta(days=30), dict[int, int]()
    changes = select(PriceChange).where(PriceChange.product_id.in_({product_id for product_id, _ in wanted}), PriceChange.at <= now)
    for row in db.session.scalars(changes.order_by(PriceChange.at, PriceChange.id)):
        if (row.product_id, row.variant_id) in wanted:
            before = lowest.get(row.product_id, row.price_cents)
            lowest[row.product_id] = row.price_cents if row.at <= since else min(before, row.price_cents)
    return lowest
