"""Decides what sending a letter once more means: the same words, tried now, noted with who asked."""
from datetime import datetime

from sqlalchemy import update

from shop.domain.letters.delivering import SECRET_KINDS
from shop.domain.letters.models import Letter
from shop.domain.letters.queueing import new_message_id
from shop.kernel import audit, ports
from shop.kernel.database import change, db, writing
from shop.kernel.refusal import NotFound, Refusal


class NothingIsSent(Refusal):
    """No SMTP server is set, so asking again would change nothing."""

    code = "nothing_is_sent"


def resend(letter_id: int, *, by: str, now: datetime) -> None:
    """Queue a letter again whatever became of it. Raises NotFound, NothingIsSent (no server is set)."""
    if not ports.post_office().is_open():
        raise NothingIsSent
    with writing():
        letter = db.session.get(Letter, letter_id, populate_existing=True)
        if letter is None or letter.kind in SECRET_KINDS:
            raise NotFound
        # one that already arrived needs an id of its own, or mailboxes drop it as a copy
        message_id = new_message_id() if letter.state == "sent" else letter.message_id
        again = update(Letter).where(Letter.id == letter_id)
        change(again.values(state="queued", due_at=now, tries=0, last_error=None, message_id=message_id))
        audit.note(what="letter.resent", by=by, about=letter.about, at=now, letter=letter_id, kind=letter.kind)
