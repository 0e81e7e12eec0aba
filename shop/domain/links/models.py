"""Decides how a link that was handed out, and what it brought, are kept."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from shop.kernel.clock import Moment
from shop.kernel.database import Base


class Link(Base):
    """A link, QR or poster: `code` stands in its address, never a URL (no open redirect).

    `purpose`: bio, post, story, poster, card, box, campaign, message, other; `place` in the owner's words ("window left", "story 12 Nov").
    `target`: home, menu, today, bio, category, product; `target_id` of a category or product. `offer_id` the promotion it carries.
    """

    __tablename__ = "link"
    __table_args__ = (
        CheckConstraint("target IN ('home', 'menu', 'today', 'bio', 'category', 'product')", name="known_target"),
        CheckConstraint(
            "purpose IN ('bio', 'post', 'story', 'poster', 'card', 'box', 'campaign', 'message', 'other')", name="known_purpose"
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    purpose: Mapped[str]
    place: Mapped[str]
    target: Mapped[str]
    target_id: Mapped[int | None]
    offer_id: Mapped[int | None]
    campaign_id: Mapped[int | None]
    expires_on: Mapped[date | None]
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[str]


class Arrival(Base):
    """One person following a link once; bots are not people. `customer_id` only where they agreed to profiling when it happened."""

    __tablename__ = "arrival"
    __table_args__ = (Index(None, "link_id", "at"), Index(None, "customer_id", "at"))
    id: Mapped[int] = mapped_column(primary_key=True)
    link_id: Mapped[int] = mapped_column(ForeignKey("link.id"))
    at: Mapped[datetime] = mapped_column(Moment)
    customer_id: Mapped[int | None]
