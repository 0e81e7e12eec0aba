"""Decides what leaves the shop as a file of products: every column of every product, in the shop's order."""
from collections.abc import Iterator

from sqlalchemy import select

from shop.domain.catalogue.models import CategoryRow, ProductRow
from shop.domain.catalogue.saving import read_sheet
from shop.domain.catalogue.tabulating import write_rows, write_table
from shop.kernel.database import db


def export_csv() -> str:
    """A CSV file that `try_file` reads back as it was."""
    return "".join(write_table(_list_rows()))


def _list_rows() -> Iterator[dict[str, str]]:
    order = (CategoryRow.position, CategoryRow.id, ProductRow.position, ProductRow.id)
    slugs = dict(db.session.execute(select(ProductRow.id, ProductRow.slug)).all())
    for row, category in db.session.execute(
            select(ProductRow, CategoryRow.name).join(CategoryRow, CategoryRow.id == ProductRow.category_id).order_by(*order)):
        sheet, _ = read_sheet(row.id)
        parts = ";".join(f"{slugs[part.product_id]}:{part.quantity}" for part in sheet.parts)
        yield from write_rows(row.slug, row.state, category, sheet, parts)
