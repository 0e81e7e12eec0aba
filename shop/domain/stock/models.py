"""Decides how a day's pool, what was taken from it and what changed its size are kept."""
from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from shop.kernel.clock import Moment
from shop.kernel.database import Base


class Pool(Base):
    """What there is of a product for one day, in pieces or grams; size None is no limit. No row yet: the product's own daily size.

    `planned` is the product's daily size the row was last made or corrected from: when the owner changes that, the day follows.
    """

    __tablename__ = "pool"
    __table_args__ = (
        CheckConstraint("taken >= 0 AND (size IS NULL OR taken <= size)", name="never_oversold"), Index(None, "on"),
        {"info": {"topic": "places"}})
    product_id: Mapped[int] = mapped_column(primary_key=True)
    on: Mapped[date] = mapped_column(primary_key=True)
    size: Mapped[int | None]
    taken: Mapped[int] = mapped_column(default=0)
    planned: Mapped[int | None]


class Allocation(Base):
    """Pieces held for an owner (`order:12`); the sum per pool equals its `taken`. `expires_at` is a door for holds."""

    __tablename__ = "stock_allocation"
    __table_args__ = (Index(None, "owner"), Index(None, "product_id", "on"), CheckConstraint("quantity > 0", name="some"))
    id: Mapped[int] = mapped_column(primary_key=True)
    owner: Mapped[str]
    product_id: Mapped[int]
    on: Mapped[date]
    quantity: Mapped[int]
    expires_at: Mapped[datetime | None] = mapped_column(Moment)


class Movement(Base):
    """The ledger of a pool's size: planned, baked, wasted, corrected; its sum equals `size` where there is a limit."""

    __tablename__ = "stock_movement"
    __table_args__ = (Index(None, "product_id", "on"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    product_id: Mapped[int]
    on: Mapped[date]
    quantity: Mapped[int]
    reason: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime] = mapped_column(Moment)
