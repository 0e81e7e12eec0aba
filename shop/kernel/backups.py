"""Decides how the whole shop is copied away and brought back: database and pictures in one folder per backup, the last fourteen kept."""
import shutil
import subprocess
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from sqlalchemy import URL, func, inspect, literal, select

from shop.kernel import clock
from shop.kernel.database import Base, Revision, db, engine, is_postgresql

KEPT = 14
DATABASE, DUMP, PICTURES = "shop.db", "shop.dump", "pictures"


class CannotRestore(Exception):
    """The backup does not exist, is not whole, or what is there would be lost."""


def folder_of(data: Path) -> Path:
    return data / "backups"


def list_backups(data: Path) -> list[Path]:
    """Whole backups, oldest first."""
    return sorted(path for path in folder_of(data).glob("20*") if path.is_dir())


def make(data: Path, now: datetime) -> Path:
    """Copy database and pictures as of one moment; a half-made copy never has a backup's name."""
    target = folder_of(data) / f"{clock.local(now):%Y-%m-%d-%H%M%S}"
    half = target.with_name(f".{target.name}.half")
    shutil.rmtree(half, ignore_errors=True)
    half.mkdir(parents=True)
    _copy_database(half)
    if (data / PICTURES).is_dir():
        shutil.copytree(data / PICTURES, half / PICTURES)
    half.rename(target)
    for old in list_backups(data)[:-KEPT]:
        shutil.rmtree(old)
    return target


def make_daily(data: Path, now: datetime) -> int:
    """One backup a day: 1 when it was made now."""
    today = f"{clock.day_of(now):%Y-%m-%d}"
    if any(path.name.startswith(today) for path in list_backups(data)):
        return 0
    make(data, now)
    return 1


def _copy_database(target: Path) -> None:
    if is_postgresql():
        _run(["pg_dump", "--format=custom", "--no-owner", f"--file={target / DUMP}"], engine().url)
        return
    with closing(_open(Path(engine().url.database or ""))) as source:
        source.execute("VACUUM INTO ?", (str(target / DATABASE),))


def _open(path: Path) -> Any:
    """A connection of SQLite's own, outside the fair turn: it copies whole databases, never rows."""
    connection: Any = cast(Any, engine().dialect.dbapi).connect(path)
    connection.isolation_level = None
    connection.execute("PRAGMA busy_timeout=30000")
    return connection


def _run(command: Sequence[str], url: URL, *last: str) -> None:
    program = shutil.which(command[0])
    if program is None:
        raise FileNotFoundError(f"{command[0]} is needed to back up or restore PostgreSQL: install postgresql-client")
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    subprocess.run([program, *command[1:], f"--dbname={address}", *last], check=True)  # noqa: S603  # our own words and setting


def count_rows() -> dict[str, int]:
    """How many rows each table has."""
    return {table.name: db.session.scalar(select(func.count()).select_from(table)) or 0 for table in Base.metadata.sorted_tables}


def is_empty() -> bool:
    """Whether nothing would be lost here: no table at all, or no row in any (how often something changed is no data)."""
    there = set(inspect(engine()).get_table_names()) - {Revision.__tablename__}
    tables = [table for table in Base.metadata.sorted_tables if table.name in there]
    return not any(db.session.scalar(select(literal(1)).select_from(table).limit(1)) for table in tables)


def restore(backup: Path, data: Path, *, over: bool = False) -> None:
    """Put a backup in the place of this shop's data. Raises CannotRestore when it is not whole, or rows would be lost and not `over`."""
    part = DUMP if is_postgresql() else DATABASE
    if not (backup / part).is_file():
        raise CannotRestore(f"{backup} holds no {part}")
    if not over and not is_empty():
        raise CannotRestore("this shop has data of its own: say --over to replace it")
    db.session.remove()
    _bring_back(backup / part)
    if (backup / PICTURES).is_dir():
        shutil.copytree(backup / PICTURES, data / PICTURES, dirs_exist_ok=True)


def _is_whole(source: Any) -> bool:
    try:
        return bool(source.execute("PRAGMA integrity_check").fetchone() == ("ok",))
    except cast(Any, engine().dialect.dbapi).DatabaseError:
        return False


def _bring_back(copy: Path) -> None:
    if is_postgresql():
        engine().dispose()
        _run(["pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction"], engine().url, str(copy))
        return
    with closing(_open(copy)) as source, closing(_open(Path(engine().url.database or ""))) as target:
        if not _is_whole(source):
            raise CannotRestore(f"{copy} is damaged")
        source.backup(target)
    engine().dispose()
