"""How fast an emailed offer leaves beside four bare SMTP connections, how much memory it takes, and what buyers feel of it meanwhile.

    python -m benchmarks.letters [HOW MANY]    (LETTERS=100000 make bench)
"""

import os
import smtplib
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from random import Random

import psutil
from flask import Flask
from sqlalchemy import func, insert, select

from benchmarks.asking import Asker, Tally
from benchmarks.buying import Market
from benchmarks.running import Running, running
from benchmarks.stocking import build, stock_shop
from shop.domain import campaigns, customers
from shop.domain.campaigns import Audience, Campaign, Draft, Recipient
from shop.domain.customers import Customer
from shop.kernel import clock, ports
from shop.kernel.database import db, writing
from tests.serving import ROOT, free_port

FEW, CONNECTIONS, RAW, PRODUCTS = 5_000, 4, 4_000, 100
BUYERS, PAUSE_S, QUIET_S = 2, 0.3, 25.0
TEXT = "Da oggi è in vetrina il panettone, soffice e profumato.\n\nLo trovi intero o a fette. " * 6


@dataclass
class Measured:
    many: int
    raw: float
    rate: float
    grown_mib: float
    quiet_p95_ms: float
    busy_p95_ms: float
    states: dict[str, int]
    taken: int


@contextmanager
def sink() -> Iterator[int]:
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "benchmarks.sinking", str(port)], cwd=ROOT, stdin=subprocess.DEVNULL)
    try:
        _wait_for(lambda: _dial(port) is not None, 20)
        yield port
    finally:
        process.kill()
        process.wait()


def _dial(port: int) -> smtplib.SMTP | None:
    try:
        host = smtplib.SMTP("127.0.0.1", port, timeout=30)
    except OSError:
        return None
    host.ehlo()
    return host


def _wait_for(met: object, patience_s: float) -> None:
    deadline = time.monotonic() + patience_s
    while not met():  # type: ignore[operator]
        assert time.monotonic() < deadline, "it does not come"
        time.sleep(0.1)


def _taken(port: int) -> int:
    host = _dial(port)
    assert host is not None
    return int(host.docmd("noop")[1])


def raw_rate(port: int, message: bytes, many: int = RAW) -> float:
    """Letters a second of four kept connections that do nothing else."""
    def live() -> None:
        host = _dial(port)
        assert host is not None
        for _ in range(many // CONNECTIONS):
            host.mail("offerte@shop.example")
            host.rcpt("ada@example.org")
            host.data(message)
        host.quit()

    lanes = [threading.Thread(target=live) for _ in range(CONNECTIONS)]
    began = time.perf_counter()
    for lane in lanes:
        lane.start()
    for lane in lanes:
        lane.join()
    return many / (time.perf_counter() - began)


def raw_beside(port: int, message: bytes, many: int = RAW) -> float:
    """The same from a process as polite as the worker, which lets customers go first."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=os.nice, initargs=(10,)) as polite:
        return polite.submit(raw_rate, port, message, many).result()


def fill(app: Flask, many: int) -> int:
    """So many people who said yes, and a letter for them with a picture and four products. Returns its id."""
    with app.app_context():
        now = clock.now()
        for start in range(0, many, 5_000):
            rows = [{"email": f"persona{number}@example.org", "name": f"Ada{number} Rossi", "language": ("it", "en")[number % 10 == 0],
                     "marketing": "consent", "created_at": now} for number in range(start, min(many, start + 5_000))]
            with writing():
                db.session.execute(insert(Customer), rows)
        draft = Draft(subject={"it": "Panettone, finalmente", "en": "Panettone, at last"}, text={"it": TEXT, "en": TEXT},
                      product_ids=(1, 2, 3, 4), audience=Audience())
        campaign_id = campaigns.create(draft, by="staff:1", now=now)
        db.session.remove()
        return campaign_id


def sample(app: Flask, campaign_id: int) -> bytes:
    with app.app_context():
        composed = ports.composer().compose("campaign", campaign_id, "it")
        written = ports.post_office().frame(composed).fill(to="ada@example.org", message_id="<a@shop.example>", blanks={
            "greeting": "Ciao Ada,", "token": customers.unsubscribe_token(1)})
        db.session.remove()
        return written


class Buyers:
    """Two people who buy one thing after the other, with a breath between: what they wait for is the answer to their order."""

    def __init__(self, port: int) -> None:
        self._market, self._stop = Market(port, PRODUCTS), threading.Event()
        self._people = [threading.Thread(target=self._live, args=(number,)) for number in range(BUYERS)]

    def _live(self, number: int) -> None:
        chance = Random(number)
        while not self._stop.is_set():
            asker = Asker(self._market.port)
            self._market._buy(asker, chance)
            asker.close()
            self._stop.wait(PAUSE_S)

    def buy_for(self, seconds: float, until: object = None) -> float:
        """Their 95th percentile in milliseconds."""
        for person in self._people:
            person.start()
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and not (until and until()):  # type: ignore[operator]
            time.sleep(0.2)
        self._stop.set()
        for person in self._people:
            person.join()
        tally: Tally = self._market.steps["order"]
        assert not tally.errors, tally.errors[:3]
        return tally.percentile(0.95) * 1000


class Scale:
    """The worker's memory while it works, beside what it had when it began."""

    def __init__(self, server: Running) -> None:
        web = {process.pid for process in server.web_processes()}
        children = psutil.Process(server.process.pid).children(recursive=True)
        listening = {process.pid for process in children if any(c.status == psutil.CONN_LISTEN for c in process.net_connections("tcp"))}
        [self._worker] = [process for process in children if process.pid not in web | listening]
        self._stop, self.most = threading.Event(), 0.0
        self.first = self._mib()
        self._thread = threading.Thread(target=self._live)
        self._thread.start()

    def _mib(self) -> float:
        return float(self._worker.memory_full_info().uss) / 2**20

    def _live(self) -> None:
        while not self._stop.wait(0.5):
            self.most = max(self.most, self._mib())

    def stop(self) -> float:
        self._stop.set()
        self._thread.join()
        return self.most - self.first


def _count(app: Flask) -> dict[str, int]:
    with app.app_context():
        found = {row[0]: row[1] for row in db.session.execute(select(Recipient.state, func.count()).group_by(Recipient.state))}
        db.session.remove()
    return found


def _is_over(app: Flask, campaign_id: int) -> bool:
    with app.app_context():
        state = db.session.scalar(select(Campaign.state).where(Campaign.id == campaign_id))
        db.session.remove()
    return state == "done"


def _warm_up(app: Flask, server: Running) -> None:
    """A first small letter to nobody, so that what the worker loads once is not counted as growth."""
    Buyers(server.port).buy_for(3)


def measure(folder: Path, many: int) -> Measured:
    stock_shop(folder, products=PRODUCTS)
    with sink() as port:
        url = f"smtp+plain://127.0.0.1:{port}"
        os.environ["SMTP_URL"] = url
        app = build(folder)
        campaign_id = fill(app, many)
        message = sample(app, campaign_id)
        with running(["app.py"], log=folder / "log", ready="/it/", SHOP_DATA=str(folder), DATABASE_URL=f"sqlite:///{folder}/shop.db",
                     SMTP_URL=url) as server:
            _warm_up(app, server)
            quiet = Buyers(server.port).buy_for(QUIET_S)
            time.sleep(2)
            before, scale, known = raw_beside(port, message), Scale(server), _taken(port)
            with app.app_context():
                campaigns.schedule(campaign_id, send_at=None, by="staff:1", now=clock.now())
                db.session.remove()
            began = time.perf_counter()
            busy = Buyers(server.port).buy_for(QUIET_S, lambda: _is_over(app, campaign_id))
            _wait_for(lambda: _is_over(app, campaign_id), many / 10 + 60)
            rate = many / (time.perf_counter() - began)
            grown, taken = scale.stop(), _taken(port) - known
            raw = (before + raw_beside(port, message)) / 2  # the machine may have had other things to do
            return Measured(many, raw, rate, grown, quiet, busy, _count(app), taken)


def main() -> None:
    many = int(sys.argv[1]) if len(sys.argv) > 1 else FEW
    with tempfile.TemporaryDirectory(prefix="shop-letters-") as folder:
        found = measure(Path(folder), many)
    print(f"{found.many} letters: {found.rate:.0f} a second, raw {found.raw:.0f}: {found.rate / found.raw:.2f}x")
    print(f"memory grown by {found.grown_mib:.1f} MiB; order p95 {found.quiet_p95_ms:.0f} ms quiet, {found.busy_p95_ms:.0f} ms meanwhile: "
          f"{found.busy_p95_ms / found.quiet_p95_ms:.2f}x")
    print(found.states, "taken with order letters:", found.taken)


if __name__ == "__main__":
    main()
