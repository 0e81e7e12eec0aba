"""Decides how the rows of a product become the frozen facts others read: one query for any number of products."""
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, cast

from sqlalchemy import JSON, ColumnElement, Select, bindparam, func, select, type_coerce
from sqlalchemy.orm import InstrumentedAttribute, aliased

from shop.domain.catalogue.facts import Category, Option, OptionGroup, Part, Picture, Product, Question, Variant
from shop.domain.catalogue.models import CategoryRow, GroupRow, OptionRow, PartRow, PictureRow, ProductRow, QuestionRow, VariantRow
from shop.kernel.database import db, is_postgresql

AT_ONCE = 500  # ids per query: both databases bound the number of parameters
_PLAIN = ("id", "slug", "state", "name", "story", "ingredients", "unit", "price_cents", "step_g", "min_g", "net_g", "net_ml", "vat",
          "perishable", "shelf_life_hours", "pool_size", "season_from", "season_to", "from_on", "until_on", "sold_out_until",
          "counter_only", "delivers", "region")
_MERGED = ("allergens", "traces", "alcohol", "keep_cold", "lead_minutes", "goes_with")
_VARIANT = ("id", "name", "price_cents", "net_g", "lead_minutes")
_PART = ("part_id", "slug", "name", "unit", "quantity", "price_cents", "vat", "lead_minutes")
_PartProduct = aliased(ProductRow)


def load(ids: Iterable[int]) -> dict[int, Product]:
    """The facts of these products, whatever their state; unknown ids are left out."""
    wanted, found = sorted(set(ids)), {}
    for start in range(0, len(wanted), AT_ONCE):
        for row in db.session.execute(_statement(is_postgresql()), {"ids": wanted[start:start + AT_ONCE]}).mappings():
            found[row["id"]] = describe(cast(Mapping[str, Any], row))
    return found


@cache
def _statement(on_postgresql: bool) -> Select[Any]:
    own = [getattr(ProductRow, name) for name in _PLAIN + _MERGED]
    category = [CategoryRow.id.label("c_id"), CategoryRow.slug.label("c_slug"), CategoryRow.name.label("c_name")]
    children = [child.label(name) for name, child in _children(on_postgresql).items()]
    wanted = select(*own, *category, *children).join(CategoryRow, CategoryRow.id == ProductRow.category_id)
    return wanted.where(ProductRow.id.in_(bindparam("ids", expanding=True)))


def _columns(model: Any, names: str) -> list[InstrumentedAttribute[Any]]:
    return [getattr(model, name) for name in names.split()]


def _children(on_postgresql: bool) -> dict[str, ColumnElement[Any]]:
    """Each child table as one JSON list per product."""
    own = ProductRow.id
    options = select().join_from(OptionRow, GroupRow, OptionRow.group_id == GroupRow.id)
    parts = select().join_from(PartRow, _PartProduct, PartRow.part_id == _PartProduct.id)
    of_part = _columns(_PartProduct, "slug name unit price_cents vat lead_minutes allergens traces alcohol keep_cold")
    lists: dict[str, tuple[list[InstrumentedAttribute[Any]], Select[Any]]] = {
        "variants": (_columns(VariantRow, "id name price_cents net_g lead_minutes position"),
                     select().where(VariantRow.product_id == own, VariantRow.is_active)),
        "groups": (_columns(GroupRow, "id name min_picks max_picks repeats position"), select().where(GroupRow.product_id == own)),
        "options": (_columns(OptionRow, "id group_id name price_cents allergens traces position"),
                    options.where(GroupRow.product_id == own, OptionRow.is_active)),
        "questions": (_columns(QuestionRow, "id kind label max_length price_cents is_required position"),
                      select().where(QuestionRow.product_id == own)),
        "parts": (_columns(PartRow, "id part_id quantity") + of_part, parts.where(PartRow.product_id == own)),
        "pictures": (_columns(PictureRow, "id key width height alt has_sizes position"), select().where(PictureRow.product_id == own)),
    }
    return {name: _as_list(columns, rows, on_postgresql) for name, (columns, rows) in lists.items()}


def _as_list(columns: Sequence[InstrumentedAttribute[Any]], rows: Select[Any], on_postgresql: bool) -> ColumnElement[Any]:
    pairs: list[Any] = []
    for column in columns:
        plain = func.json(column) if isinstance(column.type, JSON) and not on_postgresql else column
        pairs += [column.key, plain]
    listed = func.json_agg(func.json_build_object(*pairs)) if on_postgresql else func.json_group_array(func.json_object(*pairs))
    subquery = rows.with_only_columns(listed).correlate(ProductRow).scalar_subquery()
    return type_coerce(subquery, JSON())


def _in_order(rows: Sequence[Mapping[str, Any]] | None) -> list[Mapping[str, Any]]:
    return sorted(rows or (), key=lambda row: (row.get("position", 0), row["id"]))


def describe(row: Mapping[str, Any]) -> Product:
    """A product with what its parts and its required choices add to it."""
    parts, groups = _in_order(row["parts"]), _groups(row)
    return Product(
        **{name: row[name] for name in _PLAIN},
        category=Category(row["c_id"], row["c_slug"], row["c_name"]),
        allergens=contained(row["allergens"], [p["allergens"] for p in parts], groups),
        traces=frozenset(row["traces"]).union(*(p["traces"] for p in parts)),
        alcohol=row["alcohol"] or any(p["alcohol"] for p in parts),
        keep_cold=row["keep_cold"] or any(p["keep_cold"] for p in parts),
        lead_minutes=max([row["lead_minutes"], *(p["lead_minutes"] for p in parts)]),
        goes_with=tuple(row["goes_with"]),
        variants=tuple(Variant(*(v[name] for name in _VARIANT)) for v in _in_order(row["variants"])),
        groups=groups,
        questions=tuple(_question(q) for q in _in_order(row["questions"])),
        parts=tuple(Part(*(p[name] for name in _PART)) for p in parts),
        pictures=tuple(_picture(p) for p in _in_order(row["pictures"])),
    )


def _question(q: Mapping[str, Any]) -> Question:
    return Question(q["id"], q["kind"], q["label"], q["max_length"], q["price_cents"], bool(q["is_required"]))


def _picture(p: Mapping[str, Any]) -> Picture:
    return Picture(p["key"], p["width"], p["height"], p["alt"], bool(p["has_sizes"]))


def _groups(row: Mapping[str, Any]) -> tuple[OptionGroup, ...]:
    options: dict[int, list[Option]] = {}
    for o in _in_order(row["options"]):
        options.setdefault(o["group_id"], []).append(
            Option(o["id"], o["name"], o["price_cents"], frozenset(o["allergens"]), frozenset(o["traces"])))
    return tuple(OptionGroup(g["id"], g["name"], g["min_picks"], g["max_picks"], bool(g["repeats"]), tuple(options.get(g["id"], ())))
                 for g in _in_order(row["groups"]))


def contained(own: Iterable[str] | None, of_parts: Iterable[Iterable[str] | None], groups: Iterable[OptionGroup]) -> frozenset[str] | None:
    """What one can't avoid eating: its own, its parts', and what no lawful pick of a required group leaves out. None = unknown."""
    every = [own, *of_parts]
    if any(some is None for some in every):
        return None
    sure = frozenset().union(*(some for some in every if some is not None))
    for group in groups:
        needed = min(group.min_picks, 1) if group.repeats else group.min_picks
        for allergen in frozenset[str]().union(*(option.allergens for option in group.options)):
            if sum(allergen not in option.allergens for option in group.options) < needed:
                sure |= {allergen}
    return sure
