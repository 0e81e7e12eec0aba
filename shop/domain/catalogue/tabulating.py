"""Decides how a product is written in a table and read from one: which columns there are, and what may stand in a cell."""
import csv
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import date
from io import StringIO
from typing import Any

from shop.domain.catalogue.entering import GroupSheet, OptionSheet, ProductSheet, QuestionSheet, VariantSheet
from shop.domain.catalogue.facts import ALLERGENS
from shop.domain.catalogue.judging import UnknownChoice
from shop.kernel.refusal import Refusal

NONE = "none"  # of the fourteen, said on purpose; an empty cell says nothing
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_PLAIN_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?")


class NotANumber(Refusal):
    code = "not_a_number"


class NotADay(Refusal):
    code = "not_a_day"


class NotReadable(Refusal):
    code = "not_readable"


def neutral(cell: str) -> str:
    """A cell no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_DANGEROUS) and not _PLAIN_NUMBER.fullmatch(cell) else cell


def bare(cell: str) -> str:
    """The cell as it was before it was made neutral."""
    text = cell.replace("\x00", "").strip()
    return text[1:] if text.startswith("'") and text[1:].startswith(_DANGEROUS) else text


def read_number(cell: str) -> int | None:
    if not cell:
        return None
    if not re.fullmatch(r"-?\d{1,9}", cell):
        raise NotANumber(word=cell[:40])
    return int(cell)


def read_cents(cell: str) -> int:
    """`1,30`, `1.30` or `1`, in euro."""
    plain = cell.removesuffix("€").removeprefix("€").strip().replace(",", ".")
    met = re.fullmatch(r"(-?)(\d{0,7})(?:\.(\d{1,2})0*)?", plain)
    if not plain or not met or not (met[2] or met[3]):
        raise NotANumber(word=cell[:40])
    cents = int(met[2] or 0) * 100 + int((met[3] or "0").ljust(2, "0"))
    return -cents if met[1] else cents


def write_cents(cents: int) -> str:
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def read_flag(cell: str) -> bool:
    yes, no = ("yes", "sì", "si", "true", "vero", "1", "x"), ("no", "false", "falso", "0", "")
    if cell.lower() not in yes + no:
        raise UnknownChoice(word=cell[:40])
    return cell.lower() in yes


def read_day(cell: str) -> date | None:
    try:
        return date.fromisoformat(cell) if cell else None
    except ValueError as wrong:
        raise NotADay(word=cell[:40]) from wrong


def read_codes(cell: str) -> frozenset[str]:
    codes = frozenset(code.strip().lower() for code in cell.split(";") if code.strip())
    if unknown := sorted(codes - set(ALLERGENS)):
        raise UnknownChoice(word=unknown[0][:40])
    return codes


def read_contained(cell: str) -> frozenset[str] | None:
    return None if not cell else frozenset() if cell.lower() == NONE else read_codes(cell)


def write_contained(codes: frozenset[str] | None) -> str:
    return "" if codes is None else ";".join(sorted(codes)) or NONE


def _from_json(cell: str, kind: Callable[[Mapping[str, Any]], Any]) -> tuple[Any, ...]:
    try:
        return tuple(kind(each) for each in json.loads(cell)) if cell else ()
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as wrong:
        raise NotReadable(word=cell[:40]) from wrong


def _is_words(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(word, str) for pair in value.items() for word in pair)


def _is_whole(value: Any) -> bool:
    return type(value) is int and abs(value) < 2**31


MEANT: dict[str, Callable[[Any], bool]] = {
    **dict.fromkeys(("name", "label"), _is_words), **dict.fromkeys(("repeats", "is_required"), lambda value: isinstance(value, bool)),
    **dict.fromkeys(("price_cents", "min_picks", "max_picks", "max_length"), _is_whole), "kind": lambda value: isinstance(value, str),
    **dict.fromkeys(("allergens", "traces"), lambda value: isinstance(value, list) and all(isinstance(code, str) for code in value)),
    "id": lambda value: value is None or _is_whole(value), "options": lambda value: isinstance(value, list)}


def _meant(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a cell says of one group, option or question, if each part is of its kind. Raises KeyError, TypeError."""
    for name, value in given.items():
        if not MEANT[name](value):
            raise TypeError(name)
    return given


def _option(given: Mapping[str, Any]) -> OptionSheet:
    codes = {name: frozenset(given.get(name, ())) for name in ("allergens", "traces")}
    return OptionSheet(**{**_meant(given), **codes})


def _question(given: Mapping[str, Any]) -> QuestionSheet:
    return QuestionSheet(**_meant(given))


def _group(given: Mapping[str, Any]) -> GroupSheet:
    return GroupSheet(**{**_meant(given), "options": tuple(_option(option) for option in given["options"])})


def _as_json(sheets: Iterable[Any]) -> str:
    plain = [asdict(sheet) for sheet in sheets]
    return json.dumps(plain, default=sorted, ensure_ascii=False) if plain else ""


_NUMBERS = ("net_g", "net_ml", "step_g", "min_g", "shelf_life_hours", "pool_size")
_TEXTS = ("season_from", "season_to", "region", "vat")
_FLAGS = ("alcohol", "perishable", "keep_cold", "delivers", "counter_only")
WORDS = ("name", "story", "ingredients")
READ: dict[str, Callable[[str], Any]] = {
    **dict.fromkeys(_NUMBERS, read_number), **dict.fromkeys(_FLAGS, read_flag), **dict.fromkeys(_TEXTS, lambda cell: cell or None),
    "unit": lambda cell: cell or "piece", "price": read_cents, "allergens": read_contained, "traces": read_codes,
    "lead_minutes": lambda cell: read_number(cell) or 0, "position": lambda cell: read_number(cell) or 0,
    "from_on": read_day, "until_on": read_day, "goes_with": lambda cell: tuple(slug.strip() for slug in cell.split(";") if slug.strip()),
    "groups": lambda cell: _from_json(cell, _group), "questions": lambda cell: _from_json(cell, _question),
}
FIELD_OF = {"price": "price_cents"}
OF_VARIANT = ("variant_id", "variant_it", "variant_en", "variant_price", "variant_net_g", "variant_lead_minutes")
COLUMNS = ("slug", "state", "category", "category_en", *(f"{name}_{of}" for name in WORDS for of in ("it", "en")), "unit", "price",
           *OF_VARIANT, *(name for name in READ if name not in ("unit", "price")), "parts")


def write_table(products: Iterable[Mapping[str, str]]) -> Iterator[str]:
    """The lines of the file, each cell neutral; the first is the names of the columns."""
    yield "\ufeff" + _line(COLUMNS)
    for row in products:
        yield _line([neutral(row.get(column, "")) for column in COLUMNS])


def _line(cells: Iterable[str]) -> str:
    written = StringIO()
    csv.writer(written).writerow(cells)
    return written.getvalue()


def write_rows(slug: str, state: str, category: Mapping[str, str], sheet: ProductSheet, parts: str) -> Iterator[dict[str, str]]:
    """A product's rows: its own columns on the first, a row more for each further variant."""
    row = {"slug": slug, "state": state, "category": category.get("it", ""), "category_en": category.get("en", ""), "parts": parts}
    row |= {f"{name}_{of}": getattr(sheet, name).get(of, "") for name in WORDS for of in ("it", "en")}
    row |= {name: "" if getattr(sheet, name) is None else str(getattr(sheet, name))
            for name in (*_NUMBERS, *_TEXTS, "unit", "lead_minutes", "position", "from_on", "until_on")}
    row |= {name: "yes" if getattr(sheet, name) else "no" for name in _FLAGS}
    row |= {"price": write_cents(sheet.price_cents),
            "allergens": write_contained(sheet.allergens), "traces": ";".join(sorted(sheet.traces)),
            "goes_with": ";".join(sheet.goes_with), "groups": _as_json(sheet.groups), "questions": _as_json(sheet.questions)}
    first, *others = [_write_variant(variant) for variant in sheet.variants] or [{}]
    yield row | first
    for other in others:
        yield {"slug": slug} | other


def _write_variant(variant: VariantSheet) -> dict[str, str]:
    return {"variant_id": str(variant.id or ""), "variant_it": variant.name.get("it", ""), "variant_en": variant.name.get("en", ""),
            "variant_price": write_cents(variant.price_cents), "variant_net_g": str(variant.net_g or ""),
            "variant_lead_minutes": "" if variant.lead_minutes is None else str(variant.lead_minutes)}


def read_variant(cells: Mapping[str, str]) -> VariantSheet:
    lead = read_number(cells.get("variant_lead_minutes", ""))
    return VariantSheet(
        id=read_number(cells.get("variant_id", "")), name={"it": cells.get("variant_it", ""), "en": cells.get("variant_en", "")},
        price_cents=read_cents(cells.get("variant_price", "")), net_g=read_number(cells.get("variant_net_g", "")), lead_minutes=lead)
