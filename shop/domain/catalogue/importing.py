"""Decides how products come in from a file: tried first, then written some at a time, each whole; followed, stopped and resumed."""
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from functools import lru_cache

from sqlalchemy import select, update

from shop.domain.catalogue import deciphering, judging
from shop.domain.catalogue.arranging import create_category
from shop.domain.catalogue.deciphering import Entry, Mistake, Table
from shop.domain.catalogue.entering import PartSheet, ProductSheet
from shop.domain.catalogue.indexing import index
from shop.domain.catalogue.models import ProductImport, ProductRow
from shop.domain.catalogue.publishing import publish, refuse_incomplete, withdraw
from shop.domain.catalogue.saving import create_product, read_sheet, save_product
from shop.domain.catalogue.tabulating import WORDS
from shop.kernel import audit
from shop.kernel.database import change, db, writing
from shop.kernel.refusal import NotFound, Refusal

AT_A_TIME = 20
OTHER = {"it": "Altro", "en": "Other"}
MOST_MISTAKES = 500


class NothingToImport(Refusal):
    code = "nothing_to_import"
    field = "file"


def try_file(body: bytes, *, filename: str, by: str, now: datetime) -> int:
    """Read a file and say what it would do, writing no product. Returns the import's id. Raises FileTooLarge, NoColumns."""
    text = deciphering.decode(body).replace("\x00", "")
    table = deciphering.decipher(text)
    known = index().by_slug
    mistakes = [*table.mistakes, *_list_refused(table)]
    wrong = {mistake.line for mistake in mistakes}
    right = [entry for entry in table.entries if entry.line not in wrong]
    with writing():
        row = ProductImport(state="tried", at=now, by=by, filename=filename[:200], text=text, total=len(right), done=0,
                            new=sum(entry.slug not in known for entry in right), mistakes=_stored(mistakes), is_shopify=table.is_shopify)
        db.session.add(row)
        db.session.flush()
        return row.id


def _stored(mistakes: Sequence[Mistake]) -> list[dict[str, object]]:
    return [asdict(mistake) for mistake in sorted(mistakes, key=lambda mistake: mistake.line)[:MOST_MISTAKES]]


def _list_refused(table: Table) -> Iterator[Mistake]:
    """What would be refused if each product were kept now."""
    slugs = {entry.slug for entry in table.entries} | index().by_slug.keys()
    for entry in table.entries:
        try:
            unknown = [slug for slug, _ in entry.parts or () if slug not in slugs or slug == entry.slug]
            if unknown:
                yield Mistake(entry.line, "parts", "no_such_product", {"name": unknown[0]})
            else:
                _try(entry)
        except Refusal as refusal:
            yield Mistake.of(entry.line, refusal.field or "", refusal)


def _try(entry: Entry) -> None:
    """Raises what keeping it would."""
    sheet, _ = _sheet_of(entry)
    judging.check(replace(sheet, parts=()), category_known=True)
    if entry.state == "published":
        refuse_incomplete(replace(sheet, parts=tuple(PartSheet(product_id=0, quantity=n) for _, n in entry.parts or ()) or sheet.parts))


def _sheet_of(entry: Entry) -> tuple[ProductSheet, int]:
    """The sheet an entry makes, on top of what is kept under its slug; and the version of that (0 = new)."""
    product_id = _ids_of([entry.slug]).get(entry.slug)
    kept, version = read_sheet(product_id) if product_id else (ProductSheet(category_id=0, name={}), 0)
    fields = entry.fields | {name: {**getattr(kept, name), **entry.fields[name]} for name in WORDS if name in entry.fields}
    if entry.variants is not None:
        own = {variant.id for variant in kept.variants}
        by_name = {variant.name.get("it"): variant.id for variant in kept.variants}
        fields["variants"] = tuple(
            variant if variant.id in own else replace(variant, id=by_name.get(variant.name["it"])) for variant in entry.variants)
    if fields.get("variants") and not fields.get("price_cents"):
        fields["price_cents"] = min(variant.price_cents for variant in fields["variants"])
    return replace(kept, **fields), version


def _ids_of(slugs: Sequence[str]) -> dict[str, int]:
    """By one small query: within a write the index would be made anew."""
    return dict(db.session.execute(select(ProductRow.slug, ProductRow.id).where(ProductRow.slug.in_(slugs))).all())


def get_import(import_id: int) -> ProductImport:
    """Raises NotFound."""
    row = db.session.get(ProductImport, import_id, populate_existing=True)
    if row is None:
        raise NotFound
    return row


def list_imports(limit: int = 10) -> Sequence[ProductImport]:
    """The newest first."""
    return db.session.scalars(select(ProductImport).order_by(ProductImport.id.desc()).limit(limit)).all()


def start_import(import_id: int, *, by: str, now: datetime) -> None:
    """From here on the rows without mistakes are written, also when nobody watches. Raises NotFound, NothingToImport."""
    with writing():
        row = get_import(import_id)
        if row.total == 0:
            raise NothingToImport
        begin = update(ProductImport).where(ProductImport.id == import_id, ProductImport.state.in_(("tried", "stopped")))
        if change(begin.values(state="running", by=by)):
            audit.note(what="products.imported", by=by, about=f"import:{import_id}", at=now, total=row.total)


def stop_import(import_id: int) -> None:
    """What is written stays; the rest waits until it is started again."""
    with writing():
        change(update(ProductImport).where(ProductImport.id == import_id, ProductImport.state == "running").values(state="stopped"))


@lru_cache(maxsize=2)
def _table(import_id: int, text: str) -> Table:
    return deciphering.decipher(text)


def work_imports(now: datetime, *, most: int = AT_A_TIME) -> int:
    """Write the next products of the import under way. Returns how many were dealt with."""
    row = db.session.scalars(select(ProductImport).where(ProductImport.state == "running").order_by(ProductImport.id).limit(1)).first()
    if row is None:
        db.session.rollback()
        return 0
    wrong = {mistake["line"] for mistake in row.mistakes if not mistake.get("late")}
    entries = [entry for entry in _table(row.id, row.text).entries if entry.line not in wrong]
    import_id, by, done = row.id, row.by, row.done
    late = [mistake for entry in entries[done:done + most] if (mistake := _write(entry, by=by, now=now))]
    _move_on(import_id, done, min(most, len(entries) - done), len(entries), late)
    return min(most, len(entries) - done)


def _write(entry: Entry, *, by: str, now: datetime) -> Mistake | None:
    """Keep one product whole, or say why not. Written twice it is the same, so a killed import may simply go on."""
    try:
        with writing():
            _keep(entry, by=by, now=now)
        return None
    except Refusal as refusal:
        return Mistake.of(entry.line, refusal.field or "", refusal)


def _keep(entry: Entry, *, by: str, now: datetime) -> None:
    sheet, version = _sheet_of(entry)
    if entry.category or not sheet.category_id:
        sheet = replace(sheet, category_id=create_category(entry.category or OTHER, by=by, now=now))
    if entry.parts is not None:
        ids = _ids_of([slug for slug, _ in entry.parts])
        sheet = replace(sheet, parts=tuple(PartSheet(product_id=ids.get(slug, 0), quantity=quantity) for slug, quantity in entry.parts))
    product_id = _ids_of([entry.slug]).get(entry.slug)
    if product_id is None:
        product_id = create_product(sheet, slug=entry.slug, by=by, now=now)
    else:
        save_product(product_id, sheet, version=version, by=by, now=now)
    if entry.state == "published":
        publish(product_id, by=by, now=now)
    elif entry.state == "withdrawn":
        withdraw(product_id, by=by, now=now)


def _move_on(import_id: int, done: int, by_how_many: int, total: int, late: Sequence[Mistake]) -> None:
    with writing():
        row = get_import(import_id)
        if row.done != done or row.state != "running":
            return  # another worker, or the owner, was here meanwhile
        row.done = done + by_how_many
        if row.done >= total:
            row.state, row.text = "done", ""  # what it held is in the catalogue now
        row.mistakes = [*row.mistakes, *({**asdict(mistake), "late": True} for mistake in late)][:2 * MOST_MISTAKES]
        db.session.flush()
