"""Decides how a fact is recorded once and heard: at once in its transaction, or afterwards through the outbox."""
import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from sqlalchemy import JSON, ForeignKey, Index, delete, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from shop.kernel import clock
from shop.kernel.database import Base, change, db, writing

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Event:
    """A fact. Carries ids, cents and codes, never names or addresses. `about` is `<noun>:<id>`; `by` who did it
    (`customer`, `staff:<id>`, `shop`); `via` the channel it was done on."""

    name: ClassVar[str]
    undo_time: ClassVar[timedelta] = timedelta(0)
    at: datetime
    about: str
    customer_id: int | None = None
    by: str = "shop"
    via: str = "shop"


class Recorded(Base):
    __tablename__ = "event"
    __table_args__ = (Index(None, "about", "id"), Index(None, "customer_id", "id"), Index(None, "act"))
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    at: Mapped[datetime] = mapped_column(clock.Moment)
    about: Mapped[str]
    customer_id: Mapped[int | None]
    by: Mapped[str]
    via: Mapped[str]
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    act: Mapped[int | None]


class Job(Base):
    __tablename__ = "outbox"
    __table_args__ = (Index(None, "state", "due_at"), Index(None, "event_id"))
    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    listener: Mapped[str]
    state: Mapped[str] = mapped_column(default="due")  # due, done; a kill strands no third state
    due_at: Mapped[datetime] = mapped_column(clock.Moment)
    tries: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None]


LEASE = timedelta(minutes=2)
LONGEST_WAIT = timedelta(hours=6)
Listener = Callable[[Any], None]
Table = Mapping[type[Event], Sequence[Listener]]
_at_once: Table = {}
_afterwards: Table = {}


def install(at_once: Table, afterwards: Table) -> None:
    """The two listener tables, from assembly; the same for every app of the process."""
    global _at_once, _afterwards
    _at_once, _afterwards = at_once, afterwards


def _as_text(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime | date) else str(value)


def record(event: Event) -> int:
    """Store the fact, let the at-once listeners obey (they may refuse it), queue the others. Returns the act it belongs to."""
    facts = json.loads(json.dumps(asdict(event), default=_as_text))
    act: int | None = db.session().info.get("act")
    row = Recorded(name=event.name, at=event.at, about=event.about, customer_id=event.customer_id, by=event.by, via=event.via, facts=facts,
                   act=act)
    db.session.add(row)
    db.session.flush()
    if act is None:
        act = row.act = db.session().info["act"] = row.id
    for listener in _at_once.get(type(event), ()):
        listener(event)
    jobs = [{"event_id": row.id, "listener": listener.__name__, "state": "due", "tries": 0, "due_at": event.at + event.undo_time}
            for listener in _afterwards.get(type(event), ())]
    if jobs:
        db.session.execute(insert(Job).values(jobs))
    return act


def withdraw(act: int) -> bool:
    """Take back all that one act left waiting in the outbox; False when part of it was already tried or went out."""
    of_act = select(Recorded.id).where(Recorded.act == act)
    db.session.flush()
    db.session.execute(delete(Job).where(Job.event_id.in_(of_act), Job.tries == 0))
    return db.session.scalar(select(Job.id).where(Job.event_id.in_(of_act)).limit(1)) is None


def list_about(about: str) -> Sequence[Recorded]:
    """What happened to one thing, oldest first."""
    return db.session.scalars(select(Recorded).where(Recorded.about == about).order_by(Recorded.id)).all()


def last_id() -> int:
    """The newest fact: while it stays, nothing has happened."""
    return db.session.scalar(select(Recorded.id).order_by(Recorded.id.desc()).limit(1)) or 0


def _revive(row: Recorded) -> Event:
    kind = next(k for k in _afterwards if k.name == row.name)
    return kind(**row.facts | {"at": datetime.fromisoformat(row.facts["at"])})


def deliver_due(now: datetime) -> int:
    """Run each due listener once, outside any transaction; a failure waits longer each time. Returns how many succeeded."""
    due = db.session.scalars(select(Job.id).where(Job.state == "due", Job.due_at <= now).order_by(Job.due_at, Job.id).limit(500)).all()
    db.session.rollback()
    return sum(_deliver(job_id, now) for job_id in due)


def _deliver(job_id: int, now: datetime) -> bool:
    with writing():
        claim = update(Job).where(Job.id == job_id, Job.state == "due", Job.due_at <= now)
        if change(claim.values(due_at=now + LEASE, tries=Job.tries + 1)) != 1:
            return False
    job = db.session.get_one(Job, job_id)
    tries, name = job.tries, job.listener
    event = _revive(db.session.get_one(Recorded, job.event_id))
    db.session.rollback()
    try:
        next(fn for fn in _afterwards[type(event)] if fn.__name__ == name)(event)
        state, due_at, error = "done", now, None
    except Exception as failure:  # any listener's failure is retried, and seen in the row and the log
        log.exception("listener %s failed for %s", name, event.about)
        state, due_at, error = "due", now + min(timedelta(seconds=5 * 2 ** min(tries, 12)), LONGEST_WAIT), repr(failure)[:500]
    with writing():
        change(update(Job).where(Job.id == job_id).values(state=state, due_at=due_at, last_error=error))
    return state == "done"
