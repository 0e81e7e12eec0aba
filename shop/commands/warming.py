"""Decides what is done once before the server's processes are forked, so that they share it and the first customer doesn't wait."""
import gc

from flask import Flask

from shop.kernel.database import db

PAGES = ("/it/", "/it/menu", "/en/", "/admin/sign-in")


def warm(app: Flask) -> None:
    """Draw the pages everyone asks for: templates are compiled, snapshots loaded, libraries imported."""
    host = (app.config.get("TRUSTED_HOSTS") or ["localhost"])[0].lstrip(".")
    for page in PAGES:
        app.test_client().get(page, headers={"Host": host})
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    gc.collect()
    gc.freeze()
