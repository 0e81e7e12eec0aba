"""What is filled in one go waits for the disk once, at its end."""
from flask import Flask
from sqlalchemy import text

from shop.commands.filling import DemoNote
from shop.kernel import settings
from shop.kernel.database import db
from shop.kernel.relaxing import relaxed

NORMAL = 1


def how_it_waits() -> int:
    found = int(db.session.execute(text("PRAGMA synchronous")).scalar_one())
    db.session.rollback()
    return found


def test_only_what_is_filled_meanwhile_does_not_wait(app: Flask) -> None:
    before = how_it_waits()
    with relaxed():
        meanwhile = how_it_waits()
    assert before == how_it_waits() != NORMAL == meanwhile


def test_what_was_written_meanwhile_is_kept_on_either_database(any_app: Flask) -> None:
    with relaxed():
        settings.store(DemoNote(begun=True))
    assert settings.read(DemoNote).begun
