"""Decides which pictures show a product, in which order, and with which words for those who don't see them."""
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


def order_pictures(product_id: int, keys: list[str]) -> None:
    """Show them in this order."""
    with writing():
        for position, key in enumerate(keys):
            change(update(PictureRow).where(_one(product_id, key)).values(position=position))


def note_sizes_made(key: str) -> None:
    """The smaller sizes of a kept picture are there: pages may ask for them."""
    with writing():
        change(update(PictureRow).where(PictureRow.key == key, ~PictureRow.has_sizes).values(has_sizes=True))
