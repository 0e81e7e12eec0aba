"""Decides who stands at a till that is already signed in: each by their own PIN, with few guesses, or nobody while it is locked."""
import re
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select, update

from shop.domain.staff import proving
from shop.domain.staff.facts import Member
from shop.domain.staff.finding import fact, list_members
from shop.domain.staff.models import Member as Row
from shop.domain.staff.models import Session
from shop.kernel import audit, limits, tokens
from shop.kernel.database import change, db, writing
from shop.kernel.refusal import NotFound, Refusal

PIN = re.compile(r"[0-9]{4,6}")
MOST_TRIES, PER = 8, timedelta(hours=1)
IN_A_ROW = ("0123456789", "9876543210")


class BadPin(Refusal):
    code, field, status = "bad_pin", "pin", 422


class WrongPin(Refusal):
    """One sentence for a wrong PIN, a person without one and a person who left."""

    code, field, status = "wrong_pin", "pin", 422


def set_pin(member_id: int, *, pin: str, by: str, now: datetime) -> None:
    """Choose or change it. Raises BadPin for one that anybody would guess first."""
    if not PIN.fullmatch(pin) or len(set(pin)) < 2 or any(pin in row for row in IN_A_ROW):
        raise BadPin
    hashed = proving.hash_slowly(pin)
    with writing():
        change(update(Row).where(Row.id == member_id).values(pin_hash=hashed))
        audit.note(what="staff.pin_set", by=by, about=f"member:{member_id}", at=now)


def drop_pin(member_id: int, *, by: str, now: datetime) -> None:
    """No PIN any more; who sells by it somewhere has to be let in anew."""
    with writing():
        change(update(Row).where(Row.id == member_id).values(pin_hash=None))
        change(update(Session).where(Session.seller_id == member_id).values(seller_id=None, locked_at=now))
        audit.note(what="staff.pin_dropped", by=by, about=f"member:{member_id}", at=now)


def list_sellers() -> list[Member]:
    """Who may take a place at a till."""
    return [member for member in list_members() if member.is_active and member.has_pin]


def switch(secret: str, *, member_id: int, pin: str, now: datetime) -> Member:
    """Take the place at this till; a right PIN wipes the slate of wrong ones. Raises WrongPin, TooManyTries, NotFound for no till."""
    if find_device(secret, now=now) is None:
        raise NotFound
    limits.count_try(f"pin:{member_id}", most=MOST_TRIES, per=PER, now=now)
    row = db.session.get(Row, member_id)
    kept, member = (row.pin_hash, fact(row)) if row and row.is_active else (None, None)
    db.session.rollback()  # no transaction is held open while hashing
    if not proving.password_fits(pin, kept) or member is None:
        raise WrongPin
    with writing():
        limits.forgive(f"pin:{member_id}")
        change(update(Session).where(Session.hash == tokens.digest(secret)).values(seller_id=member_id, locked_at=None))
    return member


def lock(secret: str, *, now: datetime) -> None:
    """Nobody stands here until somebody gives a PIN."""
    with writing():
        change(update(Session).where(Session.hash == tokens.digest(secret)).values(seller_id=None, locked_at=now))


def find_device(secret: str, *, now: datetime) -> Member | None:
    """Who signed this browser in, whoever stands at it and also while it is locked."""
    wanted = select(Row).join(Session, Session.member_id == Row.id)
    row = db.session.scalar(wanted.where(Session.hash == tokens.digest(secret), Session.expires_at > now, Row.is_active))
    return fact(row) if row else None


def acting(device: Member, seller_id: int | None, locked_at: datetime | None) -> Member | None:
    """Who acts in a signed-in browser: whoever proved to stand at it by PIN, else who signed it in; nobody while it is locked."""
    if locked_at is not None:
        return None
    if seller_id is None:
        return device
    row = db.session.get(Row, seller_id)
    return replace(fact(row), by_pin=True) if row and row.is_active else None
