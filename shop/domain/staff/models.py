"""Decides how the people of the shop, and their sign-ins, are kept."""
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from shop.kernel.clock import Moment
from shop.kernel.database import Base


class Member(Base):
    """One person of the shop. Signs in by one-time link, or password (argon2id, 19 MiB), with TOTP where set."""

    __tablename__ = "staff_member"
    __table_args__ = (CheckConstraint("role IN ('owner', 'staff')", name="known_role"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    email: Mapped[str] = mapped_column(unique=True)
    role: Mapped[str]
    language: Mapped[str] = mapped_column(default="it")
    password_hash: Mapped[str | None]
    totp_secret: Mapped[str | None]
    totp_last_used: Mapped[int | None]
    pin_hash: Mapped[str | None]  # four to six digits, for changing places at a till that is already signed in
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(Moment)


class Session(Base):
    """One signed-in browser; its row is the session, so deleting it ends it everywhere."""

    __tablename__ = "staff_session"
    __table_args__ = (Index(None, "member_id"),)
    hash: Mapped[str] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id"))
    created_at: Mapped[datetime] = mapped_column(Moment)
    seen_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    device: Mapped[str]
    seller_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))  # who stands at this till now, proved by PIN
    locked_at: Mapped[datetime | None] = mapped_column(Moment)  # nobody stands at it
