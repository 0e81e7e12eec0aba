"""Decides which questions everybody may read with their answers: under a product, or among the frequent ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select

from shop.domain import catalogue
from shop.domain.conversations.models import PublicAnswer, Words
from shop.kernel import audit
from shop.kernel.database import change, db, writing
from shop.kernel.refusal import NotFound
from shop.kernel.snapshots import Snapshot


@dataclass(frozen=True)
class Published:
    """A question with its answer, in both languages where the shop wrote both."""

    id: int
    product_id: int | None
    question: Words
    answer: Words


def _load() -> tuple[Published, ...]:
    wanted = select(PublicAnswer).where(PublicAnswer.is_published).order_by(PublicAnswer.position, PublicAnswer.id)
    return tuple(Published(row.id, row.product_id, row.question, row.answer) for row in db.session.scalars(wanted))


_published: Snapshot[tuple[Published, ...]] = Snapshot(("answers",), _load)


def list_public(product_id: int | None = None) -> list[Published]:
    """What stands under this product; without one, the frequent questions. No query while nothing changes."""
    return [one for one in _published.get() if one.product_id == product_id]


def search_public(words: str) -> list[Published]:
    """Frequent questions and those under products in which all these words are found, accents and plurals aside, best known first."""
    return [one for one in _published.get() if catalogue.speaks_of(words, [*one.question.values(), *one.answer.values()])]


def list_all() -> Sequence[PublicAnswer]:
    """Hidden ones too, for the desk."""
    return db.session.scalars(select(PublicAnswer).order_by(PublicAnswer.position, PublicAnswer.id)).all()


def get_public(answer_id: int) -> PublicAnswer:
    """Raises NotFound."""
    found = db.session.get(PublicAnswer, answer_id)
    if found is None:
        raise NotFound
    return found


def publish_answer(*, question: Words, answer: Words, by: str, now: datetime, product_id: int | None = None,
                   conversation_id: int | None = None, answer_id: int | None = None, is_published: bool = True) -> int:
    """Show a question with its answer, or change one that is kept (`answer_id`). Raises NotFound, also for a product that is not there."""
    if product_id is not None and catalogue.find_product(product_id, any_state=True) is None:
        raise NotFound
    with writing():
        row = get_public(answer_id) if answer_id else PublicAnswer(
            position=(db.session.scalar(select(func.max(PublicAnswer.position))) or 0) + 1, conversation_id=conversation_id, created_at=now,
            by=by)
        row.question, row.answer, row.product_id, row.is_published = question, answer, product_id, is_published
        db.session.add(row)
        db.session.flush()
        audit.note(what="answer.published" if is_published else "answer.hidden", by=by, about=f"public_answer:{row.id}", at=now,
                   question=question)
        return row.id


def withdraw_answer(answer_id: int, *, by: str, now: datetime) -> None:
    """Take it away for good. Raises NotFound."""
    with writing():
        question = get_public(answer_id).question
        change(delete(PublicAnswer).where(PublicAnswer.id == answer_id))
        audit.note(what="answer.withdrawn", by=by, about=f"public_answer:{answer_id}", at=now, question=question)


def lift_answer(answer_id: int) -> None:
    """One place further up. Raises NotFound."""
    with writing():
        rows = list(list_all())
        place = next((i for i, row in enumerate(rows) if row.id == answer_id), None)
        if place is None:
            raise NotFound
        if place:
            rows[place - 1], rows[place] = rows[place], rows[place - 1]
        for position, row in enumerate(rows, 1):
            row.position = position
