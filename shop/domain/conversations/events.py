"""The facts this room announces."""

from dataclasses import dataclass
from typing import ClassVar

from shop.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class MessageHeard(Event):
    """Somebody asked or told us something; `first`: it opened the conversation."""

    name: ClassVar[str] = "message.heard"
    conversation_id: int
    message_id: int
    first: bool


@dataclass(frozen=True, kw_only=True)
class AnswerGiven(Event):
    """The shop answered; `way`: `letter` and `messenger` carry it there themselves, `hand` was copied over by staff."""

    name: ClassVar[str] = "answer.given"
    conversation_id: int
    message_id: int
    way: str
