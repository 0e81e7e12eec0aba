"""Decides how the owner asks for a backup, and brings one back."""
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from shop.kernel import backups, clock


def _data() -> Path:
    return Path(current_app.config["SHOP_DATA"])


@click.command()
@with_appcontext
def backup() -> None:
    """Copy database and pictures into a folder of today; the last fourteen are kept."""
    click.echo(backups.make(_data(), clock.now()))


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--over", is_flag=True, help="Replace what is there.")
@with_appcontext
def restore(folder: Path, over: bool) -> None:
    """Bring a backup back into an empty shop. Stop the shop first."""
    try:
        backups.restore(folder, _data(), over=over)
    except backups.CannotRestore as refusal:
        raise click.ClickException(str(refusal)) from refusal
    click.echo(f"Brought back {sum(backups.count_rows().values())} rows from {folder}.")
