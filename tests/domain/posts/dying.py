"""A worker that dies by SIGKILL in the midst of publishing.

    python -m tests.domain.posts.dying FOLDER GRAPH_URL PUBLIC_URL MOMENT POINT
"""

import os
import signal
import sys
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from shop.assembly import create_app
from shop.domain import posts
from shop.integrations.instagram import GraphApi
from shop.kernel import clock, ports

POINTS = ("before prepare", "after prepare", "before publish", "after publish")


class Deadly(GraphApi):
    """Speaks to the real fake until the point is reached."""

    point = ""

    def _die_at(self, point: str) -> None:
        if self.point == point:
            os.kill(os.getpid(), signal.SIGKILL)

    def prepare(self, **what: Any) -> str:
        self._die_at("before prepare")
        container = super().prepare(**what)
        self._die_at("after prepare")
        return container

    def publish(self, container: str) -> str:
        self._die_at("before publish")
        media = super().publish(container)
        self._die_at("after publish")
        return media


def main(folder: str, graph: str, public: str, moment: str, point: str) -> None:
    app = create_app({"SHOP_DATA": folder, "DATABASE_URL": f"sqlite:///{folder}/shop.db", "SECRET_KEY": "played", "GRAPH_URL": graph,
                      "PUBLIC_URL": public, "SMTP_URL": ""})
    now = datetime.fromisoformat(moment)
    clock.travel(now)
    deadly = Deadly(app)
    deadly.point = point
    assert ports._plugged is not None
    ports.plug(replace(ports._plugged, publisher=deadly, messenger=deadly))
    with app.app_context():
        for minute in range(8):
            posts.publish_due(now + timedelta(minutes=minute))


if __name__ == "__main__":
    main(*sys.argv[1:])
