"""Decides what opening the shop on one's own machine does: migrate, fill an empty shop with the demo, serve, show the way in."""
import os

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from shop.commands.filling import fill_demo, is_half_filled
from shop.commands.migrating import migrate_now
from shop.commands.supervising import live, server_settings
from shop.commands.warming import warm
from shop.domain import business, staff
from shop.kernel import clock
from shop.kernel.database import db


def make_sign_in_link(app: Flask) -> str:
    """A link that signs the owner in once."""
    secret = staff.issue_link(staff.get_owner().id, now=clock.now())
    return f"{app.config['PUBLIC_URL'].rstrip('/')}/admin/sign-in/{secret}"


def open_shop(app: Flask) -> None:
    """Open the shop on this machine until Ctrl-C."""
    port = int(os.environ.get("PORT", "8000"))
    with app.app_context():
        migrate_now()
        if not staff.list_members():
            fill_demo(clock.now())
        elif is_half_filled():
            raise SystemExit(f"The demo was interrupted while it was being filled: remove {app.config['SHOP_DATA']} and start again.")
        name = business.identity().name or "Bottega"
        line = f"{name}: {app.config['PUBLIC_URL']}   owner, once: {make_sign_in_link(app)}"
        db.session.remove()

    def ready() -> None:
        warm(app)
        click.echo(line)

    raise SystemExit(live(app, server_settings(bind=f"127.0.0.1:{port}", processes=2, on_ready=ready)))


@click.command("open")
@with_appcontext
def open_command() -> None:
    """Open the shop on this machine, with the demo if there is nothing yet."""
    open_shop(current_app._get_current_object())  # type: ignore[attr-defined]


@click.command("sign-in-link")
@with_appcontext
def sign_in_link() -> None:
    """Print a link that signs the owner in once."""
    click.echo(make_sign_in_link(current_app._get_current_object()))  # type: ignore[attr-defined]
