"""Decides how long what was read may be remembered: exactly until its topic's revision changes."""
import os
from collections.abc import Callable
from threading import Lock, local
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session

from shop.kernel.database import Revision, db, engine, insert_once, is_postgresql, touched_topics

T = TypeVar("T")


def revisions() -> dict[str, int]:
    """Each topic's number in this transaction; read once, since the transaction sees one moment."""
    info = db.session().info
    found: dict[str, int] | None = info.get("revisions")
    if found is None:
        db.session.connection()  # begins, which forgets an older reading
        found = dict(db.session.execute(select(Revision.topic, Revision.number)).all())
        info["revisions"] = found
    return found


def hold(topic: str, *, alone: bool = False) -> None:
    """Until this write ends nobody else changes this topic; `alone`: nobody else holds it either. What was read of it is read anew.

    On SQLite nobody else writes anyway.
    """
    if not is_postgresql():
        return
    insert_once(Revision, topic=topic, number=0)
    db.session.execute(select(Revision.number).where(Revision.topic == topic).with_for_update(read=not alone))
    db.session().info.pop("revisions", None)


@event.listens_for(Session, "after_begin")
@event.listens_for(Session, "after_commit")
@event.listens_for(Session, "after_rollback")
def _forget(session: Session, *_rest: object) -> None:
    session.info.pop("revisions", None)
    session.info.pop("got", None)


class Snapshot(Generic[T]):
    """A value loaded from the database and shared by all threads until one of its topics changes. Treat it as read-only."""

    def __init__(self, topics: tuple[str, ...], load: Callable[[], T]) -> None:
        self._topics, self._load = topics, load
        self._kept: WeakKeyDictionary[Engine, tuple[tuple[int, ...], T]] = WeakKeyDictionary()
        self._lock = Lock()

    def key(self) -> tuple[int, ...]:
        known = revisions()
        return tuple(known.get(topic, 0) for topic in self._topics)

    def get(self) -> T:
        """The value as of this transaction; what this very write has changed is read anew and not shared."""
        info = db.session().info
        if "depth" in info:
            return self._find()
        got = info.get("got")
        if got is None or self not in got:
            value = self._find()  # begins the transaction, which forgets what an older one got
            info.setdefault("got", {})[self] = value
            return value
        known: T = got[self]
        return known

    def _find(self) -> T:
        if touched_topics() & set(self._topics):
            return self._load()
        key, kept = self.key(), self._kept.get(engine())
        if kept is not None and kept[0] == key:
            return kept[1]
        value = self._load()
        with self._lock:
            self._kept[engine()] = (key, value)
        return value


class RevisionReader:
    """Reads all revisions at once with a bare connection per thread, for whoever must know only whether anything changed."""

    def __init__(self, engine: Engine) -> None:
        self._engine, self._own = engine, local()

    def read(self) -> tuple[Any, ...]:
        """Every (topic, number) as committed now."""
        if getattr(self._own, "pid", 0) != os.getpid():  # a connection must not cross a fork
            arguments, options = self._engine.dialect.create_connect_args(self._engine.url)
            self._own.connection = self._engine.dialect.connect(*arguments, **options)
            autocommit: dict[str, Any] = {"isolation_level": None} if self._engine.dialect.name == "sqlite" else {"autocommit": True}
            for name, value in autocommit.items():
                setattr(self._own.connection, name, value)
            self._own.pid = os.getpid()
        cursor = self._own.connection.execute("SELECT topic, number FROM revision ORDER BY topic")
        return tuple(cursor.fetchall())
