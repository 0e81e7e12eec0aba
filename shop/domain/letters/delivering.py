"""Decides when a stored letter leaves, and what becomes of it when the server is down, slow or says no."""
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from shop.domain.letters.models import Letter
from shop.kernel import ports
from shop.kernel.database import change, db, writing
from shop.kernel.ports import Attachment, Composed, PostOfficeClosed, PostRefused

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
LONGEST_WAIT = timedelta(hours=6)
MOST_TRIES = 20  # about three days
MOST_A_ROUND = 100
FAILURES_TO_STOP = 3  # a server that is down must not hold up the worker for every letter
# they open a door: nobody reads them here, and nothing of them stays once they are gone
SECRET_KINDS = ("sign_in", "invitation", "customer_code", "confirm_offers", "gift_card")


@dataclass(frozen=True)
class Outcome:
    """What one try came to; `wait` is how long until the next."""

    state: str
    error: str | None = None
    wait: timedelta = timedelta(0)


def deliver_due(now: datetime) -> int:
    """Try each letter that is due once, no transaction open meanwhile. Returns how many were sent.

    Without a server letters become `kept`: they are not sent later by themselves, but can be resent.
    """
    if not ports.post_office().is_open():
        _keep_all(now)
        return 0
    due = select(Letter.id).where(Letter.state == "queued", Letter.due_at <= now).order_by(Letter.due_at, Letter.id)
    waiting = db.session.scalars(due.limit(MOST_A_ROUND)).all()
    db.session.rollback()
    sent = failed = 0
    for letter_id in waiting:
        outcome = _deliver(letter_id, now)
        sent += outcome == "sent"
        failed = failed + 1 if outcome == "queued" else 0
        if failed == FAILURES_TO_STOP:
            break
    return sent


def _keep_all(now: datetime) -> None:
    waiting = (Letter.state == "queued") & (Letter.due_at <= now)
    some = db.session.scalar(select(Letter.id).where(waiting).limit(1))
    db.session.rollback()
    if some is not None:
        with writing():
            change(update(Letter).where(waiting).values(state="kept"))
            change(update(Letter).where(Letter.state == "kept", Letter.kind.in_(SECRET_KINDS)).values(text="", html=""))


def _deliver(letter_id: int, now: datetime) -> str | None:
    with writing():
        claim = update(Letter).where(Letter.id == letter_id, Letter.state == "queued", Letter.due_at <= now)
        if change(claim.values(due_at=now + LEASE, tries=Letter.tries + 1)) != 1:
            return None
    letter = db.session.get_one(Letter, letter_id, populate_existing=True)
    to, kind, tries, message_id = letter.to, letter.kind, letter.tries, letter.message_id
    composed = Composed(letter.subject, letter.text, letter.html, [Attachment(**kept) for kept in letter.attachments])
    db.session.rollback()
    outcome = _hand_over(to, composed, message_id, tries)
    values: dict[str, Any] = {"state": outcome.state, "last_error": outcome.error, "due_at": now + outcome.wait}
    if outcome.state == "sent":
        values["sent_at"] = now
    if outcome.state != "queued" and kind in SECRET_KINDS:
        values |= {"text": "", "html": ""}
    with writing():
        change(update(Letter).where(Letter.id == letter_id, Letter.message_id == message_id, Letter.tries == tries).values(**values))
    return outcome.state


def _hand_over(to: str, composed: Composed, message_id: str, tries: int) -> Outcome:
    try:
        ports.post_office().send(to=to, composed=composed, message_id=message_id)
    except PostOfficeClosed:
        return Outcome("kept")
    except PostRefused as refusal:
        return Outcome("refused", str(refusal)[:500])
    except OSError as failure:
        log.warning("a letter could not be sent: %s", failure)
        return Outcome("refused" if tries >= MOST_TRIES else "queued", repr(failure)[:500], _wait(tries))
    return Outcome("sent")


def _wait(tries: int) -> timedelta:
    """30 seconds after the first failure, then twice as long each time."""
    return min(timedelta(seconds=30 * 2 ** min(tries - 1, 12)), LONGEST_WAIT)
