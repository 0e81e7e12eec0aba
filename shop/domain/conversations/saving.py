"""Decides which answers the shop keeps to use again."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select

from shop.domain.conversations.models import SavedAnswer, Words
from shop.kernel import audit
from shop.kernel.database import change, db, writing
from shop.kernel.refusal import NotFound


def list_saved() -> Sequence[SavedAnswer]:
    return db.session.scalars(select(SavedAnswer).order_by(SavedAnswer.position, SavedAnswer.id)).all()


def get_saved(saved_id: int) -> SavedAnswer:
    """Raises NotFound."""
    found = db.session.get(SavedAnswer, saved_id)
    if found is None:
        raise NotFound
    return found


def save_answer(*, title: str, text: Words, by: str, now: datetime, saved_id: int | None = None) -> int:
    """Keep a new one, or change a kept one. Raises NotFound."""
    with writing():
        last = db.session.scalar(select(func.max(SavedAnswer.position))) or 0
        row = get_saved(saved_id) if saved_id else SavedAnswer(position=last + 1)
        row.title, row.text = title, text
        db.session.add(row)
        db.session.flush()
        audit.note(what="saved_answer.kept", by=by, about=f"saved_answer:{row.id}", at=now, title=title)
        return row.id


def forget_saved(saved_id: int, *, by: str, now: datetime) -> None:
    """Raises NotFound."""
    with writing():
        title = get_saved(saved_id).title
        change(delete(SavedAnswer).where(SavedAnswer.id == saved_id))
        audit.note(what="saved_answer.forgotten", by=by, about=f"saved_answer:{saved_id}", at=now, title=title)
