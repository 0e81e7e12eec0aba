"""Decides what becomes of goods brought back: on today's shelf again, or thrown away, with movements that tell either."""

from dataclasses import replace
from datetime import date, datetime

from shop.domain.catalogue import Product
from shop.domain.stock.allocating import lock, note, resize
from shop.domain.stock.models import Movement
from shop.domain.stock.shelving import Stand
from shop.kernel.database import db, writing


def take_back(product: Product, on: date, quantity: int, *, is_good: bool, by: str, now: datetime) -> Stand:
    """So many came back on that day: good ones can be sold again, the others come in and go out, so that the day's waste tells them."""
    with writing():
        stands = lock(product, on)
        if is_good and stands.size is not None:
            stands = replace(stands, size=stands.size + quantity)
            resize(product, on, stands, reason="returned", by=by, at=now)
            return stands
        db.session.add(Movement(product_id=product.id, on=on, quantity=quantity, reason="returned", by=by, at=now))
        if not is_good:
            note(product, on, -quantity, reason="wasted.returned", by=by, at=now)
        return stands
