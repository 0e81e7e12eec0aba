"""Decides how a basket is kept: what was chosen, never a price to charge."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from shop.kernel.clock import Moment
from shop.kernel.database import Base
from shop.kernel.origin import HasOrigin


class Basket(HasOrigin, Base):
    """Lives 30 days from the last touch. `token` opens it, `code` is its short name for staff at the counter;
    `choices` remembers when and how (kind, zone, day, slot, address, name ...); `held_offers` the ids of offers whose code was typed
    or whose link was followed; `held_cards` those of gift cards whose code was typed; `became` the token of the order it turned into,
    wherever that was placed."""

    __tablename__ = "basket"
    __table_args__ = (Index(None, "touched_at"), Index(None, "customer_id"))
    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(unique=True)
    code: Mapped[str] = mapped_column(unique=True)
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"))
    held_offers: Mapped[list[int]] = mapped_column(JSON, default=list)
    held_cards: Mapped[list[int]] = mapped_column(JSON, default=list)
    became: Mapped[str | None]
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
