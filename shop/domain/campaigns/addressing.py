"""Decides whom an emailed offer is for, and who of them gets none and why; each person counts once, by the row that stands for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select
from sqlalchemy.orm import aliased

from shop.domain.campaigns.models import Recipient
from shop.domain.customers import Customer
from shop.domain.orders import NO_SALE, Line, Order
from shop.kernel.database import db
from shop.kernel.refusal import Refusal

KINDS = ("all", "bought", "not_lately")
REASONS = ("no_email", "refused", "no_consent", "unreachable")
MOST_DAYS = 3_650
LAWFUL = ("consent", "soft")


class AudienceProductsNeeded(Refusal):
    code, field, status = "audience_products_needed", "audience_products", 422


class AudienceDaysNeeded(Refusal):
    code, field, status = "audience_days_needed", "audience_days", 422


@dataclass(frozen=True)
class Audience:
    """`kind` all; bought (any of these products, ever, on any channel); not_lately (no order within these days)."""

    kind: str = "all"
    product_ids: tuple[int, ...] = ()
    days: int = 0

    def check(self) -> None:
        """Raises AudienceProductsNeeded, AudienceDaysNeeded."""
        assert self.kind in KINDS
        if self.kind == "bought" and not self.product_ids:
            raise AudienceProductsNeeded
        if self.kind == "not_lately" and not 0 < self.days <= MOST_DAYS:
            raise AudienceDaysNeeded(most=MOST_DAYS)

    def kept(self) -> dict[str, Any]:
        return {"kind": self.kind, "product_ids": list(self.product_ids), "days": self.days}


def as_audience(kept: dict[str, Any]) -> Audience:
    return Audience(kept["kind"], tuple(kept.get("product_ids", ())), kept.get("days", 0))


@dataclass(frozen=True)
class Size:
    """How many people are meant, how many get the letter, and how many don't for each reason."""

    meant: int
    left_out: dict[str, int]

    @property
    def reached(self) -> int:
        return self.meant - sum(self.left_out.values())


def _an_order(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """An order of the person, by whichever of the rows joined to theirs it was placed."""
    joined, further, between = aliased(Customer), aliased(Customer), aliased(Customer)
    mine = and_(Order.state.not_in(NO_SALE), *conditions)
    return or_(
        exists().where(Order.customer_id == Customer.id, mine).correlate(Customer),
        exists().where(joined.merged_into_id == Customer.id, Order.customer_id == joined.id, mine).correlate(Customer),
        exists().where(between.merged_into_id == Customer.id, further.merged_into_id == between.id, Order.customer_id == further.id,
                       mine).correlate(Customer))


def meant(audience: Audience, now: datetime) -> ColumnElement[bool]:
    """Who of the persons is meant, whether they may be written to or not."""
    if audience.kind == "bought":
        sold = exists().where(Line.order_id == Order.id, Line.product_id.in_(audience.product_ids)).correlate(Order)
        return and_(_is_person(), _an_order(sold))
    if audience.kind == "not_lately":
        return and_(_is_person(), ~_an_order(Order.placed_at >= now - timedelta(days=audience.days)))
    return _is_person()


def _is_person() -> ColumnElement[bool]:
    return and_(Customer.merged_into_id.is_(None), Customer.erased_at.is_(None))


def lawful() -> ColumnElement[bool]:
    """May be written to as things stand: the same words whether asked for the size, while gathering, or at the moment of sending."""
    return and_(_is_person(), Customer.email.is_not(None), Customer.email != "", Customer.marketing.in_(LAWFUL),
                Customer.unreachable_at.is_(None))


def why_not() -> ColumnElement[str]:
    """The first reason that keeps a letter from a person; empty for who gets it."""
    return case(
        (or_(Customer.email.is_(None), Customer.email == ""), "no_email"), (Customer.marketing == "refused", "refused"),
        (Customer.marketing.not_in(LAWFUL), "no_consent"), (Customer.unreachable_at.is_not(None), "unreachable"), else_="")


def measure(audience: Audience, *, now: datetime) -> Size:
    """Asked before anything is sent. One query; nothing is loaded."""
    reason = why_not()
    grouped = select(reason, func.count()).select_from(Customer).where(meant(audience, now)).group_by(reason)
    counted = dict(db.session.execute(grouped).all())
    return Size(sum(counted.values()), {name: counted[name] for name in REASONS if counted.get(name)})


def next_reached(audience: Audience, *, after_id: int, most: int, now: datetime) -> Sequence[tuple[int, str, str]]:
    """The next of those who get the letter: (customer id, address, language), in the order of their ids."""
    wanted = select(Customer.id, Customer.email, Customer.language).where(Customer.id > after_id, lawful(), meant(audience, now))
    found = db.session.execute(wanted.order_by(Customer.id).limit(most))
    return [(customer_id, email, language) for customer_id, email, language in found if email]


def still_lawful() -> ColumnElement[bool]:
    """For a WHERE over recipients: this one may be written to at this address, now."""
    return exists().where(Customer.id == Recipient.customer_id, Customer.email == Recipient.email, lawful()).correlate(Recipient)
