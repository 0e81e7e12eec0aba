"""Decides what a basket remembers of the links its owner followed: the first stays, the last moves on."""

from datetime import datetime

from sqlalchemy import func, update

from shop.domain.baskets.models import Basket
from shop.kernel.database import change, writing


def note_touch(token: str, *, link_id: int, now: datetime) -> bool:
    """The owner of this basket came by that link; False where there is no such basket."""
    touched = {
        "first_link_id": func.coalesce(Basket.first_link_id, link_id),
        "first_touch_at": func.coalesce(Basket.first_touch_at, now),
        "last_link_id": link_id,
        "last_touch_at": now,
    }
    with writing():
        return change(update(Basket).where(Basket.token == token).values(touched)) == 1
