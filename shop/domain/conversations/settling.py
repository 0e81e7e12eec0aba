"""Decides when a conversation is done, and what is noted on it: its basket, its person, what it is about."""

from datetime import datetime

from sqlalchemy import update

from shop.domain.conversations.finding import get_conversation
from shop.domain.conversations.models import Conversation
from shop.kernel.database import change, writing


def _note(conversation_id: int, **values: object) -> None:
    get_conversation(conversation_id)
    with writing():
        change(update(Conversation).where(Conversation.id == conversation_id).values(**values))


def close(conversation_id: int) -> None:
    """Nothing more to say for now; a new word of theirs opens it again. Raises NotFound."""
    _note(conversation_id, state="done")


def reopen(conversation_id: int, *, now: datetime) -> None:
    """Raises NotFound."""
    _note(conversation_id, state="open", last_at=now)


def note_basket(conversation_id: int, token: str) -> None:
    """The basket that staff prepare out of this conversation. Raises NotFound."""
    _note(conversation_id, basket_token=token)


def note_order(conversation_id: int, order_id: int) -> None:
    """What it is about. Raises NotFound."""
    _note(conversation_id, order_id=order_id)
