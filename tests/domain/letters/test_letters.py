"""One cause, one letter; what becomes of it when the server says yes, no, later or nothing at all."""
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from flask import Flask

from shop.domain import letters
from shop.domain.letters import NothingIsSent
from shop.domain.letters.delivering import FAILURES_TO_STOP, MOST_TRIES, Letter
from shop.kernel import audit, clock, ports
from shop.kernel.database import db, writing
from shop.kernel.ports import Attachment, Composed, Plugged, PostOfficeClosed, PostRefused
from shop.kernel.refusal import NotFound


@dataclass
class Office:
    """A post office that does as told."""

    opens: bool = True
    failure: Exception | None = None
    sent: list[tuple[str, Composed, str]] = field(default_factory=list)
    tried: int = 0

    def is_open(self) -> bool:
        return self.opens

    def send(self, *, to: str, composed: Composed, message_id: str) -> None:
        self.tried += 1
        if self.failure:
            raise self.failure
        self.sent.append((to, composed, message_id))


class Composer:
    def compose(self, kind: str, about: int, language: str) -> Composed:
        return Composed(f"{kind} {about} {language}", "testo", "<p>testo</p>", [Attachment("a.ics", "text/calendar", "BEGIN")])


@pytest.fixture
def office() -> Iterator[Office]:
    before, office = ports._plugged, Office()
    assert before is not None
    ports.plug(Plugged(office, Composer(), before.picture_store))
    yield office
    ports.plug(before)


def _queue(cause: str = "order:1", kind: str = "placed") -> bool:
    return letters.queue(kind=kind, cause=cause, about="order:1", compose_id=1, to="ada@example.org", language="it", now=clock.now())


def _the_letter() -> Letter:
    db.session.rollback()
    return db.session.query(Letter).populate_existing().one()


@pytest.fixture
def shop(any_app: Flask, office: Office) -> Flask:
    return any_app


def test_a_letter_is_composed_once_and_kept_whole(shop: Flask) -> None:
    assert _queue() and not _queue()
    letter = _the_letter()
    assert (letter.subject, letter.to, letter.state) == ("placed 1 it", "ada@example.org", "queued")
    assert letter.attachments == [{"filename": "a.ics", "content_type": "text/calendar", "body": "BEGIN"}]
    assert letters.count_waiting() == 1


def test_another_kind_and_another_cause_are_other_letters(shop: Flask) -> None:
    assert _queue() and _queue(kind="ready") and _queue("order:1 again", kind="ready")


def test_ten_at_once_for_one_cause_leave_one_letter(shop: Flask) -> None:
    def queue(_turn: int) -> bool:
        with shop.app_context():
            return _queue()

    with ThreadPoolExecutor(10) as crowd:
        assert sorted(crowd.map(queue, range(10))) == [False] * 9 + [True]
    assert _the_letter().state == "queued"


def test_a_sent_letter_says_when_and_is_not_sent_again(shop: Flask, office: Office) -> None:
    _queue()
    assert letters.deliver_due(clock.now()) == 1 and letters.deliver_due(clock.now()) == 0
    letter = _the_letter()
    assert letter.state == "sent" and letter.sent_at is not None and office.tried == 1
    assert office.sent == [("ada@example.org", Composer().compose("placed", 1, "it"), letter.message_id)]


def test_two_workers_send_it_once(shop: Flask, office: Office) -> None:
    for number in range(6):
        _queue(f"order:{number}")

    def work(_turn: int) -> int:
        with shop.app_context():
            return letters.deliver_due(clock.now())

    with ThreadPoolExecutor(4) as crowd:
        assert sum(crowd.map(work, range(4))) == 6
    assert len({message_id for _, _, message_id in office.sent}) == len(office.sent) == 6


def test_a_letter_due_later_waits(shop: Flask, office: Office) -> None:
    letters.queue(kind="placed", cause="x", about="order:1", compose_id=1, to="a@example.org", language="it", now=clock.now(),
                  due_at=clock.now() + timedelta(minutes=1))
    assert letters.deliver_due(clock.now()) == 0 and letters.deliver_due(clock.now() + timedelta(minutes=2)) == 1


def test_a_failure_is_retried_later_and_later_with_the_same_message_id(shop: Flask, office: Office) -> None:
    _queue()
    office.failure = ConnectionError("451 later")
    now, waits = clock.now(), []
    message_id = _the_letter().message_id
    for _ in range(4):
        assert letters.deliver_due(now) == 0
        letter = _the_letter()
        waits.append((letter.due_at - now).total_seconds())
        assert letter.state == "queued" and letter.last_error and "451" in letter.last_error
        assert letters.deliver_due(letter.due_at - timedelta(seconds=1)) == 0
        now = letter.due_at
    assert waits == [30, 60, 120, 240] and office.tried == 4
    office.failure = None
    assert letters.deliver_due(now) == 1 and office.sent[0][2] == message_id
    assert _the_letter().last_error is None


def test_after_some_days_it_is_given_up_and_can_still_be_resent(shop: Flask, office: Office) -> None:
    _queue()
    office.failure = TimeoutError()
    now = clock.now()
    for _ in range(MOST_TRIES):
        letters.deliver_due(now)
        now = max(now, _the_letter().due_at)
    assert _the_letter().state == "refused" and timedelta(days=2) < now - clock.now() < timedelta(days=5)
    office.failure = None
    letters.resend(_the_letter().id, by="staff:1", now=now)
    assert letters.deliver_due(now) == 1


def test_a_permanent_no_is_kept_with_its_words_and_not_retried(shop: Flask, office: Office) -> None:
    _queue()
    office.failure = PostRefused("550 no such person")
    letters.deliver_due(clock.now())
    assert _the_letter().state == "refused" and _the_letter().last_error == "550 no such person"
    assert letters.deliver_due(clock.now() + timedelta(days=1)) == 0 and office.tried == 1


def test_a_server_that_is_down_does_not_hold_up_the_round(shop: Flask, office: Office) -> None:
    for number in range(10):
        _queue(f"order:{number}")
    office.failure = TimeoutError()
    letters.deliver_due(clock.now())
    assert office.tried == FAILURES_TO_STOP
    letters.deliver_due(clock.now())
    assert office.tried == 2 * FAILURES_TO_STOP  # the next round takes the next ones: nobody starves behind the first


def test_a_worker_that_dies_while_sending_leaves_the_letter_for_the_next(shop: Flask, office: Office) -> None:
    _queue()
    office.failure = KeyboardInterrupt()  # type: ignore[assignment]
    with pytest.raises(KeyboardInterrupt):
        letters.deliver_due(clock.now())
    db.session.rollback()
    office.failure = None
    assert letters.deliver_due(clock.now()) == 0, "still claimed"
    assert letters.deliver_due(clock.now() + timedelta(minutes=6)) == 1


def test_without_a_server_letters_are_kept_and_never_leave_by_themselves(shop: Flask, office: Office) -> None:
    office.opens = False
    _queue()
    letters.deliver_due(clock.now())
    assert _the_letter().state == "kept" and letters.get_letter(_the_letter().id).text == "testo" and not letters.is_sending()
    with pytest.raises(NothingIsSent):
        letters.resend(_the_letter().id, by="staff:1", now=clock.now())
    office.opens = True
    assert letters.deliver_due(clock.now() + timedelta(days=1)) == 0 and _the_letter().state == "kept"
    letters.resend(_the_letter().id, by="staff:1", now=clock.now())
    assert letters.deliver_due(clock.now()) == 1


def test_an_office_that_closes_under_the_letter_keeps_it(shop: Flask, office: Office) -> None:
    _queue()
    office.failure = PostOfficeClosed()
    letters.deliver_due(clock.now())
    assert _the_letter().state == "kept"


def test_resending_what_arrived_gives_it_a_new_id_and_is_noted(shop: Flask, office: Office) -> None:
    _queue()
    letters.deliver_due(clock.now())
    letters.resend(_the_letter().id, by="staff:1", now=clock.now())
    assert letters.deliver_due(clock.now()) == 1
    assert len({message_id for _, _, message_id in office.sent}) == 2
    [entry] = audit.list_latest()
    assert (entry.what, entry.by, entry.about) == ("letter.resent", "staff:1", "order:1")


def test_letters_are_found_by_state_and_words(shop: Flask, office: Office) -> None:
    for number in range(3):
        _queue(f"order:{number}", kind="ready" if number else "placed")
    letters.deliver_due(clock.now())
    _queue("order:9")
    assert [letter.state for letter in letters.list_letters()] == ["queued", "sent", "sent", "sent"]
    assert len(letters.list_letters(state="sent", words="READY")) == 2 and letters.list_letters(words="100%") == []
    newest = letters.list_letters(limit=1)[0].id
    assert len(letters.list_letters(before_id=newest)) == 3 and len(letters.list_about("order:1")) == 4
    assert letters.count_each() == {"queued": 1, "kept": 0, "sent": 3, "refused": 0}
    with pytest.raises(NotFound):
        letters.get_letter(10_000)


@pytest.mark.parametrize("opens", [True, False])
def test_a_letter_that_opens_a_door_is_nobodys_to_read_and_leaves_nothing_behind(shop: Flask, office: Office, opens: bool) -> None:
    office.opens = opens
    _queue("x", kind="sign_in")
    letters.deliver_due(clock.now())
    assert _the_letter().text == _the_letter().html == "" and _the_letter().state == ("sent" if opens else "kept")
    assert letters.list_letters() == [] and letters.list_about("order:1") == []
    with pytest.raises(NotFound):
        letters.get_letter(_the_letter().id)
    office.opens = True
    with pytest.raises(NotFound):
        letters.resend(_the_letter().id, by="staff:1", now=clock.now())


def test_nothing_is_sent_inside_a_write(shop: Flask, office: Office) -> None:
    with writing(), pytest.raises(AssertionError, match="no call outside"):
        ports.post_office()
