"""Decides how a product is entered and changed: the whole sheet at once, and never over someone else's change."""
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Protocol, TypeVar

from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified

from shop.domain.catalogue import describing
from shop.domain.catalogue.entering import (
    GroupSheet,
    OptionSheet,
    PartSheet,
    ProductSheet,
    QuestionSheet,
    VariantSheet,
    as_copy,
    settle,
    tidy,
)
from shop.domain.catalogue.judging import check
from shop.domain.catalogue.models import GroupRow, OptionRow, PartRow, PictureRow, ProductRow, QuestionRow, VariantRow
from shop.domain.catalogue.pricing import note_prices, prices_of
from shop.domain.catalogue.publishing import refuse_incomplete
from shop.domain.catalogue.searching import fold, keep_words
from shop.kernel import audit
from shop.kernel.database import db, writing
from shop.kernel.refusal import NotFound, Refusal

COPY = {"it": "(copia)", "en": "(copy)"}
_PLAIN = ("category_id", "unit", "price_cents", "step_g", "min_g", "net_g", "net_ml", "vat", "alcohol", "perishable", "keep_cold",
          "shelf_life_hours", "lead_minutes", "pool_size", "season_from", "season_to", "from_on", "until_on", "counter_only", "delivers",
          "region", "position")


class ProductHasChanged(Refusal):
    """Someone saved the product after this sheet was opened: nothing of either is lost until a person has looked."""

    code = "product_has_changed"


class Kept(Protocol):
    id: int | None


S = TypeVar("S", VariantSheet, OptionSheet, GroupSheet, QuestionSheet)
R = TypeVar("R", VariantRow, OptionRow, GroupRow, QuestionRow)


def create_product(sheet: ProductSheet, *, by: str, now: datetime, slug: str = "") -> int:
    """A new draft; its address is made of its Italian name unless a slug is given. Returns its id."""
    with writing():
        check(sheet)
        row = ProductRow(slug=free_slug(slug or sheet.name["it"]), created_at=now, changed_at=now, category_id=sheet.category_id,
                         name=tidy(sheet.name))
        _fill(row, sheet)
        db.session.add(row)
        db.session.flush()
        keep_words(row.id)
        audit.note(what="product.created", by=by, about=f"product:{row.id}", at=now)
        return row.id


def save_product(product_id: int, sheet: ProductSheet, *, version: int, by: str, now: datetime) -> None:
    """Keep the whole sheet. Raises ProductHasChanged when someone saved since `version` was read, and what `check` finds;
    a published product that would lack something is refused as well."""
    with writing():
        row = lock(product_id)
        if row.version != version:
            raise ProductHasChanged(changed_at=row.changed_at)
        check(sheet, product_id=product_id)
        before = prices_of(row)
        _fill(row, sheet)
        row.changed_at = now
        flag_modified(row, "changed_at")  # the version moves even when only a variant changed
        db.session.flush()
        keep_words(product_id)
        note_prices(row, before, by=by, now=now)
        if row.state == "published":
            refuse_incomplete(describing.load([product_id])[product_id])
        audit.note(what="product.saved", by=by, about=f"product:{product_id}", at=now)


def duplicate_product(product_id: int, *, by: str, now: datetime) -> int:
    """A draft like this product, with its pictures. Returns its id."""
    with writing():
        sheet, _ = read_sheet(product_id)
        copy_id = create_product(as_copy(sheet, COPY), by=by, now=now)
        for picture in db.session.scalars(select(PictureRow).where(PictureRow.product_id == product_id)).all():
            db.session.add(PictureRow(product_id=copy_id, key=picture.key, width=picture.width, height=picture.height, alt=picture.alt,
                                      has_sizes=picture.has_sizes, position=picture.position))
        return copy_id


def lock(product_id: int) -> ProductRow:
    """The row, ours until the commit. Raises NotFound."""
    row = db.session.get(ProductRow, product_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound
    return row


def free_slug(name: str) -> str:
    """`Bignè alla crema` -> bigne-alla-crema, or bigne-alla-crema-2 where that is taken."""
    plain = "-".join(fold(name))[:80].strip("-") or "prodotto"
    taken = set(db.session.scalars(select(ProductRow.slug).where(ProductRow.slug.startswith(plain, autoescape=True))))
    return next(slug for slug in (plain, *(f"{plain}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken)


def _fill(row: ProductRow, entered: ProductSheet) -> None:
    sheet = settle(entered)
    for name in _PLAIN:
        setattr(row, name, getattr(sheet, name))
    row.name, row.story, row.ingredients = tidy(sheet.name), tidy(sheet.story), tidy(sheet.ingredients)
    row.allergens = None if sheet.allergens is None else sorted(sheet.allergens)
    row.traces = sorted(sheet.traces - (sheet.allergens or frozenset()))
    row.goes_with = list(sheet.goes_with)
    _merge(row.variants, sheet.variants, VariantRow, _fill_variant)
    _merge(row.groups, sheet.groups, GroupRow, _fill_group)
    _merge(row.questions, sheet.questions, QuestionRow, _fill_question)
    if [(part.part_id, part.quantity) for part in row.parts] != [(part.product_id, part.quantity) for part in sheet.parts]:
        row.parts = [PartRow(part_id=part.product_id, quantity=part.quantity) for part in sheet.parts]


def _merge(rows: list[R], sheets: Sequence[S], kind: Callable[[], R], fill: Callable[[R, S], None]) -> None:
    """Rows follow the sheet's order; one no longer on it is put out of use where old orders may name it, else removed."""
    known = {row.id: row for row in rows}
    for position, sheet in enumerate(sheets):
        row = known.pop(sheet.id, None) if sheet.id else None
        if row is None:
            row = kind()
            rows.append(row)
        fill(row, sheet)
        row.position = position
        if isinstance(row, VariantRow | OptionRow):
            row.is_active = True
    for row in known.values():
        if isinstance(row, VariantRow | OptionRow):
            row.is_active = False
        else:
            rows.remove(row)


def _fill_variant(row: VariantRow, sheet: VariantSheet) -> None:
    row.name, row.price_cents, row.net_g, row.lead_minutes = tidy(sheet.name), sheet.price_cents, sheet.net_g, sheet.lead_minutes


def _fill_option(row: OptionRow, sheet: OptionSheet) -> None:
    row.name, row.price_cents = tidy(sheet.name), sheet.price_cents
    row.allergens, row.traces = sorted(sheet.allergens), sorted(sheet.traces - sheet.allergens)


def _fill_group(row: GroupRow, sheet: GroupSheet) -> None:
    row.name, row.min_picks, row.max_picks, row.repeats = tidy(sheet.name), sheet.min_picks, sheet.max_picks, sheet.repeats
    _merge(row.options, sheet.options, OptionRow, _fill_option)


def _fill_question(row: QuestionRow, sheet: QuestionSheet) -> None:
    row.kind, row.label, row.max_length = sheet.kind, tidy(sheet.label), sheet.max_length
    row.price_cents, row.is_required = sheet.price_cents, sheet.is_required


def read_sheet(product_id: int) -> tuple[ProductSheet, int]:
    """The sheet as it is kept, without what its parts add, and the version to save it with. Raises NotFound."""
    row = db.session.get(ProductRow, product_id)
    if row is None:
        raise NotFound
    plain: dict[str, Any] = {name: getattr(row, name) for name in _PLAIN}
    return ProductSheet(
        **plain, name=row.name, story=row.story, ingredients=row.ingredients, goes_with=tuple(row.goes_with),
        allergens=None if row.allergens is None else frozenset(row.allergens), traces=frozenset(row.traces),
        variants=tuple(VariantSheet(id=v.id, name=v.name, price_cents=v.price_cents, net_g=v.net_g, lead_minutes=v.lead_minutes)
                       for v in row.variants if v.is_active),
        groups=tuple(_read_group(group) for group in row.groups),
        questions=tuple(QuestionSheet(id=q.id, kind=q.kind, label=q.label, max_length=q.max_length, price_cents=q.price_cents,
                                      is_required=q.is_required) for q in row.questions),
        parts=tuple(PartSheet(product_id=part.part_id, quantity=part.quantity) for part in row.parts)), row.version


def _read_group(row: GroupRow) -> GroupSheet:
    return GroupSheet(
        id=row.id, name=row.name, min_picks=row.min_picks, max_picks=row.max_picks, repeats=row.repeats,
        options=tuple(OptionSheet(id=o.id, name=o.name, price_cents=o.price_cents, allergens=frozenset(o.allergens),
                                  traces=frozenset(o.traces)) for o in row.options if o.is_active))


