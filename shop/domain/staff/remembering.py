"""Decides how long a signed-in browser is remembered: a row on the server, its secret in the cookie, gone at sign-out."""
from datetime import datetime, timedelta
from secrets import token_urlsafe

from sqlalchemy import delete, select, update

from shop.domain.staff import switching
from shop.domain.staff.facts import Member, OpenSession
from shop.domain.staff.finding import fact
from shop.domain.staff.models import Member as Row
from shop.domain.staff.models import Session
from shop.kernel import tokens
from shop.kernel.database import ShopIsBusy, change, db, writing

IDLE = timedelta(days=14)
NOTE_EVERY = timedelta(hours=1)  # a visit is written down at most this often: reading pages stays reading


def session_id(secret: str) -> str:
    """The name of a session, which opens nothing."""
    return tokens.digest(secret)


def open_session(member_id: int, *, device: str, now: datetime) -> str:
    """Sign one browser in; the secret goes into its cookie and is kept nowhere else."""
    secret = token_urlsafe(32)
    with writing():
        db.session.execute(delete(Session).where(Session.expires_at <= now))
        db.session.add(Session(
            hash=session_id(secret), member_id=member_id, created_at=now, seen_at=now, expires_at=now + IDLE, device=device[:120]))
    return secret


def find_session(secret: str, *, now: datetime) -> Member | None:
    """Who acts in this browser: who signed it in, or who took the place by PIN; None when signed out, locked, too long idle, or no
    longer of the shop."""
    own = session_id(secret)
    alive = select(Row, Session.seen_at, Session.seller_id, Session.locked_at).join(Session, Session.member_id == Row.id)
    found = db.session.execute(alive.where(Session.hash == own, Session.expires_at > now, Row.is_active)).first()
    if found is None:
        return None
    member = switching.acting(fact(found[0]), found[2], found[3])
    if now - found[1] >= NOTE_EVERY:
        _note_visit(own, now)
    return member


def _note_visit(own: str, now: datetime) -> None:
    try:
        with writing(patience_s=1):
            change(update(Session).where(Session.hash == own).values(seen_at=now, expires_at=now + IDLE))
    except ShopIsBusy:
        pass  # the next visit writes it down


def close_session(secret: str) -> None:
    with writing():
        db.session.execute(delete(Session).where(Session.hash == session_id(secret)))


def close_one(member_id: int, own: str) -> None:
    """End one browser of a member, by its name from `list_sessions`."""
    with writing():
        db.session.execute(delete(Session).where(Session.hash == own, Session.member_id == member_id))


def close_all(member_id: int, *, but: str = "") -> None:
    """End every browser of a member, but the one named, and every link not yet used."""
    with writing():
        db.session.execute(delete(Session).where(Session.member_id == member_id, Session.hash != but))
        for purpose in ("sign-in", "second-step"):
            tokens.withdraw(purpose=purpose, about=str(member_id))


def forget_expired(now: datetime) -> int:
    """Drop the sessions that ran out and the links nobody may use any more. Returns how many."""
    with writing():
        return change(delete(Session).where(Session.expires_at <= now)) + tokens.forget_expired(now)


def list_sessions(member_id: int, *, now: datetime) -> list[OpenSession]:
    """Where a member is signed in, the latest seen first."""
    open_ones = select(Session).where(Session.member_id == member_id, Session.expires_at > now).order_by(Session.seen_at.desc())
    return [OpenSession(row.hash, row.device, row.created_at, row.seen_at) for row in db.session.scalars(open_ones)]
