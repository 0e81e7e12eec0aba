"""Decides how numbered papers are kept."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, UniqueConstraint
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
    `cause` what it was written for, once: `sale:<order>:<its version>`, `hand_over:` the same, `return:<refund>`.
    `vat` {basis points: gross cents}, frozen, with the sign of `cents`; {} for money that was never a price. `fiscal_at`: somebody noted
    that the shop's own fiscal printer has it."""

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
    vat: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    reason: Mapped[str] = mapped_column(default="")
    fiscal_at: Mapped[datetime | None] = mapped_column(Moment)

    @property
    def shown(self) -> str:
        """The number as people read it: `R 2026/000123`."""
        return f"{self.series[:-4]} {self.series[-4:]}/{self.number:06}"


class Invoice(Base):
    """A numbered invoice or credit note, frozen as it was issued (DPR 633/72 art. 21, 26). `seller` and `buyer` parties, `lines`
    [{"name", "quantity", "unit", "cents", "vat"}], `vat` {basis points: gross cents}, amounts in cents with VAT. `about_id`: the invoice
    that a credit note corrects. `progressive`: the unique number of the file for the exchange system (SdI); `xml` the FatturaPA. `paid`
    {tender: cents}; `replaces` the number of the receipt that was written before somebody asked."""

    __tablename__ = "invoice"
    __table_args__ = (
        UniqueConstraint("series", "number"),
        CheckConstraint("kind IN ('invoice', 'credit_note')", name="known_kind"),
        CheckConstraint("cents > 0", name="some"),
        Index(None, "order_id"),
        Index(None, "issued_on"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    series: Mapped[str]
    number: Mapped[int]
    progressive: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    cause: Mapped[str] = mapped_column(unique=True)
    order_id: Mapped[int]
    about_id: Mapped[int | None]
    cents: Mapped[int]
    seller: Mapped[dict[str, str]] = mapped_column(JSON)
    buyer: Mapped[dict[str, str]] = mapped_column(JSON)
    lines: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    vat: Mapped[dict[str, int]] = mapped_column(JSON)
    paid: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    replaces: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    xml: Mapped[str]
    issued_on: Mapped[date]
    issued_at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[str]
    sent_at: Mapped[datetime | None] = mapped_column(Moment)

    @property
    def shown(self) -> str:
        """The number as people read it: `F 2026/000012`."""
        return f"{self.series[:-4]} {self.series[-4:]}/{self.number:06}"
