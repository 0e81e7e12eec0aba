"""Decides what a day's takings are: payments less refunds, by rate of VAT, channel, tender, and whether the fiscal printer has them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from shop.domain import payments
from shop.domain.documents import Receipt
from shop.domain.orders import Order
from shop.domain.payments import Payment, Refund
from shop.kernel import clock
from shop.kernel.database import db

NO_RATE = "none"  # a tip, or money paid twice; a voucher sold has the rate "0"
SOME = 500  # orders asked for at once


@dataclass(frozen=True)
class Taking:
    """Cents of one kind on one of the shop's days; negative where more went back than came in. `rate` in basis points, or NO_RATE."""

    on: date
    rate: str
    channel: str
    tender: str
    is_fiscal: bool
    cents: int


def list_takings(start_on: date, end_on: date) -> list[Taking]:
    """Every kind of money of the shop's days from start to end, both included, ordered by day."""
    sums: Counter[tuple[date, str, str, str, bool]] = Counter()
    ids = sorted(_moved(start_on, end_on))
    for first in range(0, len(ids), SOME):
        for key, cents in _of_orders(ids[first : first + SOME]):
            if start_on <= key[0] <= end_on:
                sums[key] += cents
    return [Taking(*key, cents) for key, cents in sorted(sums.items()) if cents]


def sum_takings(takings: Iterable[Taking], *names: str) -> dict[tuple[object, ...], int]:
    """Added up by these of their features, in order."""
    sums: Counter[tuple[object, ...]] = Counter()
    for one in takings:
        sums[tuple(getattr(one, name) for name in names)] += one.cents
    return dict(sorted(sums.items(), key=lambda pair: [str(part).zfill(8) for part in pair[0]]))


def _moved(start_on: date, end_on: date) -> set[int]:
    """The orders whose money moved in these days."""
    since, until = clock.start_of(start_on), clock.start_of(end_on + timedelta(days=1))
    taken = select(Payment.order_id).where(Payment.taken_at >= since, Payment.taken_at < until, Payment.voided_at.is_(None))
    given = select(Refund.order_id).where(Refund.refunded_at >= since, Refund.refunded_at < until, Refund.state != "failed")
    return {*db.session.scalars(taken), *db.session.scalars(given)}


def _of_orders(ids: Sequence[int]) -> Iterator[tuple[tuple[date, str, str, str, bool], int]]:
    taken, given, papers = defaultdict[int, list[Payment]](list), defaultdict[int, list[Refund]](list), _papers(ids)
    for payment in db.session.scalars(select(Payment).where(Payment.order_id.in_(ids), Payment.voided_at.is_(None)).order_by(Payment.id)):
        taken[payment.order_id].append(payment)
    for refund in db.session.scalars(select(Refund).where(Refund.order_id.in_(ids), Refund.state != "failed").order_by(Refund.id)):
        given[refund.order_id].append(refund)
    for order_id, channel, vat in db.session.execute(select(Order.id, Order.channel, Order.vat).where(Order.id.in_(ids))):
        back = {refund.act or refund.reference: papers.back.get(f"return:{refund.id}", {}) for refund in reversed(given[order_id])}
        for one in payments.rate_movements(vat, taken[order_id], given[order_id], back):
            rest = one.cents - sum(one.vat.values())
            for rate, cents in (*one.vat.items(), (NO_RATE, rest)):
                yield (clock.day_of(one.at), rate, channel, one.tender, order_id in papers.fiscal), cents


@dataclass
class _Papers:
    """`back` {cause: rates given back}, `fiscal` the orders whose sale the fiscal printer has."""

    back: dict[str, dict[str, int]]
    fiscal: set[int]


def _papers(ids: Sequence[int]) -> _Papers:
    written = db.session.scalars(select(Receipt).where(Receipt.order_id.in_(ids), Receipt.voided_at.is_(None))).all()
    return _Papers(
        {paper.cause: {rate: -cents for rate, cents in paper.vat.items()} for paper in written if paper.kind == "return"},
        {paper.order_id for paper in written if paper.kind == "sale" and paper.fiscal_at is not None})
