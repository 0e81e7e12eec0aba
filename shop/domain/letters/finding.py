"""Decides which letters can be read: all that were kept, except those that open a door."""
from collections.abc import Sequence

from sqlalchemy import func, or_, select

from shop.domain.letters.delivering import SECRET_KINDS
from shop.domain.letters.models import Letter
from shop.kernel import ports
from shop.kernel.database import db
from shop.kernel.refusal import NotFound

_READABLE = Letter.kind.not_in(SECRET_KINDS)


def get_letter(letter_id: int) -> Letter:
    """Raises NotFound for none, or one that is nobody's to read."""
    letter = db.session.scalar(select(Letter).where(Letter.id == letter_id, _READABLE))
    if letter is None:
        raise NotFound
    return letter


def list_letters(*, state: str = "", words: str = "", before_id: int | None = None, limit: int = 50) -> Sequence[Letter]:
    """The newest first; `words` is looked for in the address and the subject."""
    wanted = select(Letter).where(_READABLE).order_by(Letter.id.desc()).limit(limit)
    if state:
        wanted = wanted.where(Letter.state == state)
    if words:
        wanted = wanted.where(or_(Letter.to.icontains(words, autoescape=True), Letter.subject.icontains(words, autoescape=True)))
    return db.session.scalars(wanted.where(Letter.id < before_id) if before_id else wanted).all()


def list_about(about: str) -> Sequence[Letter]:
    """The letters one thing (`order:12`) gave, oldest first."""
    return db.session.scalars(select(Letter).where(Letter.about == about, _READABLE).order_by(Letter.id)).all()


def count_each() -> dict[str, int]:
    """How many letters there are in each state."""
    counted = db.session.execute(select(Letter.state, func.count()).where(_READABLE).group_by(Letter.state))
    return {"queued": 0, "kept": 0, "sent": 0, "refused": 0} | {row[0]: row[1] for row in counted}


def count_waiting() -> int:
    """How many letters still wait to be sent."""
    return db.session.scalar(select(func.count()).where(Letter.state == "queued")) or 0


def is_sending() -> bool:
    """Whether letters leave at all: False means they are only kept."""
    return ports.post_office().is_open()
