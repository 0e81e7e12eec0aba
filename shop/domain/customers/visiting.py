"""Decides how long a customer's browser stays signed in: a row on the server, its secret in the cookie, gone at sign-out."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from secrets import token_urlsafe

from sqlalchemy import delete, select

from shop.domain.customers.joining import get_person
from shop.domain.customers.models import Code, Customer, Visit
from shop.kernel import tokens
from shop.kernel.database import change, db, writing

LASTS = timedelta(days=60)


def open_visit(customer_id: int, *, now: datetime) -> str:
    """Sign one browser in; the secret goes into its cookie and is kept nowhere else."""
    secret = token_urlsafe(32)
    with writing():
        db.session.add(Visit(hash=tokens.digest(secret), customer_id=customer_id, created_at=now, expires_at=now + LASTS))
    return secret


def find_visit(secret: str, *, now: datetime) -> Customer | None:
    """The person signed in on this browser: the row that stands for them, whichever of their addresses they proved."""
    alive = select(Visit.customer_id).where(Visit.hash == tokens.digest(secret), Visit.expires_at > now)
    found = db.session.scalar(alive)
    return None if found is None else get_person(found)


def close_visit(secret: str) -> None:
    with writing():
        db.session.execute(delete(Visit).where(Visit.hash == tokens.digest(secret)))


def close_visits(ids: Sequence[int]) -> None:
    """Sign these rows out everywhere."""
    with writing():
        db.session.execute(delete(Visit).where(Visit.customer_id.in_(ids)))


def forget_visits(now: datetime) -> int:
    """Drop what ran out: signed-in browsers, and codes nobody may use any more. Returns how many."""
    with writing():
        return change(delete(Visit).where(Visit.expires_at <= now)) + change(delete(Code).where(Code.expires_at <= now - timedelta(days=1)))
