"""Decides how the worker is run by itself: endlessly, or one round for cron and tests."""
import click
from flask import current_app
from flask.cli import with_appcontext

from shop import worker
from shop.commands.supervising import work_until_told
from shop.kernel import clock


@click.command()
@click.option("--once", is_flag=True, help="One round, then stop.")
@with_appcontext
def work(once: bool) -> None:
    """Send letters, make picture sizes, back up: what the shop does by itself."""
    if not once:
        work_until_told(current_app._get_current_object())  # type: ignore[attr-defined]
        return
    for part, count in worker.Round().go(clock.now()).items():
        click.echo(f"{part}: {count}")
