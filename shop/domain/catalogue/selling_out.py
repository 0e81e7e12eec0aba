"""Decides when a product is marked sold out by hand: until a moment, or until further notice."""
from datetime import datetime

from sqlalchemy import update

from shop.domain.catalogue.models import ProductRow
from shop.kernel import audit
from shop.kernel.database import change, writing
from shop.kernel.refusal import NotFound


def mark_sold_out(product_id: int, until: datetime | None, *, by: str, now: datetime) -> None:
    """Not sold before `until` (whole minutes; FOREVER = until further notice), or on sale again with None. Raises NotFound.

    The sheet's version stays: a form someone has open is not made stale by the morning's shelf.
    """
    whole = until.replace(second=0, microsecond=0) if until else None
    with writing():
        if change(update(ProductRow).where(ProductRow.id == product_id).values(sold_out_until=whole)) != 1:
            raise NotFound
        audit.note(what="product.sold_out" if whole else "product.back", by=by, about=f"product:{product_id}", at=now, until_at=whole)
