"""Decides how money is kept: payments and refunds as facts, the sessions at the gateway they come from, and what could not be settled."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from shop.kernel.clock import Moment
from shop.kernel.database import Base

KNOWN_TENDER = "tender IN ('cash', 'card', 'online', 'reader', 'gift_card', 'credit')"


class Payment(Base):
    """Money taken for an order, in cents. `card` is noted from the bank's own terminal, `online` and `reader` came through the gateway
    (`gateway_id` its payment intent), `gift_card` and `credit` from a card of our own. `voided_at`: the hand-over it belonged to was
    undone. `back_cents`: given back or promised of it; only refunds that name their payment are counted there. `vat` {basis points: cents},
    the rates of what it paid for, frozen; what is missing to `cents` was a tip, or paid twice."""

    __tablename__ = "payment"
    __table_args__ = (
        CheckConstraint("cents > 0", name="some"),
        CheckConstraint(KNOWN_TENDER, name="known_tender"),
        CheckConstraint("back_cents BETWEEN 0 AND cents", name="back_within"),
        Index(None, "order_id"),
        Index(None, "taken_at"),
        Index(None, "shift_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("shop_order.id"))
    tender: Mapped[str]
    reference: Mapped[str] = mapped_column(unique=True)
    cents: Mapped[int]
    given_cents: Mapped[int]
    back_cents: Mapped[int] = mapped_column(default=0)
    fee_cents: Mapped[int] = mapped_column(default=0)  # what the gateway keeps, where it said
    gateway_id: Mapped[str | None] = mapped_column(unique=True)
    gift_card_id: Mapped[int | None]
    shift_id: Mapped[int | None]
    disputed_at: Mapped[datetime | None] = mapped_column(Moment)
    taken_at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[str]
    voided_at: Mapped[datetime | None] = mapped_column(Moment)
    vat: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)


class Refund(Base):
    """Money given back, in cents. Cash, a card noted from the bank's terminal, and cards of our own are `done` at once; through the gateway
    it is `asked` (the cents are reserved) until that answers: `done`, or `failed` and no longer counted. `reference` makes it happen
    once and is the gateway's idempotency key; `payment_id` what it goes back to. `reason` is a code, and after a colon what was said.
    One act may need several rows (`act` is the reference of the first, which carries `lines`)."""

    __tablename__ = "refund"
    __table_args__ = (
        CheckConstraint("cents >= 0", name="not_negative"),
        CheckConstraint(KNOWN_TENDER, name="known_tender"),
        CheckConstraint("state IN ('asked', 'done', 'failed')", name="known_state"),
        Index(None, "order_id"),
        Index(None, "refunded_at"),
        Index(None, "state"),
        Index(None, "shift_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("shop_order.id"))
    reference: Mapped[str] = mapped_column(unique=True)
    act: Mapped[str] = mapped_column(default="")
    tender: Mapped[str]
    cents: Mapped[int]
    state: Mapped[str] = mapped_column(default="done")
    payment_id: Mapped[int | None] = mapped_column(ForeignKey("payment.id"))
    gateway_id: Mapped[str | None] = mapped_column(unique=True)
    gift_card_id: Mapped[int | None]
    shift_id: Mapped[int | None]
    error: Mapped[str] = mapped_column(default="")
    reason: Mapped[str]
    refunded_at: Mapped[datetime] = mapped_column(Moment)
    done_at: Mapped[datetime | None] = mapped_column(Moment)
    by: Mapped[str]
    lines: Mapped[list[dict[str, Any]]] = mapped_column(JSON)  # [{"line_id", "quantity", "cents", "fate": "restock" | "waste"}]

    @property
    def reason_code(self) -> str:
        return self.reason.partition(":")[0]

    @property
    def reason_words(self) -> str:
        return self.reason.partition(": ")[2]


class PaymentSession(Base):
    """One attempt to take `cents` through the gateway: a hosted page, or a card reader on the counter. Written before the first call, with
    its own idempotency key (`reference`); `gateway_id` is the page's or the reader's payment intent's id there, `intent_id` the intent.
    At most one is alive for an order (`alive` is the order's id, unique; empty once it is over).

    `state`: new (perhaps never called), open, processing (a delayed method), paid, failed, expired."""

    __tablename__ = "payment_session"
    __table_args__ = (
        CheckConstraint("cents > 0", name="some"),
        CheckConstraint("how IN ('page', 'reader')", name="known_way"),
        CheckConstraint("state IN ('new', 'open', 'processing', 'paid', 'failed', 'expired')", name="known_state"),
        Index(None, "order_id"),
        Index(None, "state", "look_at"),
        Index(None, "intent_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("shop_order.id"))
    reference: Mapped[str] = mapped_column(unique=True)
    alive: Mapped[int | None] = mapped_column(unique=True)
    how: Mapped[str] = mapped_column(default="page")
    state: Mapped[str] = mapped_column(default="new")
    cents: Mapped[int]
    asked: Mapped[dict[str, Any]] = mapped_column(JSON)  # what was sent, so that a repeated call says the same
    gateway_id: Mapped[str | None] = mapped_column(unique=True)
    intent_id: Mapped[str | None]
    url: Mapped[str] = mapped_column(default="")
    made_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    look_at: Mapped[datetime] = mapped_column(Moment)  # when the reconciler asks again
    looks: Mapped[int] = mapped_column(default=0)
    by: Mapped[str] = mapped_column(default="customer")


class Notice(Base):
    """A message of the gateway, kept once by its id; what it is about is fetched fresh. `heard` webhook, or missed (found by asking)."""

    __tablename__ = "gateway_notice"
    __table_args__ = (Index(None, "sent_at"),)
    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    object_id: Mapped[str]
    sent_at: Mapped[datetime] = mapped_column(Moment)
    heard_at: Mapped[datetime] = mapped_column(Moment)
    heard: Mapped[str] = mapped_column(default="webhook")


class Parked(Base):
    """Money that fits nothing here, or should not be decided by a program: shown to the owner until somebody decides. `why`:
    wrong_amount, wrong_currency, wrong_order, unknown, late, twice, disputed, refund_failed, refund_elsewhere."""

    __tablename__ = "parked_money"
    __table_args__ = (Index(None, "decided_at"), Index(None, "order_id"))
    id: Mapped[int] = mapped_column(primary_key=True)
    cause: Mapped[str] = mapped_column(unique=True)  # `<why>:<gateway id>`: parked once
    why: Mapped[str]
    order_id: Mapped[int | None] = mapped_column(ForeignKey("shop_order.id"))
    gateway_id: Mapped[str]
    cents: Mapped[int]
    currency: Mapped[str] = mapped_column(default="eur")
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    at: Mapped[datetime] = mapped_column(Moment)
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    decision: Mapped[str] = mapped_column(default="")  # refund, keep, dismiss
    by: Mapped[str] = mapped_column(default="")


class Payout(Base):
    """Money the gateway sent to the shop's bank, as it tells it."""

    __tablename__ = "payout"
    __table_args__ = (Index(None, "arrives_on"),)
    id: Mapped[str] = mapped_column(primary_key=True)
    cents: Mapped[int]
    state: Mapped[str]
    arrives_on: Mapped[date]
    told_at: Mapped[datetime] = mapped_column(Moment)


class Asked(Base):
    """How far the gateway was asked: what it told before `until` is known here."""

    __tablename__ = "gateway_asked"
    what: Mapped[str] = mapped_column(primary_key=True)
    until: Mapped[datetime] = mapped_column(Moment)


class PlayThing(Base):
    """What the play gateway remembers, in place of a real one: pages, intents and refunds of money that does not exist."""

    __tablename__ = "play_money"
    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(Moment)
