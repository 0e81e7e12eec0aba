"""Decides how acts of staff are remembered: a chain in which each row carries the hash of the one before (I10)."""
import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, select, update
from sqlalchemy.orm import Mapped, mapped_column

from shop.kernel.clock import Moment
from shop.kernel.database import Base, change, db, insert_once, writing


class Entry(Base):
    __tablename__ = "audit"
    __table_args__ = (Index(None, "about", "id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[str]
    what: Mapped[str]
    about: Mapped[str]
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)
    previous: Mapped[str]
    hash: Mapped[str]


class Head(Base):
    """The end of the chain: its row is the lock that keeps two writers from the same link."""

    __tablename__ = "audit_head"
    id: Mapped[int] = mapped_column(primary_key=True)
    hash: Mapped[str]


def _link(previous: str, at: datetime, by: str, what: str, about: str, detail: dict[str, Any]) -> str:
    content = json.dumps([previous, int(at.timestamp()), by, what, about, detail], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()


def note(*, what: str, by: str, about: str, at: datetime, **detail: Any) -> None:
    """Add one act to the chain: `what` in the past tense (`price.changed`), `by` as in events, small plain details."""
    with writing():
        insert_once(Head, id=1, hash="")
        change(update(Head).where(Head.id == 1).values(hash=Head.hash))  # takes the row's lock on PostgreSQL
        previous = db.session.scalar(select(Head.hash).where(Head.id == 1)) or ""
        plain = json.loads(json.dumps(detail, default=str))
        own = _link(previous, at, by, what, about, plain)
        db.session.add(Entry(at=at, by=by, what=what, about=about, detail=plain, previous=previous, hash=own))
        change(update(Head).where(Head.id == 1).values(hash=own))


def list_latest(limit: int = 200, *, before_id: int | None = None) -> Sequence[Entry]:
    """The newest acts first."""
    wanted = select(Entry).order_by(Entry.id.desc()).limit(limit)
    return db.session.scalars(wanted.where(Entry.id < before_id) if before_id else wanted).all()


def list_faults() -> Iterator[str]:
    """I10: every link continues the one before."""
    previous = ""
    for entry in db.session.scalars(select(Entry).order_by(Entry.id)):
        if entry.previous != previous or entry.hash != _link(previous, entry.at, entry.by, entry.what, entry.about, entry.detail):
            yield f"I10 the audit chain is broken at entry {entry.id}"
        previous = entry.hash
    if (db.session.scalar(select(Head.hash).where(Head.id == 1)) or "") != previous:
        yield "I10 the end of the audit chain is missing"
