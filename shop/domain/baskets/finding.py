"""Decides which basket a short name means."""

from datetime import datetime

from sqlalchemy import select

from shop.domain.baskets.filling import CODE_LENGTH, LASTS
from shop.domain.baskets.models import Basket
from shop.kernel.database import db


def find_by_code(typed: str, *, now: datetime) -> Basket | None:
    """The living basket with this code, however it was said or typed."""
    code = "".join(letter for letter in typed.upper() if letter.isalnum())
    if len(code) != CODE_LENGTH:
        return None
    wanted = select(Basket).where(Basket.code == code, Basket.touched_at > now - LASTS)
    return db.session.scalars(wanted).unique().one_or_none()


def is_expired(token: str, *, now: datetime) -> bool:
    """Whether this was a basket, until nobody touched it for thirty days."""
    return db.session.scalar(select(Basket.id).where(Basket.token == token, Basket.touched_at <= now - LASTS)) is not None
