"""Makes, in a process of its own, the shop that journeys start from, and writes down the keys to it.

    python -m tests.journeys.preparing FOLDER MOMENT demo|empty
"""
import json
import sys
from datetime import datetime
from pathlib import Path

from shop.assembly import create_app
from shop.commands.filling import fill_demo, fill_empty
from shop.commands.migrating import migrate_now
from shop.domain import letters, staff
from shop.kernel import clock, events
from shop.kernel.database import db


def prepare(folder: Path, moment: datetime, kind: str) -> None:
    clock.travel(moment)
    app = create_app({"SHOP_DATA": str(folder), "DATABASE_URL": f"sqlite:///{folder}/shop.db", "SECRET_KEY": "played", "SMTP_URL": ""})
    with app.app_context():
        migrate_now()
        (fill_demo if kind == "demo" else fill_empty)(clock.now())
        clock.travel(moment)  # the demo has lived through two weeks
        while events.deliver_due(clock.now()):
            db.session.rollback()
        letters.deliver_due(clock.now())
        (folder / "keys.json").write_text(json.dumps(_keys()), "utf-8")
        db.session.remove()
        db.engine.dispose()


def _keys() -> dict[str, str]:
    """A session of each kind of person, and links that sign the owner in once."""
    now, owner = clock.now(), staff.get_owner()
    keys = {"owner": staff.open_session(owner.id, device="Firefox · Linux", now=now), "link": staff.issue_link(owner.id, now=now)}
    for member in staff.list_members():
        if member.role == "staff":
            keys["staff"] = staff.open_session(member.id, device="Chrome · Android", now=now)
    return keys


if __name__ == "__main__":
    prepare(Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2]), sys.argv[3])
