"""The recurring round goes on whatever fails, and ends when told."""
import os
import signal
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event, Thread

import pytest
from flask import Flask

from shop import worker
from shop.kernel import clock
from shop.worker import Part, Round
from tests import makers
from tests.serving import ROOT
from tests.world import open_world


def test_a_part_that_fails_never_stops_the_others(app: Flask) -> None:
    def fail(now: datetime) -> int:
        raise OSError("the oven is cold")

    recurring = Round((Part("cold", fail), Part("warm", lambda now: 3)))
    assert recurring.go(clock.now()) == {"warm": 3}
    assert recurring.go(clock.now()) == {"warm": 3}


def test_a_part_is_asked_again_only_when_it_is_due(app: Flask) -> None:
    asked: list[datetime] = []
    recurring = Round((Part("daily", lambda now: asked.append(now) or 1, timedelta(hours=1)),))
    start = clock.now()
    for minutes in (0, 20, 59, 60, 61):
        recurring.go(start + timedelta(minutes=minutes))
    assert [int((moment - start).total_seconds() / 60) for moment in asked] == [0, 60]


def test_a_whole_round_over_a_shop_with_an_order_delivers_what_is_due(app: Flask) -> None:
    world = open_world()
    makers.place_order(world.cornetto)
    done = Round().go(clock.now())
    assert set(done) == {part.name for part in worker.PARTS}
    assert done["what must be heard"] == 2
    assert done["the daily backup"] == 1
    assert Round().go(clock.now())["the daily backup"] == 0


def test_a_damaged_picture_does_not_keep_the_others_from_their_sizes(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    class Store:
        def make_sizes(self, key: str) -> None:
            if key == "damaged":
                raise OSError("truncated")
            made.append(key)

    monkeypatch.setattr(worker.catalogue, "list_pictures_without_sizes", lambda: [key for key in ("damaged", "whole") if key not in made])
    monkeypatch.setattr(worker.catalogue, "note_sizes_made", lambda key: None)
    monkeypatch.setattr(worker.ports, "picture_store", Store)
    monkeypatch.setattr(worker, "_damaged", set())
    monkeypatch.setattr(worker, "_faces_without_sizes", list)
    sizes = next(part.verb for part in worker.PARTS if part.name == "sizes of pictures")
    assert [sizes(clock.now()) for _ in range(3)] == [0, 1, 0]
    assert made == ["whole"]


def test_the_worker_stops_when_told(app: Flask) -> None:
    stop = Event()

    def life() -> None:
        with app.app_context():
            worker.work(stop)

    thread = Thread(target=life)
    thread.start()
    time.sleep(0.2)
    stop.set()
    thread.join(5)
    assert not thread.is_alive()


def test_sigterm_ends_the_worker_cleanly(sqlite_url: str, tmp_path: Path) -> None:
    settings = os.environ | {"SHOP_DATA": str(tmp_path), "DATABASE_URL": sqlite_url}
    process = subprocess.Popen([sys.executable, "-m", "flask", "--app", "app", "shop", "work"], cwd=ROOT, env=settings,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    deadline = time.monotonic() + 20
    while not (tmp_path / "backups").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(0.3)
    process.send_signal(signal.SIGTERM)
    output, _ = process.communicate(timeout=15)
    assert process.returncode == 0, output.decode()
    assert b"Traceback" not in output
