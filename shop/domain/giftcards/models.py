"""Decides how gift cards and store credit are kept."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from shop.kernel.clock import Moment
from shop.kernel.database import Base


class GiftCard(Base):
    """A balance in cents behind a code that only its holder knows. `kind` gift (bought, given) or credit (what the shop owes a customer:
    one account for each). `cause` what it was made for, once: `line:<order line>:<n>`, `staff:<form>`, `credit:<customer>`. `token` opens
    its page; the code stands in no address. `send_on` the day its letter goes to `to_email`; nothing is sent without one. `stopped_at`: it
    can't be spent (its price was given back, or it was lost)."""

    __tablename__ = "gift_card"
    __table_args__ = (
        CheckConstraint("kind IN ('gift', 'credit')", name="known_kind"),
        CheckConstraint("balance_cents >= 0", name="never_below_nothing"),
        CheckConstraint("first_cents > 0", name="some"),
        Index(None, "customer_id"),
        Index(None, "order_id"),
        Index(None, "send_on", "sent_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(default="gift")
    code: Mapped[str] = mapped_column(unique=True)
    token: Mapped[str] = mapped_column(unique=True)
    cause: Mapped[str] = mapped_column(unique=True)
    first_cents: Mapped[int]
    balance_cents: Mapped[int]
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"))
    order_id: Mapped[int | None]
    line_id: Mapped[int | None]
    expires_on: Mapped[date | None]
    language: Mapped[str] = mapped_column(default="it")
    from_name: Mapped[str] = mapped_column(default="")
    to_name: Mapped[str] = mapped_column(default="")
    to_email: Mapped[str] = mapped_column(default="")
    message: Mapped[str] = mapped_column(default="")
    send_on: Mapped[date | None]
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    stopped_at: Mapped[datetime | None] = mapped_column(Moment)
    made_at: Mapped[datetime] = mapped_column(Moment)


class GiftMove(Base):
    """The ledger: the moves of a card sum up to its balance. `cause` makes each happen once."""

    __tablename__ = "gift_move"
    __table_args__ = (Index(None, "card_id"), CheckConstraint("cents <> 0", name="some"))
    id: Mapped[int] = mapped_column(primary_key=True)
    card_id: Mapped[int] = mapped_column(ForeignKey("gift_card.id"))
    cause: Mapped[str] = mapped_column(unique=True)
    cents: Mapped[int]
    why: Mapped[str]  # made, credited, spent, given_back, stopped, reopened, expired
    order_id: Mapped[int | None]
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[str]
