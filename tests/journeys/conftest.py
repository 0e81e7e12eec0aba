"""Journeys: the real shop on a Saturday at half past eight, and people with browsers.

`meet(shop.address, PHONE)` gives the page of a customer on a phone, `meet(shop.address, DESKTOP, staff=shop.owner)` the owner's.
A journey that changes the shop takes `own_shop` (a copy for its file), one that only looks takes `shop` (one for all).
"""
import fcntl
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from shop.kernel import clock
from tests.browsing import Meet, meeting
from tests.serving import ROOT, Served, serving

SATURDAY = datetime(2026, 11, 28, 7, 30, tzinfo=UTC)  # half past eight in Rome, the shop has just opened


@dataclass(frozen=True)
class Shop:
    """A shop that is open, the keys to it, and samples of what is in it."""

    served: Served
    keys: dict[str, str]
    samples: dict[str, Any]

    @property
    def address(self) -> str:
        return self.served.address

    @property
    def owner(self) -> str:
        """The owner's session."""
        return self.keys["owner"]

    @property
    def staff(self) -> str:
        """A colleague's session."""
        return self.keys["staff"]

    @property
    def link(self) -> str:
        """Signs the owner in once."""
        return f"{self.address}/admin/sign-in/{self.keys['link']}"


@pytest.fixture(autouse=True)
def _tuesday_morning() -> Iterator[None]:
    """In journeys it is Saturday, for the test as for the shop."""
    clock.travel(SATURDAY)
    yield
    clock.travel(None)


def _prepared(shared: Path, kind: str) -> Path:
    """Made once for all processes that run tests."""
    folder, lock = shared / f"journeys-{kind}", shared / f"journeys-{kind}.lock"
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        if not (folder / "kept.json").exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            command = [sys.executable, "-m", "tests.journeys.preparing", str(folder), SATURDAY.isoformat(), kind]
            subprocess.run(command, cwd=ROOT, check=True)
    return folder


@pytest.fixture(scope="session")
def _shared(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    mine = tmp_path_factory.getbasetemp()
    return mine if worker_id == "master" else mine.parent


@contextmanager
def open_copy(shared: Path, kind: str, folder: Path, **environment: str) -> Iterator[Shop]:
    shutil.copytree(_prepared(shared, kind), folder, dirs_exist_ok=True)
    kept = json.loads((folder / "kept.json").read_text("utf-8"))
    with serving(data=folder, database_url=f"sqlite:///{folder}/shop.db", moment=SATURDAY, **environment) as served:
        yield Shop(served, kept["keys"], kept["samples"])


@pytest.fixture(scope="session")
def shop(_shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """The demo shop, shared by all who only look."""
    with open_copy(_shared, "demo", tmp_path_factory.mktemp("looked-at")) as opened:
        yield opened


@pytest.fixture(scope="module")
def own_shop(_shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """The demo shop for the journeys of one file, which may change it."""
    with open_copy(_shared, "demo", tmp_path_factory.mktemp("own")) as opened:
        yield opened


@pytest.fixture(scope="module")
def empty_shop(_shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """A shop in which nothing is but its owner."""
    with open_copy(_shared, "empty", tmp_path_factory.mktemp("empty")) as opened:
        yield opened


@pytest.fixture
def meet(chromium: Browser) -> Iterator[Meet]:
    with meeting(chromium) as met:
        yield met
