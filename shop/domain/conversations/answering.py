"""Decides how an answer reaches the person: by letter, in the thread they wrote in, or copied over by hand."""

from datetime import datetime

from sqlalchemy import select, update

from shop.domain.conversations.events import AnswerGiven
from shop.domain.conversations.finding import get_conversation, get_message
from shop.domain.conversations.hearing import clean_words
from shop.domain.conversations.models import Conversation, Message
from shop.kernel import events, ports
from shop.kernel.database import change, db, writing
from shop.kernel.ports import OutsideRefused

SENT_BY_US = ("letter", "messenger")
UNKNOWN = "unknown"  # it may or may not have arrived: never said a second time by itself


def way_of(conversation: Conversation) -> str:
    """`messenger` where we may speak in the thread ourselves, else `letter` to who left an address, else `hand`."""
    if conversation.thread:
        messenger = ports.messenger()
        return "messenger" if messenger and messenger.is_connected() else "hand"
    return "letter" if conversation.email else "hand"


def answer(conversation_id: int, text: str, *, by: str, now: datetime, is_done: bool = False) -> int:
    """Keep the answer and let it go its way; returns the message's id. Raises NotFound, NothingSaid, SaidTooMuch."""
    words, way = clean_words(text), way_of(get_conversation(conversation_id))
    with writing():
        conversation = get_conversation(conversation_id)
        row = Message(conversation_id=conversation.id, direction="out", text=words, at=now, by=by,
                      state="queued" if way in SENT_BY_US else "said")
        db.session.add(row)
        db.session.flush()
        conversation.last_at = now
        if is_done:
            conversation.state = "done"
        _announce(conversation, row.id, way, by, now)
        return row.id


def _announce(conversation: Conversation, message_id: int, way: str, by: str, now: datetime) -> None:
    events.record(AnswerGiven(at=now, about=f"conversation:{conversation.id}", customer_id=conversation.customer_id, by=by,
                              via=conversation.channel, conversation_id=conversation.id, message_id=message_id, way=way))


def say_aside(conversation_id: int, text: str, *, by: str, now: datetime, by_letter: bool = False) -> int:
    """Keep in the thread what the shop lets the person know by other ways: by hand, or by a letter of the caller's, who notes it as sent.
    Returns the message's id. Raises NotFound, NothingSaid."""
    with writing():
        conversation = get_conversation(conversation_id)
        row = Message(conversation_id=conversation.id, direction="out", text=clean_words(text), at=now, by=by,
                      state="queued" if by_letter else "said")
        db.session.add(row)
        db.session.flush()
        conversation.last_at = now
        return row.id


def send_again(message_id: int, *, by: str, now: datetime) -> None:
    """Somebody has looked and says that it did not arrive. Only a failed one. Raises NotFound."""
    with writing():
        message = get_message(message_id)
        if change(update(Message).where(Message.id == message_id, Message.state == "failed").values(state="queued", error="")) == 1:
            conversation = get_conversation(message.conversation_id)
            _announce(conversation, message_id, "messenger" if conversation.thread else "letter", by, now)


def send_message(event: AnswerGiven) -> None:
    """Carry an answer into its thread, once: a kill in the midst leaves it failed and `unknown`, for staff to look."""
    if event.way != "messenger" or not _claim(event.message_id):
        return
    message = get_message(event.message_id)
    conversation = get_conversation(message.conversation_id)
    thread, text = conversation.thread or "", message.text
    db.session.rollback()
    try:
        reference = ports.messenger().send(thread=thread, text=text)
    except OutsideRefused as refused:
        return note_sent(event.message_id, error=refused.code)
    except OSError:
        return note_sent(event.message_id, error=UNKNOWN)
    note_sent(event.message_id, reference=reference)


def _claim(message_id: int) -> bool:
    with writing():
        claim = update(Message).where(Message.id == message_id, Message.state == "queued")
        return change(claim.values(state="failed", error=UNKNOWN)) == 1


def note_sent(message_id: int, *, reference: str | None = None, error: str = "") -> None:
    """What became of an answer. A reference that the platform has meanwhile told us of itself stays where it is."""
    with writing():
        taken = bool(reference) and db.session.scalar(select(Message.id).where(Message.reference == reference)) is not None
        values = {"state": "failed" if error else "sent", "error": error} | ({} if taken or not reference else {"reference": reference})
        change(update(Message).where(Message.id == message_id).values(**values))
