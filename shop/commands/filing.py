"""Decides how products leave and come in through the terminal: the same file, the same trial and the same progress as in the office."""
from pathlib import Path
from time import monotonic

import click
from flask.cli import with_appcontext

from shop.domain import catalogue
from shop.kernel import clock
from shop.kernel.refusal import Refusal
from shop.kernel.wording import say

BY = "shop"


@click.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@with_appcontext
def export_products(file: Path) -> None:
    """Write every product to a CSV file."""
    file.write_text(catalogue.export_csv(), "utf-8", newline="")
    click.echo(f"Written: {file}")


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--write", is_flag=True, help="Write the products; without it the file is only tried.")
@with_appcontext
def import_products(file: Path, write: bool) -> None:
    """Try a CSV file of products (ours or Shopify's), and with --write take in its rows without mistakes."""
    try:
        job = catalogue.get_import(catalogue.try_file(file.read_bytes(), filename=file.name, by=BY, now=clock.now()))
    except Refusal as refusal:
        raise click.ClickException(say(f"refusal.{refusal.code}", "en", **refusal.params)) from refusal
    click.echo(f"{job.new} new products, {job.total - job.new} changed, {len(job.mistakes)} rows with mistakes.")
    _echo_mistakes(job)
    if write and job.total:
        _write(job.id, job.total)


def _echo_mistakes(job: catalogue.ProductImport, after: int = 0) -> None:
    for mistake in job.mistakes[after:]:
        click.echo(f"  row {mistake['line']}: {say('refusal.' + mistake['code'], 'en', **mistake['params'])}", err=True)


def _write(import_id: int, total: int) -> None:
    """Follow it to its end; stopped by hand it is gone on with by the shop's own worker."""
    known, began, done = len(catalogue.get_import(import_id).mistakes), monotonic(), 0
    catalogue.start_import(import_id, by=BY, now=clock.now())
    while wrote := catalogue.work_imports(clock.now()):
        done += wrote
        click.echo(f"{done} / {total}, {done / max(monotonic() - began, 0.001):.0f} a second")
    _echo_mistakes(catalogue.get_import(import_id), known)
