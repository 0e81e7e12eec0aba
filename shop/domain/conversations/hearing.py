"""Decides to which conversation a word from outside belongs: its thread, or what the same person and we still have open."""

from dataclasses import dataclass
from datetime import datetime
from secrets import token_urlsafe

from sqlalchemy import delete, select, update

from shop.domain import customers
from shop.domain.conversations.events import MessageHeard
from shop.domain.conversations.finding import find_by_thread, get_by_token
from shop.domain.conversations.models import Conversation, Message
from shop.kernel import events
from shop.kernel.database import change, db, insert_once, writing
from shop.kernel.refusal import Refusal

MOST_LETTERS = 4_000
CHANNELS = ("website", "instagram", "comment", "message", "email", "phone")
# Where the sender is known to be the person: told by the platform, or by staff who read it. A form on the website proves nothing,
# and a comment is public: neither may be added to, or shown with, what somebody else said under the same address.
PRIVATE = ("instagram", "message", "email", "phone")


class NothingSaid(Refusal):
    code = "nothing_said"
    field = "text"


class SaidTooMuch(Refusal):
    code = "said_too_much"
    field = "text"


@dataclass(frozen=True)
class Speaker:
    """Who speaks, as known there: each sign in its one spelling."""

    handle: str | None
    email: str | None
    phone: str | None
    name: str
    language: str


def clean_words(text: str) -> str:
    """Raises NothingSaid, SaidTooMuch."""
    words = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if not words:
        raise NothingSaid
    if len(words) > MOST_LETTERS:
        raise SaidTooMuch(most=MOST_LETTERS)
    return words


def hear(*, channel: str, text: str, now: datetime, thread: str | None = None, reference: str | None = None, handle: str | None = None,
         email: str | None = None, phone: str | None = None, name: str = "", language: str = "it", product_id: int | None = None,
         order_id: int | None = None, at: datetime | None = None) -> int:
    """Keep what somebody said and return the conversation's id; the same `reference` again changes nothing.

    Raises NothingSaid, SaidTooMuch, BadEmail, BadPhone, BadHandle.
    """
    words = clean_words(text)
    signs = customers.clean_handle(handle or ""), customers.clean_email(email or ""), customers.clean_phone(phone or "")
    who = Speaker(*signs, " ".join(name.split())[:120], language)
    with writing():
        if known := _already_heard(reference):
            return known
        customer_id = customers.recognise(
            email=who.email, phone=who.phone, instagram=who.handle, name=who.name, language=who.language, now=now)
        found = _find(channel, thread, customer_id)
        opened = found or _open(channel, thread, who, customer_id, now)
        message_id = _keep(opened, words, reference, at or now)
        if message_id is None:  # the same notice was being heard elsewhere at this moment
            return _forget_empty(opened, reference)
        _learn(opened, who, customer_id, {"thread": thread, "product_id": product_id, "order_id": order_id}, now)
        events.record(MessageHeard(at=now, about=f"conversation:{opened.id}", customer_id=opened.customer_id, by="customer", via=channel,
                                   conversation_id=opened.id, message_id=message_id, first=found is None))
        return opened.id


def say_more(token: str, text: str, *, now: datetime) -> int:
    """The person goes on where they are: on the page of their conversation. Raises NotFound, NothingSaid, SaidTooMuch."""
    words = clean_words(text)
    with writing():
        conversation = get_by_token(token)
        message_id = _keep(conversation, words, None, now)
        assert message_id is not None
        conversation.state, conversation.last_at = "open", now
        events.record(MessageHeard(at=now, about=f"conversation:{conversation.id}", customer_id=conversation.customer_id, by="customer",
                                   via="website", conversation_id=conversation.id, message_id=message_id, first=False))
        return conversation.id


def _already_heard(reference: str | None) -> int | None:
    if not reference:
        return None
    return db.session.scalar(select(Message.conversation_id).where(Message.reference == reference))


def _find(channel: str, thread: str | None, customer_id: int | None) -> Conversation | None:
    """The same thread whatever its state; else what is open with this person, where both doors are private."""
    if thread and (found := find_by_thread(thread)):
        return found
    if customer_id is None or channel not in PRIVATE:
        return None
    wanted = select(Conversation).where(
        Conversation.customer_id.in_(customers.ids_of(customer_id)), Conversation.state == "open", Conversation.channel.in_(PRIVATE))
    if thread:  # another thread of theirs is another thread
        wanted = wanted.where(Conversation.thread.is_(None))
    return db.session.scalar(wanted.order_by(Conversation.last_at.desc()).limit(1))


def _open(channel: str, thread: str | None, who: Speaker, customer_id: int | None, now: datetime) -> Conversation:
    token = token_urlsafe(18)
    made = insert_once(Conversation, token=token, channel=channel, thread=thread, state="open", customer_id=customer_id, name=who.name,
                       handle=who.handle, email=who.email, phone=who.phone, language=who.language, opened_at=now, last_at=now)
    if not made and thread and (raced := find_by_thread(thread)):
        return raced
    return get_by_token(token)


def _keep(conversation: Conversation, words: str, reference: str | None, at: datetime) -> int | None:
    """The new message's id; None when another hearing of it came first."""
    if reference is None:
        row = Message(conversation_id=conversation.id, direction="in", text=words, at=at, by="customer")
        db.session.add(row)
        db.session.flush()
        return row.id
    values = {"direction": "in", "text": words, "at": at, "by": "customer", "reference": reference, "state": "said", "error": ""}
    if not insert_once(Message, conversation_id=conversation.id, **values):
        return None
    return db.session.scalar(select(Message.id).where(Message.reference == reference))


def _forget_empty(conversation: Conversation, reference: str | None) -> int:
    """What was opened for a word that another hearing had already kept is no conversation."""
    said = select(Message.id).where(Message.conversation_id == conversation.id)
    if db.session.scalar(said.limit(1)) is None:
        change(delete(Conversation).where(Conversation.id == conversation.id, ~said.exists()))
    return _already_heard(reference) or conversation.id


def _learn(conversation: Conversation, who: Speaker, customer_id: int | None, told: dict[str, object], now: datetime) -> None:
    """Reopen it, and fill in what was not known of it yet; nothing known is overwritten."""
    signs = {"name": who.name, "handle": who.handle, "email": who.email, "phone": who.phone, "customer_id": customer_id} | told
    new = {name: value for name, value in signs.items() if value and not getattr(conversation, name)}
    change(update(Conversation).where(Conversation.id == conversation.id).values(state="open", last_at=now, **new))
    db.session.refresh(conversation)
