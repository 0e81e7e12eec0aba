"""Decides what a file from elsewhere says: our own table or a Shopify export, its rows gathered into products, its mistakes by row."""
import csv
import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import StringIO
from typing import Any

import nh3

from shop.domain.catalogue import tabulating
from shop.domain.catalogue.entering import VariantSheet
from shop.domain.catalogue.searching import fold
from shop.domain.catalogue.tabulating import FIELD_OF, OF_VARIANT, READ, WORDS, bare, read_variant
from shop.kernel.refusal import Refusal

MOST_ROWS = 20_000
MOST_BYTES = 8_000_000
csv.field_size_limit(1_000_000)
Cells = dict[str, str]


class FileTooLarge(Refusal):
    code = "file_too_large"
    field = "file"


class NoColumns(Refusal):
    """Neither our columns nor Shopify's: nothing can be made of it."""

    code = "no_columns"
    field = "file"


@dataclass(frozen=True)
class Mistake:
    """What is wrong in a row: the line of the file, its column, and the refusal's code and parameters."""

    line: int
    column: str
    code: str
    params: dict[str, Any]

    @classmethod
    def of(cls, line: int, column: str, refusal: Refusal) -> "Mistake":
        kept = {name: value if isinstance(value, int | list) else str(value) for name, value in refusal.params.items()}
        return cls(line, column, refusal.code, kept)


@dataclass
class Entry:
    """One product of the file: only the columns it has; `variants` None where it has no such columns."""

    line: int
    slug: str
    fields: dict[str, Any] = field(default_factory=dict)
    category: dict[str, str] = field(default_factory=dict)
    state: str = ""
    parts: tuple[tuple[str, int], ...] | None = None
    variants: list[VariantSheet] | None = None


@dataclass
class Table:
    """A file understood: its products in order (what others are made of first), and its mistakes."""

    entries: list[Entry]
    mistakes: list[Mistake]
    is_shopify: bool


def decode(body: bytes) -> str:
    """The text of a file as spreadsheets save it. Raises FileTooLarge."""
    if len(body) > MOST_BYTES:
        raise FileTooLarge(most=MOST_BYTES // 1_000_000)
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    return body.decode("latin-1")


def decipher(text: str) -> Table:
    """Raises NoColumns and FileTooLarge; all else that is wrong is a mistake of its row."""
    rows = _read_rows(text)
    is_shopify = bool(rows) and {"Handle", "Title"} <= rows[0][1].keys()
    if rows and not is_shopify and not {"slug", "name_it"} & rows[0][1].keys():
        raise NoColumns
    gathered: dict[str, Entry] = {}
    mistakes: list[Mistake] = []
    for line, cells in rows:
        _gather(gathered, mistakes, line, _from_shopify(cells) if is_shopify else cells)
    entries = [entry for entry in gathered.values() if entry.line not in {mistake.line for mistake in mistakes}]
    return Table(sorted(entries, key=lambda entry: bool(entry.parts)), mistakes, is_shopify)


def _read_rows(text: str) -> list[tuple[int, Cells]]:
    head = text.lstrip("\ufeff").partition("\n")[0]
    separator = max(",;\t", key=head.count)
    reader = csv.DictReader(StringIO(text.lstrip("\ufeff"), newline=""), delimiter=separator)
    rows: list[tuple[int, Cells]] = []
    try:
        for row in reader:
            if len(rows) >= MOST_ROWS:
                raise FileTooLarge(most=MOST_ROWS)
            named = {name.strip(): cell or "" for name, cell in row.items() if name and not isinstance(cell, list)}
            rows.append((reader.line_num, {name: bare(cell) for name, cell in named.items()}))
    except csv.Error as broken:
        raise NoColumns from broken
    if not rows:
        raise NoColumns
    return rows


def _gather(gathered: dict[str, Entry], mistakes: list[Mistake], line: int, cells: Cells) -> None:
    """A row begins a product, or is one more variant of the one with its slug."""
    slug = "-".join(fold(cells.get("slug") or cells.get("name_it", "")))[:80].strip("-")
    if not slug:
        if any(cells.values()):
            mistakes.append(Mistake(line, "name_it", "name_needed", {}))
        return
    goes_on = slug in gathered and not cells.get("name_it")
    entry = gathered.setdefault(slug, Entry(line, slug))
    if entry.line != line and not goes_on:
        mistakes.append(Mistake(line, "slug", "twice_in_file", {"name": slug}))
        return
    for column, refusal in _fill(entry, cells, goes_on):
        mistakes.append(Mistake.of(entry.line, column, refusal))


def _fill(entry: Entry, cells: Cells, goes_on: bool) -> Iterator[tuple[str, Refusal]]:
    """Put a row's cells into its product; yields what could not be read."""
    if not goes_on:
        entry.state = cells.get("state", "")
        entry.category = {of: cells.get(name, "") for of, name in (("it", "category"), ("en", "category_en")) if cells.get(name)}
        for name in WORDS:
            said = {of: plain_text(cells[f"{name}_{of}"]) for of in ("it", "en") if f"{name}_{of}" in cells}
            if said:
                entry.fields[name] = said
        yield from _fill_plain(entry, cells)
    if any(column in cells for column in OF_VARIANT):
        entry.variants = entry.variants if entry.variants is not None else []
        if cells.get("variant_it"):
            try:
                entry.variants.append(read_variant(cells))
            except Refusal as refusal:
                yield "variant_price", refusal


def _fill_plain(entry: Entry, cells: Cells) -> Iterator[tuple[str, Refusal]]:
    for column, read in READ.items():
        if column in cells and not (column == "price" and not cells[column]):
            try:
                entry.fields[FIELD_OF.get(column, column)] = read(cells[column])
            except Refusal as refusal:
                yield column, refusal
    if "parts" in cells:
        try:
            entry.parts = tuple(_read_part(part) for part in cells["parts"].split(";") if part.strip())
        except Refusal as refusal:
            yield "parts", refusal


def _read_part(cell: str) -> tuple[str, int]:
    slug, _, quantity = cell.strip().partition(":")
    return slug.strip(), tabulating.read_number(quantity.strip()) or 1


def plain_text(text: str) -> str:
    """Words without markup, whoever wrote them: paragraphs stay lines."""
    if "<" not in text and "&" not in text:
        return text
    broken = re.sub(r"(?i)<\s*(?:br|/p|/div|/li|/h\d)\b[^>]*>", "\n", text)
    stripped = html.unescape(nh3.clean(broken, tags=set(), clean_content_tags={"script", "style"}))
    lines = [" ".join(line.split()) for line in stripped.split("\n")]
    return "\n".join(line for line in lines if line)


def _from_shopify(cells: Mapping[str, str]) -> Cells:
    """Shopify's columns by our names. It knows no allergens, so what it brings are drafts."""
    values = [cells.get(f"Option{n} Value", "") for n in (1, 2, 3)]
    named = " / ".join(value for value in values if value and value != "Default Title")
    price, grams = cells.get("Variant Price", ""), cells.get("Variant Grams", "").partition(".")[0]
    own: Cells = {"slug": cells.get("Handle", ""), "name_it": cells.get("Title", "")}
    if own["name_it"]:
        own |= {"story_it": cells.get("Body (HTML)", "")[:20_000], "category": cells.get("Type", "") or "Shopify", "price": price or "0"}
    if named:
        own |= {"variant_it": named, "variant_price": price or "0", "variant_net_g": grams if grams != "0" else ""}
    elif own["name_it"]:
        own["net_g"] = grams if grams != "0" else ""
    return own
