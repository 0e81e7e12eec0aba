"""Decides how a wish for something made to measure is kept."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from shop.kernel.clock import Moment
from shop.kernel.database import Base


class Commission(Base):
    """A wish, talked about in one conversation until the shop names a price (`offer`) and the customer takes it (`order_id`). `on` the day
    it is for; `pictures` keys of the picture store. `state`: asked, offered, ordered, declined (by the shop), dropped (by the customer).
    `offer` {"name", "cents", "deposit_cents", "vat", "allergens", "traces", "words", "lead_minutes"}; `version` counts the offers, so
    that nobody takes one that was changed meanwhile."""

    __tablename__ = "commission"
    __table_args__ = (
        CheckConstraint("state IN ('asked', 'offered', 'ordered', 'declined', 'dropped')", name="known_state"),
        CheckConstraint("people > 0", name="some"),
        Index(None, "state", "on"),
        Index(None, "conversation_id"),
        Index(None, "customer_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(unique=True)
    reference: Mapped[str] = mapped_column(unique=True)  # the form's own secret: ten submits, one wish
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id"))  # who writes in one thread for ever may have several
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"))
    state: Mapped[str] = mapped_column(default="asked")
    occasion: Mapped[str] = mapped_column(default="")
    on: Mapped[date]
    people: Mapped[int]
    taste: Mapped[str]
    inscription: Mapped[str] = mapped_column(default="")
    allergies: Mapped[str] = mapped_column(default="")
    pictures: Mapped[list[str]] = mapped_column(JSON, default=list)
    offer: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    version: Mapped[int] = mapped_column(default=0)
    offered_at: Mapped[datetime | None] = mapped_column(Moment)
    good_until: Mapped[datetime | None] = mapped_column(Moment)
    order_id: Mapped[int | None] = mapped_column(unique=True)
    asked_at: Mapped[datetime] = mapped_column(Moment)
