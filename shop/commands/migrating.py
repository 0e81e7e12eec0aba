"""Decides how the database is brought to the shape this version needs."""
from pathlib import Path

import click
from alembic import command
from alembic.config import Config
from flask.cli import with_appcontext

MIGRATIONS = Path(__file__).parents[1] / "migrations"


def settings() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


def migrate_now() -> None:
    """Bring the database to the newest revision; nothing happens when it is there already."""
    command.upgrade(settings(), "head")


@click.command()
@with_appcontext
def migrate() -> None:
    """Bring the database to the shape this version needs."""
    migrate_now()
