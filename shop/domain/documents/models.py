"""Decides how numbered papers are kept."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shop.kernel.clock import Moment
from shop.kernel.database import Base


class Series(Base):
    """The last number of a series ("R2026"): counted up in the transaction that uses it, so no number is lost or used twice."""

    __tablename__ = "document_series"
    name: Mapped[str] = mapped_column(primary_key=True)
    last: Mapped[int] = mapped_column(default=0)


class Receipt(Base):
    """A numbered courtesy receipt of a sale, a hand-over or a return (`cents` negative). Not a fiscal document.
    `cause` what it was written for, once: `sale:<order>`, `hand_over:<order>:<its version>`, `return:<refund>`."""

    __tablename__ = "receipt"
    __table_args__ = (
        UniqueConstraint("series", "number"),
        Index(None, "order_id"),
        CheckConstraint("kind IN ('sale', 'return')", name="known_kind"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    series: Mapped[str]
    number: Mapped[int]
    kind: Mapped[str]
    cause: Mapped[str] = mapped_column(unique=True)
    order_id: Mapped[int]
    cents: Mapped[int]
    issued_at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[str]
    voided_at: Mapped[datetime | None] = mapped_column(Moment)

    @property
    def shown(self) -> str:
        """The number as people read it: `R 2026/000123`."""
        return f"{self.series[:-4]} {self.series[-4:]}/{self.number:06}"
