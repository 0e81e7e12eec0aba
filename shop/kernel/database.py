"""Decides who may write and when: one fair writer per machine on SQLite, readers never queue; PostgreSQL by its own locks."""
import fcntl
import os
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event as Bell
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, CursorResult, Engine, MetaData, UpdateBase, event, literal
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from shop.kernel.refusal import Refusal

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Every constraint has a name: unnamed CHECKs are lost in SQLite's batch migrations."""

    metadata = MetaData(naming_convention=NAMES)


db = SQLAlchemy(model_class=Base, disable_autonaming=True, session_options={"expire_on_commit": False})


class ShopIsBusy(Refusal):
    code = "shop_is_busy"
    status = 503


class Revision(Base):
    """How often what belongs to a topic has changed: a table names its topic in `info={"topic": ...}`."""

    __tablename__ = "revision"
    topic: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int]


class Turnstile:
    """A first-come first-served lock: the leaver hands the turn to the longest waiting."""

    def __init__(self) -> None:
        self._lock, self._waiting, self._taken = Lock(), deque[Bell](), False

    def enter(self, patience_s: float) -> None:
        """Wait for the turn. Raises ShopIsBusy when it does not come in time."""
        with self._lock:
            if not self._taken:
                self._taken = True
                return
            bell = Bell()
            self._waiting.append(bell)
        if bell.wait(patience_s):
            return
        with self._lock:
            if bell in self._waiting:
                self._waiting.remove(bell)
                raise ShopIsBusy
        # the turn arrived between the timeout and the lock: it is ours after all

    def leave(self) -> None:
        with self._lock:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._taken = False


class Gate:
    """The same turn between the processes of one machine: the kernel keeps the queue and frees it at a process's death."""

    def __init__(self, path: str) -> None:
        self._path, self._pid, self._file = path, 0, -1

    def enter(self) -> None:
        if self._pid != os.getpid():  # a forked child must not share its parent's lock
            self._pid, self._file = os.getpid(), os.open(self._path, os.O_CREAT | os.O_RDWR, 0o600)
        fcntl.flock(self._file, fcntl.LOCK_EX)

    def leave(self) -> None:
        fcntl.flock(self._file, fcntl.LOCK_UN)


class Writer:
    """The one turn to write into a SQLite file; on PostgreSQL there is no queue."""

    def __init__(self, path: str | None) -> None:
        self._turnstile, self._gate = Turnstile(), Gate(f"{path}.turn") if path else None

    @contextmanager
    def turn(self, patience_s: float) -> Iterator[None]:
        if self._gate is None:
            yield
            return
        self._turnstile.enter(patience_s)
        try:
            self._gate.enter()
            try:
                yield
            finally:
                self._gate.leave()
        finally:
            self._turnstile.leave()


_writers: WeakKeyDictionary[Engine, Writer] = WeakKeyDictionary()


def engine() -> Engine:
    return db.engine


def is_postgresql() -> bool:
    return db.engine.dialect.name == "postgresql"


def change(statement: UpdateBase) -> int:
    """Run a guarded UPDATE, DELETE or INSERT and say how many rows it met."""
    result = db.session.execute(statement)
    assert isinstance(result, CursorResult)
    return result.rowcount


def insert_once(model: type[Base], **values: object) -> bool:
    """INSERT ... ON CONFLICT DO NOTHING: True for whoever came first; the others find the row already there."""
    dialect = postgresql if is_postgresql() else sqlite
    insert = dialect.insert(model).values(values).on_conflict_do_nothing()
    return db.session.scalar(insert.returning(literal(1))) is not None


def is_writing() -> bool:
    return "depth" in db.session().info


@contextmanager
def writing(patience_s: float = 5) -> Iterator[None]:
    """One write transaction; a nested call joins it; any failure inside dooms the whole, even if caught.

    Raises ShopIsBusy when the turn to write does not come within `patience_s`.
    """
    session = db.session()
    if "depth" in session.info:
        try:
            yield
        except BaseException:
            session.info["doomed"] = True
            raise
        return
    session.rollback()
    with _writers[db.engine].turn(patience_s):
        session.info["depth"] = 1
        try:
            session.connection(execution_options={"writing": True})
            yield
            if session.info.get("doomed"):
                raise RuntimeError("a refusal was swallowed inside a write: nothing is kept")
            _count_revisions(session)
            session.commit()
        except OperationalError as error:
            session.rollback()
            if _is_contention(error):
                raise ShopIsBusy from error
            raise
        except BaseException:
            session.rollback()
            raise
        finally:
            for note in ("depth", "doomed", "act", "topics"):
                session.info.pop(note, None)


def _is_contention(error: OperationalError) -> bool:
    """A deadlock or serialization failure on PostgreSQL, a lock held by another program on SQLite: worth another try."""
    return getattr(error.orig, "sqlstate", None) in ("40P01", "40001", "55P03") or "database is locked" in str(error.orig)


def _count_revisions(session: Session) -> None:
    """Say, in the same transaction, which topics changed: what was read under an older number is stale from then on."""
    session.flush()
    for topic in sorted(session.connection().info.pop("topics", ())):
        dialect = postgresql if is_postgresql() else sqlite
        insert = dialect.insert(Revision).values(topic=topic, number=1)
        session.execute(insert.on_conflict_do_update(index_elements=["topic"], set_={"number": Revision.number + 1}))


def touched_topics() -> set[str]:
    """The topics this write has changed so far: what is remembered of them must not be trusted before the commit."""
    session = db.session()
    if "depth" not in session.info:
        return set()
    session.flush()
    touched: set[str] = session.connection().info.get("topics", set())
    return touched


def prepare(engine: Engine) -> None:
    """Hang the two BEGINs, the pragmas and the topic counter on this engine."""
    on_sqlite = engine.dialect.name == "sqlite"
    _writers[engine] = Writer(engine.url.database if on_sqlite else None)
    event.listen(engine, "before_execute", _note_topic)
    event.listen(engine, "rollback", lambda connection: connection.info.pop("topics", None))
    if on_sqlite:
        event.listen(engine, "connect", _connect_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "begin", _begin_postgresql)


def _note_topic(connection: Connection, statement: Any, *_rest: object) -> None:
    if isinstance(statement, UpdateBase):
        topic = getattr(statement.table, "info", {}).get("topic")
        if topic:
            connection.info.setdefault("topics", set()).add(topic)


def _connect_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    for pragma in ("busy_timeout=5000", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute("PRAGMA " + pragma)


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    writes, migrates = bool(options.get("writing")), bool(options.get("migrating"))
    if connection.info.get("mood") != (writes, migrates):
        connection.exec_driver_sql(f"PRAGMA query_only={not (writes or migrates):d}")
        connection.exec_driver_sql(f"PRAGMA foreign_keys={not migrates:d}")
        connection.info["mood"] = (writes, migrates)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes or migrates else "BEGIN")


def _begin_postgresql(connection: Connection) -> None:
    options = connection.get_execution_options()
    if not (options.get("writing") or options.get("migrating")):
        # one page reads one moment of the shop, as on SQLite
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
