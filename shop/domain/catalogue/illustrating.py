"""Decides which pictures show a product, in which order, and with which words for those who don't see them."""
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, func, select, update

from shop.domain.catalogue.entering import tidy
from shop.domain.catalogue.facts import Words
from shop.domain.catalogue.models import PictureRow, ProductRow
from shop.kernel import audit
from shop.kernel.database import change, db, writing
from shop.kernel.ports import StoredPicture
from shop.kernel.refusal import NotFound, Refusal

MOST = 12


@dataclass(frozen=True)
class PictureSheet:
    """A kept picture as the owner's form lists it."""

    stored: StoredPicture
    alt: Words


class TooManyPictures(Refusal):
    code = "too_many_pictures"
    field = "pictures"


def add_picture(product_id: int, stored: StoredPicture, *, by: str, now: datetime, alt: Words | None = None, has_sizes: bool = False,
                ) -> None:
    """Add a kept picture at the end; the same one again changes nothing. Raises NotFound, TooManyPictures."""
    with writing():
        if db.session.get(ProductRow, product_id) is None:
            raise NotFound
        keys = list(db.session.scalars(select(PictureRow.key).where(PictureRow.product_id == product_id)))
        if stored.key in keys:
            return
        if len(keys) >= MOST:
            raise TooManyPictures(most=MOST)
        last = db.session.scalar(select(func.max(PictureRow.position)).where(PictureRow.product_id == product_id))
        known = db.session.scalar(select(PictureRow.id).where(PictureRow.key == stored.key, PictureRow.has_sizes).limit(1))
        db.session.add(PictureRow(product_id=product_id, key=stored.key, width=stored.width, height=stored.height, alt=tidy(alt or {}),
                                  has_sizes=has_sizes or known is not None, position=0 if last is None else last + 1))
        audit.note(what="picture.added", by=by, about=f"product:{product_id}", at=now, key=stored.key)


def list_pictures(product_id: int) -> list[PictureSheet]:
    """In the order they are shown."""
    rows = db.session.scalars(select(PictureRow).where(PictureRow.product_id == product_id).order_by(PictureRow.position, PictureRow.id))
    return [PictureSheet(StoredPicture(row.key, row.width, row.height), row.alt) for row in rows]


def show_pictures(product_id: int, pictures: Sequence[PictureSheet], *, by: str, now: datetime) -> None:
    """These pictures, in this order, with these words; others are taken off. Raises NotFound, TooManyPictures."""
    with writing():
        keys = [picture.stored.key for picture in pictures]
        for gone in [kept for kept in list_pictures(product_id) if kept.stored.key not in keys]:
            remove_picture(product_id, gone.stored.key, by=by, now=now)
        for picture in pictures:
            add_picture(product_id, picture.stored, by=by, now=now)
            describe_picture(product_id, picture.stored.key, picture.alt)
        order_pictures(product_id, keys)


def _one(product_id: int, key: str) -> ColumnElement[bool]:
    return and_(PictureRow.product_id == product_id, PictureRow.key == key)


def remove_picture(product_id: int, key: str, *, by: str, now: datetime) -> None:
    """Take a picture off a product; its files stay, older pages may still show it."""
    with writing():
        if change(delete(PictureRow).where(_one(product_id, key))) == 0:
            raise NotFound
        audit.note(what="picture.removed", by=by, about=f"product:{product_id}", at=now, key=key)


def describe_picture(product_id: int, key: str, alt: Words) -> None:
    """What it shows, in both languages."""
    with writing():
        if change(update(PictureRow).where(_one(product_id, key)).values(alt=tidy(alt))) == 0:
            raise NotFound


def put_first(product_id: int, key: str) -> None:
    """Make it the picture that cards show. Raises NotFound."""
    with writing():
        keys = list(db.session.scalars(select(PictureRow.key).where(PictureRow.product_id == product_id)
                                       .order_by(PictureRow.position, PictureRow.id)))
        if key not in keys:
            raise NotFound
        order_pictures(product_id, [key, *(other for other in keys if other != key)])


def order_pictures(product_id: int, keys: Sequence[str]) -> None:
    """Show them in this order."""
    with writing():
        for position, key in enumerate(keys):
            change(update(PictureRow).where(_one(product_id, key)).values(position=position))


def note_sizes_made(key: str) -> None:
    """The smaller sizes of a kept picture are there: pages may ask for them."""
    with writing():
        change(update(PictureRow).where(PictureRow.key == key, ~PictureRow.has_sizes).values(has_sizes=True))
