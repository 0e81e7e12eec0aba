"""Decides what a sheet would look like as a product before it is kept: for the owner to see what customers will."""
from dataclasses import asdict
from typing import Any

from sqlalchemy import select

from shop.domain.catalogue.describing import describe
from shop.domain.catalogue.entering import ProductSheet, tidy
from shop.domain.catalogue.facts import Picture, Product
from shop.domain.catalogue.illustrating import PictureSheet
from shop.domain.catalogue.models import CategoryRow, ProductRow
from shop.kernel.database import db

_OF_PART = ("slug", "name", "unit", "price_cents", "vat", "lead_minutes", "allergens", "traces", "alcohol", "keep_cold")


def imagine(sheet: ProductSheet, pictures: list[PictureSheet], kept: Product | None = None) -> Product:
    """The facts the sheet would make, with what its parts add; `kept` gives what no sheet says: id, address, state, sizes made."""
    category = db.session.get(CategoryRow, sheet.category_id)
    row: dict[str, Any] = {**vars(sheet), **{name: tidy(getattr(sheet, name)) for name in ("name", "story", "ingredients")}}
    row |= {"id": kept.id if kept else 0, "slug": kept.slug if kept else "", "state": kept.state if kept else "draft",
            "sold_out_until": kept.sold_out_until if kept else None, "c_id": sheet.category_id,
            "c_slug": category.slug if category else "", "c_name": category.name if category else {}}
    row |= {
        "variants": _number(sheet.variants), "groups": _number(sheet.groups), "questions": _number(sheet.questions),
        "options": [asdict(option) | {"id": 100 * number + i, "group_id": number, "position": i}
                    for number, group in enumerate(sheet.groups, 1) for i, option in enumerate(group.options)],
        "parts": _list_parts(sheet), "pictures": []}
    sized = {picture.key: picture.has_sizes for picture in kept.pictures} if kept else {}
    shown = tuple(Picture(p.stored.key, p.stored.width, p.stored.height, tidy(p.alt), sized.get(p.stored.key, False)) for p in pictures)
    product = describe(row)
    return Product(**vars(product) | {"pictures": shown})


def _number(sheets: tuple[Any, ...]) -> list[dict[str, Any]]:
    return [asdict(sheet) | {"id": number, "position": number} for number, sheet in enumerate(sheets, 1)]


def _list_parts(sheet: ProductSheet) -> list[dict[str, Any]]:
    quantities = {part.product_id: part.quantity for part in sheet.parts}
    rows = db.session.execute(select(ProductRow.id, *(getattr(ProductRow, name) for name in _OF_PART)).where(ProductRow.id.in_(quantities)))
    return [dict(row) | {"part_id": row["id"], "quantity": quantities[row["id"]]} for row in rows.mappings()]
