"""Decides how a basket is kept: what was chosen, never a price to charge."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from shop.kernel.clock import Moment
from shop.kernel.database import Base


class Basket(Base):
    """Lives 30 days from the last touch. `token` opens it; `choices` remembers when and how (kind, zone, day, slot, address, name ...)."""

    __tablename__ = "basket"
    __table_args__ = (Index(None, "touched_at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(unique=True)
    origin: Mapped[dict[str, Any]] = mapped_column(JSON)
    language: Mapped[str]
    choices: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    created_at: Mapped[datetime] = mapped_column(Moment)
    touched_at: Mapped[datetime] = mapped_column(Moment)
    lines: Mapped[list["BasketLine"]] = relationship(order_by="BasketLine.id", cascade="all, delete-orphan", lazy="joined")


class BasketLine(Base):
    """`quantity` in pieces, or grams for goods by weight; `picks` {option id: times}; `answers` {question id: text};
    `seen_cents` the line's price when it was last shown to the customer."""

    __tablename__ = "basket_line"
    __table_args__ = (Index(None, "basket_id"), CheckConstraint("quantity > 0", name="some"))
    id: Mapped[int] = mapped_column(primary_key=True)
    basket_id: Mapped[int] = mapped_column(ForeignKey("basket.id"))
    product_id: Mapped[int]
    variant_id: Mapped[int | None]
    quantity: Mapped[int]
    picks: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    answers: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    seen_cents: Mapped[int]
