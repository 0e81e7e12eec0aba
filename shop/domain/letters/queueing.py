"""Decides that one cause owes one letter: composed once from what is true, then stored to be sent."""
from dataclasses import asdict
from datetime import datetime
from secrets import token_hex

from sqlalchemy import select

from shop.domain import business
from shop.domain.letters.models import Letter
from shop.kernel import ports
from shop.kernel.database import db, insert_once, writing


def queue(*, kind: str, cause: str, about: str, compose_id: int, to: str, language: str, now: datetime,
          due_at: datetime | None = None) -> bool:
    """Compose and store a letter unless this cause already has one of this kind; True for whoever stored it.

    Call it outside a write where possible: composing is the slow part.
    """
    if _is_queued(kind, cause):
        return False
    composed = ports.composer().compose(kind, compose_id, language)
    with writing():
        return insert_once(
            Letter, kind=kind, cause=cause, about=about, to=to, language=language,
            subject=composed.subject, text=composed.text, html=composed.html,
            attachments=[asdict(attachment) for attachment in composed.attachments],
            message_id=new_message_id(), state="queued", created_at=now, due_at=due_at or now, tries=0)


def _is_queued(kind: str, cause: str) -> bool:
    return db.session.scalar(select(Letter.id).where(Letter.kind == kind, Letter.cause == cause)) is not None


def new_message_id() -> str:
    """An id for the Message-ID header that no other letter of the world has, and that says nothing of its reader."""
    sender = business.order_rules().letters_from or business.identity().email
    domain = sender.rpartition("@")[2].strip(" >") or "localhost"
    return f"<{token_hex(16)}@{domain}>"
