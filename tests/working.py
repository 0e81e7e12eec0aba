"""The worker of a shop in a process of its own, on the clock and with the gateway of a test.

    python -m tests.working MOMENT
"""
import os
import sys
from datetime import datetime

from shop.assembly import create_app
from shop.commands.supervising import work_until_told
from shop.kernel import clock
from shop.kernel.database import db


def main(moment: str) -> None:
    clock.travel(datetime.fromisoformat(moment))
    app = create_app({"STRIPE_URL": os.environ.get("TEST_STRIPE_URL", "")})
    with app.app_context():
        db.engine.dispose()
    work_until_told(app)


if __name__ == "__main__":
    main(*sys.argv[1:])
