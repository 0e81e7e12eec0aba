"""Decides which conversation a question finds."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select

from shop.domain.conversations.models import Conversation, Message
from shop.kernel.database import db
from shop.kernel.refusal import NotFound


@dataclass(frozen=True)
class Listed:
    """One row of the inbox: the conversation and what was said last."""

    conversation: Conversation
    last: Message | None

    @property
    def waits(self) -> bool:
        """The last word is theirs, and nobody has called it done."""
        return self.conversation.state == "open" and (self.last is None or self.last.direction == "in")


@dataclass(frozen=True)
class Found:
    rows: Sequence[Listed]
    total: int
    page: int
    pages: int


def get_conversation(conversation_id: int) -> Conversation:
    """Raises NotFound."""
    found = db.session.get(Conversation, conversation_id)
    if found is None:
        raise NotFound
    return found


def get_by_token(token: str) -> Conversation:
    """The conversation whose page has this secret address. Raises NotFound."""
    found = db.session.scalar(select(Conversation).where(Conversation.token == token))
    if found is None:
        raise NotFound
    return found


def find_by_thread(thread: str) -> Conversation | None:
    return db.session.scalar(select(Conversation).where(Conversation.thread == thread))


def get_message(message_id: int) -> Message:
    """Raises NotFound."""
    found = db.session.get(Message, message_id)
    if found is None:
        raise NotFound
    return found


def list_messages(conversation_id: int) -> Sequence[Message]:
    """What was said, in the order in which it was said."""
    return db.session.scalars(select(Message).where(Message.conversation_id == conversation_id).order_by(Message.at, Message.id)).all()


def list_conversations(*, state: str | None = None, words: str = "", page: int = 1, per_page: int = 30) -> Found:
    """The newest word first; `words` is looked for in the person's signs and in what was said."""
    conditions = [*([Conversation.state == state] if state else []), *_about(words)]
    total = db.session.scalar(select(func.count(Conversation.id)).where(*conditions)) or 0
    newest_first = select(Conversation).where(*conditions).order_by(Conversation.last_at.desc(), Conversation.id.desc())
    found = db.session.scalars(newest_first.limit(per_page).offset((page - 1) * per_page)).all()
    return Found(_with_last_words(found), total, page, max(1, -(-total // per_page)))


def list_open(*, page: int = 1, per_page: int = 30) -> Found:
    return list_conversations(state="open", page=page, per_page=per_page)


def list_of_customer(customer_ids: Sequence[int]) -> Sequence[Listed]:
    """All conversations with one person, the newest word first."""
    wanted = select(Conversation).where(Conversation.customer_id.in_(customer_ids)).order_by(Conversation.last_at.desc())
    return _with_last_words(db.session.scalars(wanted).all())


def list_about_order(order_id: int) -> Sequence[Conversation]:
    return db.session.scalars(select(Conversation).where(Conversation.order_id == order_id).order_by(Conversation.id)).all()


def count_each() -> dict[str, int]:
    counted = db.session.execute(select(Conversation.state, func.count()).group_by(Conversation.state))
    return {"open": 0, "done": 0} | {row[0]: row[1] for row in counted}


def count_open() -> int:
    """How many people wait for a word of ours, for the navigation."""
    return db.session.scalar(select(func.count()).where(Conversation.state == "open")) or 0


def _about(words: str) -> list[ColumnElement[bool]]:
    sought = words.strip()
    if not sought:
        return []
    signs = (Conversation.name, Conversation.handle, Conversation.email, Conversation.phone)
    said = select(Message.conversation_id).where(Message.text.icontains(sought, autoescape=True))
    return [or_(*(sign.icontains(sought.removeprefix("@"), autoescape=True) for sign in signs), Conversation.id.in_(said))]


def _with_last_words(conversations: Sequence[Conversation]) -> list[Listed]:
    """Two queries however many there are."""
    ids = [conversation.id for conversation in conversations]
    newest = select(func.max(Message.id)).where(Message.conversation_id.in_(ids)).group_by(Message.conversation_id)
    last = {message.conversation_id: message for message in db.session.scalars(select(Message).where(Message.id.in_(newest)))}
    return [Listed(conversation, last.get(conversation.id)) for conversation in conversations]
