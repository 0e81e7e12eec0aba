"""Decides how a product's sheet is written into its form: as the owner would type it."""
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from shop.admin import typed_rows
from shop.admin.product_reading import FLAGS, LANGUAGES, NUMBERS, Typed
from shop.admin.typed import typed_euro
from shop.domain import catalogue
from shop.domain.catalogue import GroupSheet, PictureSheet, ProductSheet

AS_THEY_ARE = ("category_id", "unit", "vat", "region", "position", "from_on", "until_on")


def write_sheet(sheet: ProductSheet, pictures: list[PictureSheet]) -> Typed:
    """The fields of the form as they are kept."""
    typed: Mapping[str, Any] = {
        **_words("name", sheet.name), **_words("story", sheet.story), **_words("ingredients", sheet.ingredients),
        **{name: _plain(getattr(sheet, name)) for name in (*NUMBERS, *AS_THEY_ARE)},
        **{name: ["1"] if getattr(sheet, name) else [] for name in FLAGS}, "price_cents": _euro(sheet.price_cents),
        "lead_minutes": _hours(sheet.lead_minutes), "season_from": _day(sheet.season_from), "season_to": _day(sheet.season_to),
        "allergens": sorted(sheet.allergens or ()), "traces": sorted(sheet.traces), "goes_with": list(sheet.goes_with),
        "allergens_none": ["1"] if sheet.allergens == frozenset() else [],
        "variants": _number({"id": _plain(v.id), **_words("name", v.name), "price_cents": _euro(v.price_cents), "net_g": _plain(v.net_g),
                             "lead_minutes": _hours(v.lead_minutes)} for v in sheet.variants),
        "groups": _number(_write_group(group) for group in sheet.groups),
        "questions": _number({"id": _plain(q.id), "kind": [q.kind], **_words("label", q.label), "max_length": _plain(q.max_length),
                              "price_cents": _euro(q.price_cents), "is_required": ["1"] if q.is_required else []} for q in sheet.questions),
        "parts": _number({"product_id": [_name_of(part.product_id)], "quantity": _plain(part.quantity)} for part in sheet.parts),
        "pictures": _number(write_picture(picture) for picture in pictures)}
    return typed_rows.flatten(dict(typed))


def write_picture(picture: PictureSheet) -> dict[str, Any]:
    stored = picture.stored
    return {"key": [stored.key], "width": _plain(stored.width), "height": _plain(stored.height), **_words("alt", picture.alt)}


def _write_group(group: GroupSheet) -> dict[str, Any]:
    options = _number({"id": _plain(o.id), **_words("name", o.name), "price_cents": _effect(o.price_cents),
                       "allergens": sorted(o.allergens), "traces": sorted(o.traces)} for o in group.options)
    return {"id": _plain(group.id), **_words("name", group.name), "min_picks": _plain(group.min_picks),
            "max_picks": _plain(group.max_picks), "repeats": ["1"] if group.repeats else [], "options": options}


def _number(rows: Any) -> dict[int, Any]:
    return dict(enumerate(rows))


def _words(name: str, said: Mapping[str, str]) -> dict[str, list[str]]:
    return {f"{name}_{language}": [said.get(language, "")] for language in LANGUAGES}


def _plain(value: object) -> list[str]:
    return ["" if value is None else str(value)]


def _euro(cents: int) -> list[str]:
    return [typed_euro(cents) if cents else ""]


def _effect(cents: int) -> list[str]:
    return [("-" if cents < 0 else "") + typed_euro(abs(cents)) if cents else ""]


def _hours(minutes: int | None) -> list[str]:
    return ["" if minutes is None else f"{Decimal(minutes) / 60:.10f}".rstrip("0").rstrip(".").replace(".", ",")]


def _day(kept: str | None) -> list[str]:
    return [f"{kept[3:]}/{kept[:2]}" if kept else ""]


def _name_of(product_id: int) -> str:
    """Its name, or its address where another product has the same name."""
    product = catalogue.find_product(product_id, any_state=True)
    if product is None:
        return ""
    named = catalogue.find_named(product.name["it"])
    return product.name["it"] if named and named.id == product_id else product.slug
