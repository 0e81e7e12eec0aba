"""Decides how a payment is kept: a fact, with the tender it came by."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
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
