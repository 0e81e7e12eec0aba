"""Decides what is kept about a person."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from shop.kernel.clock import Moment
from shop.kernel.database import Base


class Customer(Base):
    """A person known by email, phone (E.164) or Instagram handle (lower case, no @).

    Two rows found to be one person are joined by a pointer, undone by clearing it. `*_verified_at`: proved to be theirs, by a code or
    by staff who saw them; history is shown to nobody else. `marketing`: `none`, `soft` (bought, was told and did not refuse: Codice
    Privacy art. 130 c. 4), `consent` (confirmed by double opt-in), `refused`; `profiling_at`: agreed that arrivals, clicks and views
    are kept with the person. Both are written only by customers.consenting, beside the log. `allergies` only with their consent.
    `also_phone`: a number they gave that is another row's: a reason to ask whether the two are one person. `words`: what staff may
    search by, folded. `erased_at`: nothing personal is left in the row.
    """

    __tablename__ = "customer"
    __table_args__ = (
        Index(None, "merged_into_id"),
        Index(None, "marketing", "id"),
        Index(None, "also_phone"),
        CheckConstraint("marketing IN ('none', 'soft', 'consent', 'refused')", name="known_marketing"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str | None] = mapped_column(unique=True)
    phone: Mapped[str | None] = mapped_column(unique=True)
    instagram: Mapped[str | None] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="it")
    created_at: Mapped[datetime] = mapped_column(Moment)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"))
    email_verified_at: Mapped[datetime | None] = mapped_column(Moment)
    phone_verified_at: Mapped[datetime | None] = mapped_column(Moment)
    marketing: Mapped[str] = mapped_column(default="none")
    profiling_at: Mapped[datetime | None] = mapped_column(Moment)
    allergies: Mapped[str] = mapped_column(default="")
    staff_note: Mapped[str] = mapped_column(default="")
    also_phone: Mapped[str | None]
    words: Mapped[str] = mapped_column(default="")
    erased_at: Mapped[datetime | None] = mapped_column(Moment)
    bounces: Mapped[int] = mapped_column(default=0)  # soft ones in a row; five, or one hard bounce, stop promotional letters
    unreachable_at: Mapped[datetime | None] = mapped_column(Moment)


class Consent(Base):
    """The log of what a person agreed to or took back: append-only. `purpose` marketing, profiling, allergies; `act` asked (an invitation
    to confirm went out), given, refused, withdrawn, soft; `source` website, checkout, till, csv:<row>, preferences, unsubscribe;
    `words` what they read."""

    __tablename__ = "consent"
    __table_args__ = (Index(None, "customer_id", "id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    purpose: Mapped[str]
    act: Mapped[str]
    at: Mapped[datetime] = mapped_column(Moment)
    source: Mapped[str]
    text_version: Mapped[str]
    words: Mapped[str] = mapped_column(default="")
    proof: Mapped[str] = mapped_column(default="")
    by: Mapped[str] = mapped_column(default="customer")


class Visit(Base):
    """One browser a customer is signed in on; its row is the session, so deleting it ends it."""

    __tablename__ = "customer_session"
    __table_args__ = (Index(None, "customer_id"),)
    hash: Mapped[str] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    created_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)


class Code(Base):
    """Six digits sent to an address to prove that it is read by whoever types them. `salt` and `hash` stay empty until the letter
    that carries the code is composed; `tries` how often a code was typed against it."""

    __tablename__ = "customer_code"
    __table_args__ = (Index(None, "email", "id"), Index(None, "expires_at"))
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str]
    salt: Mapped[str] = mapped_column(default="")
    hash: Mapped[str] = mapped_column(default="")
    expires_at: Mapped[datetime] = mapped_column(Moment)
    tries: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None] = mapped_column(Moment)
