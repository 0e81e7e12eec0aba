"""Who may write, and what a failed write leaves behind: on both databases."""

import threading
from collections import Counter

import pytest
from flask import Flask
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError

from shop.domain.business import Identity, identity
from shop.kernel import clock, events, limits, settings, tokens
from shop.kernel.database import Revision, change, db, insert_once, writing
from shop.kernel.limits import TooManyTries, Tries, count_try
from shop.kernel.refusal import Refusal
from tests.makers import later


class No(Refusal):
    code = "not_found"


def test_a_page_that_reads_can_not_write(any_app: Flask) -> None:
    with pytest.raises(DBAPIError):
        db.session.execute(text("INSERT INTO revision (topic, number) VALUES ('x', 1)"))
    db.session.rollback()
    with writing():
        db.session.execute(text("INSERT INTO revision (topic, number) VALUES ('x', 1)"))
    assert db.session.scalar(select(Revision.number)) == 1


def test_a_failure_inside_dooms_the_whole_write_even_if_caught(any_app: Flask) -> None:
    with pytest.raises(RuntimeError, match="swallowed"), writing():
        insert_once(Revision, topic="kept?", number=1)
        try:
            with writing():
                raise No
        except No:
            pass
    assert db.session.scalar(select(Revision.topic)) is None


def test_only_the_first_insert_counts(any_app: Flask) -> None:
    with writing():
        assert insert_once(Revision, topic="t", number=1)
        assert not insert_once(Revision, topic="t", number=2)


def test_eight_writers_get_their_turn_in_fair_shares(any_app: Flask) -> None:
    with writing():
        insert_once(Revision, topic="turns", number=0)
    turns: Counter[int] = Counter()

    def write(who: int) -> None:
        with any_app.app_context():
            for _ in range(15):
                with writing(patience_s=60):
                    change(update(Revision).where(Revision.topic == "turns").values(number=Revision.number + 1))
                turns[who] += 1

    threads = [threading.Thread(target=write, args=(who,)) for who in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()
    assert db.session.scalar(select(Revision.number).where(Revision.topic == "turns")) == 120
    assert set(turns.values()) == {15}


def test_settings_come_back_as_they_were_kept_and_every_thread_sees_a_change(any_app: Flask) -> None:
    assert identity().name == ""
    settings.store(Identity(name="Fiordaliso"))
    assert identity().name == "Fiordaliso"
    with any_app.app_context():
        settings.store(Identity(name="Altra"))
    db.session.rollback()
    assert identity().name == "Altra"


def test_a_write_sees_its_own_change_of_what_is_remembered_and_a_failed_one_leaves_no_trace(any_app: Flask) -> None:
    settings.store(Identity(name="prima"))
    with pytest.raises(No), writing():
        settings.store(Identity(name="durante"))
        assert identity().name == "durante"
        raise No
    assert identity().name == "prima"


def test_a_secret_is_spent_once(any_app: Flask) -> None:
    now = clock.now()
    secret = tokens.issue(purpose="sign-in", about="7", lasts=later(hours=1) - now, now=now)
    assert tokens.redeem(secret, purpose="other", now=now) is None
    assert tokens.peek(secret, purpose="sign-in", now=now) == "7"
    spent: list[str | None] = []

    def redeem() -> None:
        with any_app.app_context():
            spent.append(tokens.redeem(secret, purpose="sign-in", now=now))

    threads = [threading.Thread(target=redeem) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(spent, key=str) == ["7"] + [None] * 7
    late = tokens.issue(purpose="sign-in", about="7", lasts=later(minutes=1) - now, now=now)
    assert tokens.redeem(late, purpose="sign-in", now=later(minutes=2)) is None


def test_tries_are_counted_even_when_refused(any_app: Flask) -> None:
    for _ in range(3):
        count_try("code:1.2.3.4", most=3, per=limits.timedelta(minutes=10), now=clock.now())
    for _ in range(2):
        with pytest.raises(TooManyTries):
            count_try("code:1.2.3.4", most=3, per=limits.timedelta(minutes=10), now=clock.now())
    assert db.session.scalar(select(Tries.count)) == 5
    count_try("code:1.2.3.4", most=3, per=limits.timedelta(minutes=10), now=later(minutes=11))


def test_a_listener_that_fails_is_tried_again_later_and_one_killed_comes_back(any_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    class Happened(events.Event):
        name = "it.happened"

    heard: list[str] = []

    def listen(event: Happened) -> None:
        heard.append(event.about)
        if len(heard) == 1:
            raise OSError("not now")
        if len(heard) == 2:
            raise SystemExit

    monkeypatch.setattr(events, "_afterwards", {Happened: [listen]})
    with writing():
        events.record(Happened(at=clock.now(), about="thing:1"))
    assert events.deliver_due(clock.now()) == 0
    assert events.deliver_due(clock.now()) == 0 and len(heard) == 1, "it waits first"
    with pytest.raises(SystemExit):
        events.deliver_due(later(minutes=1))
    assert events.deliver_due(later(minutes=2)) == 0, "the lease holds"
    assert events.deliver_due(later(minutes=4)) == 1
    assert events.deliver_due(later(days=1)) == 0 and len(heard) == 3
