"""Decides how the inbox names people, says how long they have waited, and what became of each answer."""
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from shop.domain.conversations import Conversation, Listed, Message
from shop.domain.letters import Letter
from shop.kernel.wording import has, say
from shop.web.rendering import reader

HOUR, DAY = 60, 24 * 60
SYMBOLS = {"website": "globe", "instagram": "picture", "comment": "picture", "message": "note", "email": "mail", "phone": "phone"}


@dataclass(frozen=True)
class Row:
    """One conversation as the list shows it."""

    id: int
    who: str
    symbol: str
    channel: str
    words: str
    is_ours: bool
    waits: bool
    is_done: bool
    age_minutes: int


def who_is(conversation: Conversation) -> str:
    """What they are called here: the name they gave, else the sign they left."""
    handle = f"@{conversation.handle}" if conversation.handle else ""
    return conversation.name or handle or conversation.email or conversation.phone or say("inbox.nobody", reader())


def age_of(since: datetime, now: datetime) -> int:
    """Minutes rounded as people say them: `40 minutes`, `5 hours`, `3 days`."""
    minutes = max(1, int((now - since).total_seconds() // 60))
    return minutes if minutes < HOUR else minutes // HOUR * HOUR if minutes < 2 * DAY else minutes // DAY * DAY


def rows_of(listed: Sequence[Listed], now: datetime) -> list[Row]:
    return [_row_of(one, now) for one in listed]


def _row_of(one: Listed, now: datetime) -> Row:
    about, last = one.conversation, one.last
    return Row(about.id, who_is(about), SYMBOLS.get(about.channel, "note"), about.channel, last.text if last else "",
               last is not None and last.direction == "out", one.waits, about.state == "done", age_of(about.last_at, now))


def notes_of(messages: Sequence[Message], letters: Mapping[str, Letter]) -> dict[int, str]:
    """What became of each answer of ours; of one that went by letter, what became of the letter."""
    return {message.id: _note_of(message, letters.get(f"message:{message.id}")) for message in messages if message.direction == "out"}


def _note_of(message: Message, letter: Letter | None) -> str:
    if letter is not None:
        return say(f"admin.letters.states.{letter.state}", reader())
    if message.error and has(f"outside.{message.error}", reader()):
        return say(f"outside.{message.error}", reader())
    return say(f"inbox.state.{'unknown' if message.error else message.state}", reader())
