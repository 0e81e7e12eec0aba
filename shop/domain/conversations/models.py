"""Decides how questions, messages and their answers are kept."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from shop.kernel.clock import Moment
from shop.kernel.database import Base

Words = dict[str, str]


class Conversation(Base):
    """One thread with one person, whatever the door: website, instagram, comment, message (pasted), email (pasted), phone.

    `handle`, `email`, `phone`, `name` are as given there; `customer_id` the person they lead to. `thread` is the other side's own id of it.
    """

    __tablename__ = "conversation"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'done')", name="known_state"),
        Index(None, "state", "last_at"),
        Index(None, "customer_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(unique=True)
    channel: Mapped[str]
    thread: Mapped[str | None] = mapped_column(unique=True)
    state: Mapped[str] = mapped_column(default="open")
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"))
    name: Mapped[str] = mapped_column(default="")
    handle: Mapped[str | None]
    email: Mapped[str | None]
    phone: Mapped[str | None]
    language: Mapped[str] = mapped_column(default="it")
    product_id: Mapped[int | None]
    order_id: Mapped[int | None]
    basket_token: Mapped[str | None]
    opened_at: Mapped[datetime] = mapped_column(Moment)
    last_at: Mapped[datetime] = mapped_column(Moment)


class Message(Base):
    """One thing said. `direction` in or out; `reference` the other side's id of it (unique: a webhook heard twice is one message).
    `state` of one going out: said (pasted or told by hand), queued, sent, failed (with `error`)."""

    __tablename__ = "message"
    __table_args__ = (
        CheckConstraint("direction IN ('in', 'out')", name="known_direction"),
        CheckConstraint("state IN ('said', 'queued', 'sent', 'failed')", name="known_state"),
        Index(None, "conversation_id", "id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id"))
    direction: Mapped[str]
    text: Mapped[str]
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[str]
    reference: Mapped[str | None] = mapped_column(unique=True)
    state: Mapped[str] = mapped_column(default="said")
    error: Mapped[str] = mapped_column(default="")


class SavedAnswer(Base):
    """Words the shop uses again and again."""

    __tablename__ = "saved_answer"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    text: Mapped[Words] = mapped_column(JSON)
    position: Mapped[int] = mapped_column(default=0)


class PublicAnswer(Base):
    """A question everybody may read with its answer: under its product, or on the page of frequent questions where it has none."""

    __tablename__ = "public_answer"
    __table_args__ = (Index(None, "product_id"), {"info": {"topic": "answers"}})
    id: Mapped[int] = mapped_column(primary_key=True)
    product_id: Mapped[int | None]
    question: Mapped[Words] = mapped_column(JSON)
    answer: Mapped[Words] = mapped_column(JSON)
    position: Mapped[int] = mapped_column(default=0)
    is_published: Mapped[bool] = mapped_column(default=True)
    conversation_id: Mapped[int | None] = mapped_column(ForeignKey("conversation.id"))
    created_at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[str]
