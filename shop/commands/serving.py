"""Decides whether the shop may be served to the world, and how."""
import os

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from shop.commands.migrating import migrate_now
from shop.commands.supervising import live, server_settings
from shop.commands.warming import warm
from shop.domain import business
from shop.kernel.database import db


def list_obstacles(app: Flask) -> list[str]:
    """What keeps this shop from being served, a sentence each."""
    found = []
    if not os.environ.get("SECRET_KEY"):
        found.append("Set SECRET_KEY to a long random text that only this machine knows.")
    if not os.environ.get("TRUSTED_HOSTS"):
        found.append("Set TRUSTED_HOSTS to the shop's own host names, separated by commas.")
    if not os.environ.get("PUBLIC_URL", "").startswith("https://"):
        found.append("Set PUBLIC_URL to the https address customers use.")
    if missing := business.list_missing_legal():
        found.append(f"The law asks for the seller's data before selling: {', '.join(missing)} (Settings, in the office).")
    if app.config["PLAY_MONEY"]:
        found.append("Take PLAY_MONEY away: nobody may pay a real shop with money that does not exist.")
    return found


@click.command()
@with_appcontext
def serve() -> None:
    """Serve the shop behind a TLS proxy, with its worker."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    migrate_now()
    if obstacles := list_obstacles(app):
        raise click.ClickException("\n".join(obstacles))
    db.session.remove()
    bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
    processes = int(os.environ.get("WEB_CONCURRENCY", "2"))
    raise SystemExit(live(app, server_settings(bind=bind, processes=processes, on_ready=lambda: warm(app))))
