"""The worker is killed 25 times while it sends an offer to 300 people: nobody gets it twice, nobody is forgotten."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

from flask import Flask

from shop.domain import campaigns
from shop.domain.campaigns import Recipient, sending
from shop.kernel import clock
from shop.kernel.database import db
from tests.domain.campaigns.audiences import begin, make_people, post_office, states
from tests.fakes.smtp import SmtpServer
from tests.serving import ROOT
from tests.world import open_world

PEOPLE, KILLED = 300, 25


@contextmanager
def reviving(data: Path, url: str, server: SmtpServer) -> Iterator[Callable[[], int]]:
    """Each call lets a worker live and returns its process id."""
    settings = {"SHOP_DATA": str(data), "DATABASE_URL": url, "SMTP_URL": server.url, "SECRET_KEY": "played", "PUBLIC_URL": "http://localhost"}
    parent = subprocess.Popen([sys.executable, "-m", "tests.reviving"], cwd=ROOT, env=os.environ | settings, text=True,
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True)
    assert parent.stdin and parent.stdout

    def live() -> int:
        assert parent.stdin and parent.stdout
        parent.stdin.write("\n")
        parent.stdin.flush()
        return int(parent.stdout.readline())

    try:
        yield live
    finally:
        os.killpg(parent.pid, signal.SIGKILL)
        parent.wait()
        parent.stdin.close()
        parent.stdout.close()


def _is_done(campaign_id: int) -> bool:
    db.session.rollback()  # or this process would see the old moment for ever
    return campaigns.get(campaign_id).state == "done"


def _wait_for(met: Callable[[], bool], patience_s: float = 20) -> None:
    deadline = time.monotonic() + patience_s
    while not met():
        assert time.monotonic() < deadline, "the worker does not get on"
        time.sleep(0.002)


def test_whatever_the_moment_of_the_kill_nobody_is_written_to_twice_and_nobody_forgotten(
        any_app: Flask, database_url: str, tmp_path: Path) -> None:
    clock.travel(None)  # the workers live in real time
    open_world()
    make_people(PEOPLE)
    chance, parked = Random(PEOPLE), 0
    with post_office(any_app) as server, reviving(tmp_path, database_url, server) as live:
        server.post.seconds = 0.01
        campaign_id = begin()
        for _ in range(KILLED):
            known, pid = len(server.post.letters), live()
            _wait_for(lambda: len(server.post.letters) >= known + 1)  # noqa: B023
            time.sleep(chance.random() * 0.02)
            os.kill(pid, signal.SIGKILL)
            time.sleep(0.03)  # what is on the wire arrives
        assert states(campaign_id).get("sent", 0) < PEOPLE, "all was sent before the last kill: it proved nothing"
        before = states(campaign_id)
        pid = live()
        _wait_for(lambda: _is_done(campaign_id))
        os.kill(pid, signal.SIGTERM)
        found, parked = states(campaign_id), states(campaign_id).get("parked", 0)
        to = [address for recipients in server.post.recipients for address in recipients]
    assert found.get("sent", 0) + parked == PEOPLE and before != found
    assert parked <= KILLED * sending.CONNECTIONS
    assert len(to) == len(set(to)) and PEOPLE - parked <= len(to) <= PEOPLE
    rows = {row.email: row for row in db.session.query(Recipient)}
    assert all(rows[letter["To"]].message_id == letter["Message-ID"] for letter in server.post.letters)
    assert {row.email for row in rows.values() if row.state == "sent"} <= set(to)


def test_one_kill_parks_at_most_one_letter_for_each_connection(any_app: Flask, database_url: str, tmp_path: Path) -> None:
    clock.travel(None)
    open_world()
    make_people(40)
    with post_office(any_app) as server, reviving(tmp_path, database_url, server) as live:
        server.post.seconds = 0.3  # every connection has its letter in the server's hands
        campaign_id, pid = begin(), live()
        _wait_for(lambda: len(server.post.letters) >= 2)
        os.kill(pid, signal.SIGKILL)
        server.post.seconds = 0
        pid = live()
        _wait_for(lambda: _is_done(campaign_id))
        os.kill(pid, signal.SIGTERM)
    found = states(campaign_id)
    assert 1 <= found["parked"] <= sending.CONNECTIONS and found["parked"] + found["sent"] == 40
