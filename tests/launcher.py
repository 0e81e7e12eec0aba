"""Runs the real shop for a test: gunicorn with the number of processes asked for, and a clock that may have travelled.

    python -m tests.launcher PORT PROCESSES [MOMENT]
"""
import os
import sys
from datetime import datetime

from shop.assembly import create_app
from shop.commands.supervising import Server, server_settings
from shop.kernel import clock
from shop.kernel.database import db


def main(port: str, processes: str, moment: str = "") -> None:
    if moment:
        clock.travel(datetime.fromisoformat(moment))
    app = create_app({"STRIPE_URL": os.environ.get("TEST_STRIPE_URL", "")})
    with app.app_context():
        db.engine.dispose()
    Server(app, server_settings(bind=f"127.0.0.1:{port}", processes=int(processes), on_ready=lambda: None)).run()


if __name__ == "__main__":
    main(*sys.argv[1:])
