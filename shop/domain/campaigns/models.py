"""Decides how an emailed offer and each of its letters are kept."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shop.kernel.clock import Moment
from shop.kernel.database import Base

Words = dict[str, str]


class Campaign(Base):
    """`audience` {"kind": "all" | "bought" | "not_lately", "product_ids": [...], "days": n}. `per_minute` None: as fast as the server
    takes. `target` and `target_id` where its button leads, as a link names it; `link_id` the tracked link minted when it was scheduled;
    `offer_id` the promotion it carries. `reached_id` the customer up to whom its recipients are gathered, `total` how many they are
    once all are."""

    __tablename__ = "campaign"
    __table_args__ = (
        CheckConstraint("state IN ('draft', 'scheduled', 'sending', 'paused', 'done', 'stopped')", name="known_state"),
        Index(None, "state"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(default="draft")
    subject: Mapped[Words] = mapped_column(JSON)
    heading: Mapped[Words] = mapped_column(JSON)
    text: Mapped[Words] = mapped_column(JSON)
    button: Mapped[Words] = mapped_column(JSON)
    picture: Mapped[str] = mapped_column(default="")
    product_ids: Mapped[list[int]] = mapped_column(JSON, default=list)
    audience: Mapped[dict[str, Any]] = mapped_column(JSON)
    target: Mapped[str] = mapped_column(default="menu")
    target_id: Mapped[int | None]
    link_id: Mapped[int | None] = mapped_column(ForeignKey("link.id"))
    offer_id: Mapped[int | None] = mapped_column(ForeignKey("offer.id"))
    per_minute: Mapped[int | None]
    send_at: Mapped[datetime | None] = mapped_column(Moment)
    started_at: Mapped[datetime | None] = mapped_column(Moment)
    finished_at: Mapped[datetime | None] = mapped_column(Moment)
    created_at: Mapped[datetime] = mapped_column(Moment)
    reached_id: Mapped[int] = mapped_column(default=0)
    total: Mapped[int | None]
    by: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)


class Recipient(Base):
    """One letter of a campaign to one person: the crash-proof unit. `waiting` -> `claimed` (about to be handed to the server) ->
    `sent`, `refused` (the server said no for good) or `parked` (fate unknown: never sent again); `left_out` with the reason at the
    moment of sending. `claim` who holds it; `handed_at` set right before the server gets it: a claim that died before that goes back
    to waiting."""

    __tablename__ = "campaign_recipient"
    __table_args__ = (
        UniqueConstraint("campaign_id", "customer_id"),
        UniqueConstraint("campaign_id", "email"),
        CheckConstraint("state IN ('waiting', 'claimed', 'sent', 'refused', 'parked', 'left_out')", name="known_state"),
        Index(None, "campaign_id", "state", "id"),
        Index(None, "customer_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    email: Mapped[str]
    language: Mapped[str]
    state: Mapped[str] = mapped_column(default="waiting")
    reason: Mapped[str] = mapped_column(default="")
    message_id: Mapped[str] = mapped_column(unique=True)
    due_at: Mapped[datetime] = mapped_column(Moment)  # when waiting: not before; when claimed: until when the claim is believed
    tries: Mapped[int] = mapped_column(default=0)
    claim: Mapped[str | None]
    handed_at: Mapped[datetime | None] = mapped_column(Moment)
    sent_at: Mapped[datetime | None] = mapped_column(Moment)


class ContactImport(Base):
    """A file of contacts being read in, row by row, resumable.
    `report` {"added": n, "invited": n, "known": n, "errors": [[row, code], ...]}."""

    __tablename__ = "contact_import"
    id: Mapped[int] = mapped_column(primary_key=True)
    filename: Mapped[str]
    rows: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    done: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(default="tried")  # tried, running, done
    report: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[str]
