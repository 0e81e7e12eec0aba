"""Decides what is kept of a letter."""
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shop.kernel.clock import Moment
from shop.kernel.database import Base


class Letter(Base):
    """Composed once from what was true, then sent. `cause` is unique per kind: one cause, one letter.

    `queued` waits to be sent (or sent again), `kept` means no server is set, `refused` means a permanent no.
    """

    __tablename__ = "letter"
    __table_args__ = (
        UniqueConstraint("kind", "cause"),
        CheckConstraint("state IN ('queued', 'kept', 'sent', 'refused')", name="known_state"),
        Index(None, "state", "due_at"), Index(None, "about"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    cause: Mapped[str]
    about: Mapped[str]
    to: Mapped[str]
    language: Mapped[str]
    subject: Mapped[str]
    text: Mapped[str]
    html: Mapped[str]
    attachments: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    message_id: Mapped[str] = mapped_column(unique=True)
    state: Mapped[str] = mapped_column(default="queued")
    created_at: Mapped[datetime] = mapped_column(Moment)
    due_at: Mapped[datetime] = mapped_column(Moment)
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    tries: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None]
