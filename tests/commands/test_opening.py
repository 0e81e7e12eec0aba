"""One command opens the demo shop; everything it started ends with it; a real shop is not served unprepared."""
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import psutil
import pytest
import requests
from flask import Flask
from sqlalchemy import select

from shop.commands.checking import list_faults
from shop.commands.filling import fill_demo, is_half_filled
from shop.commands.opening import open_shop
from shop.commands.serving import list_obstacles
from shop.domain import catalogue, fulfilment, orders
from shop.kernel import clock
from shop.kernel.database import db
from tests.conftest import _build
from tests.serving import ROOT, free_port
from tests.world import open_world


@dataclass
class Opened:
    process: subprocess.Popen[str]
    address: str
    line: str
    data: Path
    seconds: float


def _open(data: Path) -> Opened:
    port = free_port()
    settings = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "SECRET_KEY", "PUBLIC_URL")}
    began = time.monotonic()
    process = subprocess.Popen([sys.executable, "app.py"], cwd=ROOT, env=settings | {"PORT": str(port), "SHOP_DATA": str(data)}, text=True,
                               stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=(data / "errors").open("w"))
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line, (data / "errors").read_text("utf-8")[-3000:]
    return Opened(process, f"http://127.0.0.1:{port}", line, data, time.monotonic() - began)


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    shop = _open(tmp_path_factory.mktemp("opened"))
    yield shop
    if shop.process.poll() is None:
        shop.process.terminate()
        shop.process.wait(30)


def test_an_empty_folder_becomes_the_demo_shop_that_answers(opened: Opened) -> None:
    assert opened.address in opened.line, (opened.data / "errors").read_text("utf-8")[-3000:]
    for page in ("/it/", "/en/", "/it/menu"):
        answer = requests.get(opened.address + page, timeout=20)
        assert answer.status_code == 200 and "Fiordaliso" in answer.text, page


def test_the_line_holds_a_link_that_signs_the_owner_in_once(opened: Opened) -> None:
    link = re.search(r"http://\S+/admin/sign-in/\S+", opened.line)
    assert link is not None
    browser = requests.Session()
    browser.headers["Origin"] = opened.address
    page = browser.get(link[0], timeout=20)
    assert page.status_code == 200 and "<form" in page.text
    entered = browser.post(link[0], timeout=20)
    assert entered.status_code == 200 and "/admin" in entered.url and "sign-in" not in entered.url
    again = requests.post(link[0], headers={"Origin": opened.address}, timeout=20)
    assert again.url.endswith("/admin/sign-in") and "staff" not in again.cookies


def test_what_was_started_ends_together_and_starts_again_quickly(opened: Opened) -> None:
    assert requests.get(opened.address + "/it/", timeout=20).status_code == 200  # its processes are there
    family = psutil.Process(opened.process.pid).children(recursive=True)
    assert len(family) >= 4  # the server with its two processes, the worker
    opened.process.send_signal(signal.SIGINT)
    assert opened.process.wait(30) == 0
    _, alive = psutil.wait_procs(family, timeout=10)
    assert alive == []
    again = _open(opened.data)
    try:
        assert requests.get(again.address + "/it/", timeout=20).status_code == 200
        assert again.process.stdout is not None and again.line.count("\n") == 1
    finally:
        again.process.kill()
        again.process.wait(10)


def test_a_worker_that_dies_is_started_again_and_a_dead_server_ends_all(opened: Opened) -> None:
    shop = _open(opened.data)
    try:
        assert requests.get(shop.address + "/it/", timeout=20).status_code == 200  # its processes are there
        first = {child.pid for child in psutil.Process(shop.process.pid).children()}
        server = next(c for c in psutil.Process(shop.process.pid).children() if c.children())
        (worker,) = first - {server.pid}
        os.kill(worker, signal.SIGKILL)
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            now = {child.pid for child in psutil.Process(shop.process.pid).children() if child.status() != psutil.STATUS_ZOMBIE}
            if len(now) == 2 and worker not in now:
                break
            time.sleep(0.1)
        assert len(now) == 2 and server.pid in now and worker not in now
        os.kill(server.pid, signal.SIGKILL)
        assert shop.process.wait(30) != 0
    finally:
        shop.process.kill()
        shop.process.wait(10)


def test_the_demo_is_plausible_and_well(opened: Opened) -> None:
    clock.travel(None)
    with _build(f"sqlite:///{opened.data}/shop.db", opened.data).app_context():
        rows = db.session.scalars(select(orders.Order)).unique().all()
        states = {order.state for order in rows}
        assert len(rows) > 80 and {"collected", "delivered", "accepted", "preparing"} <= states
        soon = clock.now() - timedelta(minutes=15)  # it was filled a moment ago
        assert not [order.code for order in rows if order.state in orders.LIVE and order.ends_at < soon and order.kind == "pickup"]
        assert len(catalogue.browse(per_page=100).products) == 41 and len(fulfilment.list_zones()) == 3
        assert not [p.slug for p in catalogue.browse(per_page=100).products if catalogue.list_missing(p)]
        assert list_faults() == [] and not is_half_filled()
        db.session.remove()
        db.engine.dispose()


def test_a_demo_that_was_interrupted_says_so_instead_of_opening_half_a_shop(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shop.commands.filling.enter_menu", lambda *_args, **_how: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        fill_demo(clock.now())
    db.session.remove()
    monkeypatch.setattr("shop.commands.opening.migrate_now", lambda: None)  # this database was made from the models
    with pytest.raises(SystemExit, match="interrupted"):
        open_shop(app)


def test_the_demo_never_fills_a_shop_that_has_people_of_its_own(app: Flask) -> None:
    open_world()
    refused = app.test_cli_runner().invoke(args=["shop", "demo"])
    assert refused.exit_code == 1 and "empty" in refused.output
    assert len(catalogue.browse().products) == 3


def test_an_empty_shop_has_only_its_owner_who_can_come_in(app: Flask) -> None:
    run = app.test_cli_runner()
    assert run.invoke(args=["shop", "demo", "--empty", "--name", "Rosa", "--email", "rosa@example.org"]).exit_code == 0
    assert "/admin/sign-in/" in run.invoke(args=["shop", "sign-in-link"]).output
    assert catalogue.browse().total == 0


def test_a_shop_is_served_only_with_its_secret_its_hosts_and_its_sellers_data(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SECRET_KEY", "TRUSTED_HOSTS", "PUBLIC_URL"):
        monkeypatch.delenv(name, raising=False)
    assert len(list_obstacles(app)) == 4
    monkeypatch.setenv("SECRET_KEY", "x" * 40)
    monkeypatch.setenv("TRUSTED_HOSTS", "shop.example")
    monkeypatch.setenv("PUBLIC_URL", "https://shop.example")
    assert len(list_obstacles(app)) == 1
    open_world()
    assert list_obstacles(app) == []


def test_serving_an_unprepared_shop_ends_with_a_sentence_each(sqlite_url: str, tmp_path: Path) -> None:
    settings = {"PATH": os.environ["PATH"], "SHOP_DATA": str(tmp_path), "DATABASE_URL": f"sqlite:///{tmp_path}/new.db"}
    run = subprocess.run([sys.executable, "-m", "flask", "--app", "app", "shop", "serve"], cwd=ROOT, env=settings, capture_output=True,
                         text=True, timeout=60, check=False)
    assert run.returncode == 1 and "Traceback" not in run.stderr
    assert all(word in run.stderr for word in ("SECRET_KEY", "TRUSTED_HOSTS", "PUBLIC_URL", "vat_number"))
