"""Decides how the cash drawer's shifts are kept."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from shop.kernel.clock import Moment
from shop.kernel.database import Base


class Shift(Base):
    """From opening the drawer to counting it, in cents. One is open at a time (`open_key`, unique, empty once closed). `number` of the
    Z report, given at closing, without gaps; `report` what it said then, frozen."""

    __tablename__ = "shift"
    __table_args__ = (CheckConstraint("float_cents >= 0", name="not_negative"), Index(None, "opened_at"))
    id: Mapped[int] = mapped_column(primary_key=True)
    open_key: Mapped[str | None] = mapped_column(unique=True)
    opened_at: Mapped[datetime] = mapped_column(Moment)
    opened_by: Mapped[str]
    float_cents: Mapped[int]
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    closed_by: Mapped[str] = mapped_column(default="")
    expected_cents: Mapped[int | None]
    counted_cents: Mapped[int | None]
    number: Mapped[int | None] = mapped_column(unique=True)
    note: Mapped[str] = mapped_column(default="")
    report: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class CashMove(Base):
    """The drawer's ledger: its float and these sum up to what should be in it. `why` sale, void, refund, in, out; `cause` makes each happen
    once. Without `shift_id`: taken while no drawer was open."""

    __tablename__ = "cash_move"
    __table_args__ = (Index(None, "shift_id"), Index(None, "at"))
    id: Mapped[int] = mapped_column(primary_key=True)
    shift_id: Mapped[int | None] = mapped_column(ForeignKey("shift.id"))
    cause: Mapped[str] = mapped_column(unique=True)
    why: Mapped[str]
    cents: Mapped[int]
    words: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[str]
