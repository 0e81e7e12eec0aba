"""Decides how the catalogue is divided: categories, their names and order."""
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, update

from shop.domain.catalogue.entering import tidy
from shop.domain.catalogue.facts import Words
from shop.domain.catalogue.judging import NameNeeded
from shop.domain.catalogue.models import CategoryRow, ProductRow
from shop.domain.catalogue.searching import fold, keep_words_of
from shop.kernel import audit
from shop.kernel.database import change, db, insert_once, writing
from shop.kernel.refusal import NotFound, Refusal


class CategoryInUse(Refusal):
    code = "category_in_use"


def create_category(name: Words, *, by: str, now: datetime, slug: str = "") -> int:
    """A category at the end of the list; one of that address already there is taken as it is. Returns its id."""
    if not tidy(name).get("it"):
        raise NameNeeded
    with writing():
        address = slug or "-".join(fold(name["it"])) or "altro"
        last = db.session.scalar(select(func.max(CategoryRow.position))) or 0
        if insert_once(CategoryRow, slug=address, name=tidy(name), position=last + 1):
            audit.note(what="category.created", by=by, about=f"category:{address}", at=now)
        return db.session.scalars(select(CategoryRow.id).where(CategoryRow.slug == address)).one()


def rename_category(category_id: int, name: Words, *, by: str, now: datetime) -> None:
    """New words, the same address. Raises NameNeeded, NotFound."""
    if not tidy(name).get("it"):
        raise NameNeeded
    with writing():
        if change(update(CategoryRow).where(CategoryRow.id == category_id).values(name=tidy(name))) != 1:
            raise NotFound
        db.session.expire_all()
        keep_words_of(category_id)
        audit.note(what="category.renamed", by=by, about=f"category:{category_id}", at=now, name=tidy(name))


def order_categories(ids: Sequence[int]) -> None:
    """Show the categories in this order."""
    with writing():
        for position, category_id in enumerate(ids):
            change(update(CategoryRow).where(CategoryRow.id == category_id).values(position=position))


def remove_category(category_id: int, *, by: str, now: datetime) -> None:
    """Only an empty one. Raises CategoryInUse, NotFound."""
    with writing():
        row = db.session.get(CategoryRow, category_id)
        if row is None:
            raise NotFound
        held = db.session.scalar(select(func.count()).select_from(ProductRow).where(ProductRow.category_id == category_id)) or 0
        if held:
            raise CategoryInUse(n=held)
        db.session.delete(row)
        audit.note(what="category.removed", by=by, about=f"category:{category_id}", at=now)


def count_products() -> dict[int, int]:
    """How many products, in any state, each category holds."""
    rows = db.session.execute(select(ProductRow.category_id, func.count()).group_by(ProductRow.category_id))
    return {row[0]: row[1] for row in rows}
