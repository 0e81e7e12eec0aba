"""Decides how a picture on its way to Instagram, and the owner's words for it, are kept."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from shop.kernel.clock import Moment
from shop.kernel.database import Base

Words = dict[str, str]


class Post(Base):
    """One picture to be published once. `container` is its id there before anyone sees it, kept before it is shown; `media` the post's.

    waiting -> prepared (container known) -> publishing (about to be shown, perhaps it was) -> published; refused and stopped end it.
    `problem` is a code of what was said last, also of one that waits on.
    """

    __tablename__ = "post"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'prepared', 'publishing', 'published', 'refused', 'stopped')", name="known_state"),
        Index(None, "state", "due_at"),
        Index(None, "product_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    product_id: Mapped[int]
    picture: Mapped[str]
    caption: Mapped[str]
    alt: Mapped[str] = mapped_column(default="")
    link_id: Mapped[int | None] = mapped_column(ForeignKey("link.id"))
    state: Mapped[str] = mapped_column(default="waiting")
    container: Mapped[str | None]
    media: Mapped[str | None]
    problem: Mapped[str] = mapped_column(default="")
    tries: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime] = mapped_column(Moment)
    created_at: Mapped[datetime] = mapped_column(Moment)
    published_at: Mapped[datetime | None] = mapped_column(Moment)
    by: Mapped[str]


class Caption(Base):
    """The owner's own words under the picture of a product; none kept: the proposed ones."""

    __tablename__ = "post_caption"
    product_id: Mapped[int] = mapped_column(primary_key=True)
    words: Mapped[Words] = mapped_column(JSON)
    changed_at: Mapped[datetime] = mapped_column(Moment)
