"""Decides how an offer, and each use of it, are kept."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shop.kernel.clock import Moment
from shop.kernel.database import Base

Words = dict[str, str]


class OfferRow(Base):
    """`trigger`: automatic, code, link. `conditions` [{"kind": ..., its arguments}], all must hold; `benefit` {"kind": ..., its arguments}.
    Moments are whole minutes. `most_uses` and `most_per_customer` None: no limit; the uses themselves are counted in OfferCount."""

    __tablename__ = "offer"
    __table_args__ = (
        CheckConstraint("trigger IN ('automatic', 'code', 'link')", name="known_trigger"),
        CheckConstraint("state IN ('draft', 'running', 'stopped')", name="known_state"),
        {"info": {"topic": "offers"}},
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[Words] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(default="draft")
    trigger: Mapped[str]
    code: Mapped[str | None] = mapped_column(unique=True)  # upper case
    is_exclusive: Mapped[bool] = mapped_column(default=False)
    conditions: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    benefit: Mapped[dict[str, Any]] = mapped_column(JSON)
    most_uses: Mapped[int | None]
    most_per_customer: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)


class OfferCount(Base):
    """How often an offer was used: in all (`customer_id` 0), and by each person. Taken at commit by a guarded UPDATE, given
    back on cancel."""

    __tablename__ = "offer_count"
    __table_args__ = (CheckConstraint("uses >= 0", name="not_negative"),)
    offer_id: Mapped[int] = mapped_column(ForeignKey("offer.id"), primary_key=True)
    customer_id: Mapped[int] = mapped_column(primary_key=True)
    uses: Mapped[int] = mapped_column(default=0)


class Redemption(Base):
    """An offer used by an order, with the cents it took off; `given_back_at` when the order was called off."""

    __tablename__ = "redemption"
    __table_args__ = (UniqueConstraint("offer_id", "order_id"), Index(None, "order_id"))
    id: Mapped[int] = mapped_column(primary_key=True)
    offer_id: Mapped[int] = mapped_column(ForeignKey("offer.id"))
    order_id: Mapped[int]
    customer_id: Mapped[int | None]
    cents: Mapped[int]
    at: Mapped[datetime] = mapped_column(Moment)
    given_back_at: Mapped[datetime | None] = mapped_column(Moment)
