"""Decides what is kept about a person."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from shop.kernel.clock import Moment
from shop.kernel.database import Base


class Customer(Base):
    """A person known by email or phone (E.164). Two rows found to be one person are joined by a pointer, undone by clearing it."""

    __tablename__ = "customer"
    __table_args__ = (Index(None, "merged_into_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str | None] = mapped_column(unique=True)
    phone: Mapped[str | None] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="it")
    created_at: Mapped[datetime] = mapped_column(Moment)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"))
