"""Decides when a write need not wait for the disk: while something is filled that would be filled anew after a power cut."""
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from shop.kernel.database import db, is_postgresql


def _wait_for_no_disk(connection: Any, _record: object) -> None:
    """The write-ahead log stays whole: a power cut loses the last writes, never an older one."""
    connection.execute("PRAGMA synchronous=NORMAL")


@contextmanager
def relaxed() -> Iterator[None]:
    """Writes within are kept for good by the first write after it."""
    if is_postgresql():
        yield
        return
    engine = db.engine
    db.session.rollback()
    engine.dispose()  # what is open was opened to wait
    event.listen(engine, "connect", _wait_for_no_disk)
    try:
        yield
    finally:
        event.remove(engine, "connect", _wait_for_no_disk)
        db.session.rollback()
        engine.dispose()
