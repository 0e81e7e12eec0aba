"""Decides how a payment is kept: a fact, with the tender it came by."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from shop.kernel.clock import Moment
from shop.kernel.database import Base


class Payment(Base):
    """Money taken for an order, in cents. `card` is noted from the bank's own terminal.
    `voided_at`: the hand-over it belonged to was undone."""

    __tablename__ = "payment"
    __table_args__ = (
        CheckConstraint("cents > 0", name="some"),
        CheckConstraint("tender IN ('cash', 'card')", name="known_tender"),
        Index(None, "order_id"),
        Index(None, "taken_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("shop_order.id"))
    tender: Mapped[str]
    reference: Mapped[str] = mapped_column(unique=True)
    cents: Mapped[int]
    given_cents: Mapped[int]
    taken_at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[str]
    voided_at: Mapped[datetime | None] = mapped_column(Moment)


class Refund(Base):
    """Money given back, in cents: in `cash`, or by `card` noted from the bank's terminal. `reference` makes it happen once;
    `reason` is a code, and after a colon what was said."""

    __tablename__ = "refund"
    __table_args__ = (
        CheckConstraint("cents >= 0", name="not_negative"),
        CheckConstraint("tender IN ('cash', 'card')", name="known_tender"),
        Index(None, "order_id"), Index(None, "refunded_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("shop_order.id"))
    reference: Mapped[str] = mapped_column(unique=True)
    tender: Mapped[str]
    cents: Mapped[int]
    reason: Mapped[str]
    refunded_at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[str]
    lines: Mapped[list[dict[str, Any]]] = mapped_column(JSON)  # [{"line_id", "quantity", "cents", "fate": "restock" | "waste"}]

    @property
    def reason_code(self) -> str:
        return self.reason.partition(":")[0]

    @property
    def reason_words(self) -> str:
        return self.reason.partition(": ")[2]
