"""Decides how an order is kept: a frozen copy of what was agreed, and the one state only `move` writes."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from shop.domain.orders.states import CANCELLED
from shop.kernel.clock import Moment
from shop.kernel.database import Base
from shop.kernel.origin import HasOrigin

Words = dict[str, str]


class Order(HasOrigin, Base):
    """Amounts in cents, VAT included. `code` is what people say at the counter, `token` opens the customer's page,
    `checkout` is the form it came from (unique: ten submits, one order). `vat` {basis points: gross cents}.
    `kind` counter: sold at the till and taken at once, no slot. `goods_cents` is what the goods cost after all offers;
    `discounts` [{"offer_id", "name", "cents"}] names those; `returned_cents` the worth of what was brought back.
    `kind` digital: nothing but gift cards sent by letter, no slot. `pay_by_at`: placed but not paid for, held until then.
    `deposit_cents` must be paid for the order to stand, the rest by `balance_by_on` or when the goods go out. `allowance_cents`: taken
    off the price afterwards, without goods coming back; `kept_cents`: what the shop keeps of an order called off; `tip_cents` comes on
    top of the total and bears no VAT. `invoice_to`: who asked for an invoice, frozen (documents.Party as a dict)."""

    __tablename__ = "shop_order"
    __table_args__ = (
        CheckConstraint("refunded_cents <= paid_cents", name="refund_within_paid"),
        CheckConstraint("paid_cents >= 0 AND refunded_cents >= 0 AND total_cents >= 0 AND returned_cents >= 0", name="not_negative"),
        CheckConstraint("returned_cents + allowance_cents <= total_cents", name="returned_within_total"),
        CheckConstraint("allowance_cents >= 0 AND tip_cents >= 0 AND kept_cents BETWEEN 0 AND total_cents", name="sensible_money"),
        CheckConstraint("deposit_cents BETWEEN 0 AND total_cents", name="deposit_within_total"),
        CheckConstraint("kind IN ('pickup', 'delivery', 'counter', 'digital')", name="known_kind"),
        Index(None, "state", "pay_by_at"),
        Index(None, "on", "state"),
        Index(None, "placed_at"),
        Index(None, "customer_id"),
        Index(None, "state", "starts_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    checkout: Mapped[str] = mapped_column(unique=True)
    token: Mapped[str] = mapped_column(unique=True)
    code: Mapped[str] = mapped_column(unique=True)
    language: Mapped[str]
    state: Mapped[str] = mapped_column(default="placed")
    moved_from: Mapped[str | None]
    moved_at: Mapped[datetime] = mapped_column(Moment)
    last_act: Mapped[int | None]
    reason: Mapped[str] = mapped_column(default="")
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"))
    name: Mapped[str]
    email: Mapped[str | None]
    phone: Mapped[str | None]
    collector: Mapped[str] = mapped_column(default="")
    kind: Mapped[str]
    on: Mapped[date]
    starts_at: Mapped[datetime] = mapped_column(Moment)
    ends_at: Mapped[datetime] = mapped_column(Moment)
    zone_id: Mapped[int | None]
    address: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)  # street, postal_code, town, doorbell
    courier_note: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    staff_note: Mapped[str] = mapped_column(default="")
    goods_cents: Mapped[int]
    discounts: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    fee_cents: Mapped[int] = mapped_column(default=0)
    total_cents: Mapped[int]
    paid_cents: Mapped[int] = mapped_column(default=0)
    refunded_cents: Mapped[int] = mapped_column(default=0)
    returned_cents: Mapped[int] = mapped_column(default=0)
    allowance_cents: Mapped[int] = mapped_column(default=0)
    kept_cents: Mapped[int] = mapped_column(default=0)
    tip_cents: Mapped[int] = mapped_column(default=0)
    deposit_cents: Mapped[int] = mapped_column(default=0)
    balance_by_on: Mapped[date | None]
    pay_by_at: Mapped[datetime | None] = mapped_column(Moment)
    invoice_to: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    vat: Mapped[dict[str, int]] = mapped_column(JSON)
    allergens: Mapped[list[str]] = mapped_column(JSON)
    terms_version: Mapped[int]
    placed_at: Mapped[datetime] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(default=1)
    lines: Mapped[list["Line"]] = relationship(order_by="Line.id", cascade="all, delete-orphan", lazy="selectin")

    @property
    def named(self) -> dict[str, Any]:
        """What every event about this order carries."""
        return {"about": f"order:{self.id}", "customer_id": self.customer_id, "order_id": self.id}

    @property
    def owed_cents(self) -> int:
        """What the customer owes in all: nothing but what the shop keeps once the order is called off."""
        if self.state in CANCELLED:
            return self.kept_cents
        return self.total_cents - self.returned_cents - self.allowance_cents + self.tip_cents

    @property
    def due_cents(self) -> int:
        """What is still to be paid; negative when money is owed back."""
        return self.owed_cents - self.paid_cents + self.refunded_cents

    @property
    def due_now_cents(self) -> int:
        """What must be paid for the order to stand: its deposit, or all of it."""
        return max(0, min(self.due_cents, (self.deposit_cents or self.owed_cents) - self.paid_cents + self.refunded_cents))

    @property
    def given_sum(self) -> int:
        """How much of all lines went out, pieces and grams together: a mark that tells whether anything did since one looked."""
        return sum(line.given for line in self.lines)

    @property
    def is_part_given(self) -> bool:
        """Some of it went out and some is still to give."""
        return 0 < self.given_sum < sum(line.quantity for line in self.lines)


class Line(Base):
    """One agreed line: `cents` before offers, `discount_cents` what they take off it; `given` and `returned` how much of `quantity`
    was handed over and brought back. `picks` [{"group", "name", "times", "cents"}], `answers` [{"kind", "label", "text"}],
    `draws` [[product id, quantity]] taken from the shelf (a bundle's parts), all copied when it was agreed. `product_id` 0: made for this
    order alone, `pictures` keys of what the customer showed. `is_voucher`: a gift card is sold (no VAT until it is spent:
    DPR 633/72 art. 6-quater); `may_withdraw`: goods that may be sent back within 14 days (Codice del Consumo art. 52, 59)."""

    __tablename__ = "order_line"
    __table_args__ = (
        Index(None, "order_id"),
        CheckConstraint("quantity > 0", name="some"),
        CheckConstraint("discount_cents BETWEEN 0 AND cents", name="discount_within"),
        CheckConstraint("given BETWEEN 0 AND quantity", name="given_within"),
        CheckConstraint("returned BETWEEN 0 AND given", name="returned_within"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("shop_order.id"))
    product_id: Mapped[int]
    variant_id: Mapped[int | None]
    category: Mapped[str]
    name: Mapped[Words] = mapped_column(JSON)
    variant_name: Mapped[Words] = mapped_column(JSON, default=dict)
    unit: Mapped[str]
    quantity: Mapped[int]
    cents: Mapped[int]
    discount_cents: Mapped[int] = mapped_column(default=0)
    given: Mapped[int] = mapped_column(default=0)
    returned: Mapped[int] = mapped_column(default=0)
    picks: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    answers: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    allergens: Mapped[list[str]] = mapped_column(JSON, default=list)
    traces: Mapped[list[str]] = mapped_column(JSON, default=list)
    vat: Mapped[dict[str, int]] = mapped_column(JSON)
    draws: Mapped[list[list[int]]] = mapped_column(JSON)
    parts: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)  # [{"name", "quantity", "unit"}] for people to read
    lead_minutes: Mapped[int] = mapped_column(default=0)
    pictures: Mapped[list[str]] = mapped_column(JSON, default=list)
    is_voucher: Mapped[bool] = mapped_column(default=False)
    may_withdraw: Mapped[bool] = mapped_column(default=False)

    @property
    def net_cents(self) -> int:
        """What the line really costs: after its share of all offers."""
        return self.cents - self.discount_cents


class DepositRule(Base):
    """When part of the price is asked beforehand: for one product, or for totals from `above_cents` on; a share in percent, or a fixed
    sum in cents. Of several that fit, the largest deposit counts."""

    __tablename__ = "deposit_rule"
    __table_args__ = (
        CheckConstraint("(percent BETWEEN 1 AND 100 AND cents = 0) OR (percent = 0 AND cents > 0)", name="share_or_sum"),
        CheckConstraint("above_cents >= 0", name="not_negative"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    product_id: Mapped[int | None]
    above_cents: Mapped[int] = mapped_column(default=0)
    percent: Mapped[int] = mapped_column(default=0)
    cents: Mapped[int] = mapped_column(default=0)


class Withdrawal(Base):
    """A customer's statement that they withdraw from the contract, confirmed in two steps (Codice del Consumo art. 54, 54-bis);
    `lines` {line id: quantity}."""

    __tablename__ = "withdrawal"
    __table_args__ = (Index(None, "order_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("shop_order.id"))
    reference: Mapped[str] = mapped_column(unique=True)
    lines: Mapped[dict[str, int]] = mapped_column(JSON)
    name: Mapped[str]
    email: Mapped[str]
    at: Mapped[datetime] = mapped_column(Moment)
    settled_at: Mapped[datetime | None] = mapped_column(Moment)
