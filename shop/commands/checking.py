"""Decides what `doctor` examines: the invariants of every room, the audit chain, the database itself."""
from collections.abc import Callable, Iterable

import click
from flask.cli import with_appcontext
from sqlalchemy import select, text

from shop.domain import documents, fulfilment, giftcards, orders, payments, promotions, shifts, stock
from shop.kernel import audit
from shop.kernel.database import db, is_postgresql

SAFE_SQLITE = (3, 51, 3)
CHECKS: tuple[Callable[[], Iterable[str]], ...] = (
    stock.list_faults, fulfilment.list_faults, orders.list_faults, promotions.list_faults, payments.list_faults,
    documents.list_faults, shifts.list_faults, giftcards.list_faults, audit.list_faults)


def list_faults() -> list[str]:
    """Every broken promise of the shop, in words."""
    faults = [fault for check in CHECKS for fault in check()]
    if not is_postgresql():
        faults += _list_sqlite_faults()
    db.session.rollback()
    return faults


def sqlite_version() -> tuple[int, ...]:
    return tuple(int(part) for part in str(db.session.scalar(select(text("sqlite_version()")))).split("."))


def _list_sqlite_faults() -> list[str]:
    verdict = db.session.scalars(text("PRAGMA quick_check")).all()
    faults = [] if verdict == ["ok"] else [f"the database file is damaged: {line}" for line in verdict]
    faults += [f"a row of {row[0]} points to nothing in {row[2]}" for row in db.session.execute(text("PRAGMA foreign_key_check"))]
    if sqlite_version() < SAFE_SQLITE:
        faults.append("this SQLite may corrupt its write-ahead log: version 3.51.3 or later is needed")
    return faults


@click.command()
@with_appcontext
def doctor() -> None:
    """Check what must always hold; exit 1 when something does not."""
    faults = list_faults()
    version = "PostgreSQL" if is_postgresql() else "SQLite " + ".".join(map(str, sqlite_version()))
    click.echo("\n".join(faults) or f"All well ({version}).")
    raise SystemExit(bool(faults))
