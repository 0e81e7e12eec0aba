"""Decides which rates of VAT a payment pays for and a refund gives back: over the life of an order the parts are what it costs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from shop.domain import documents, orders
from shop.domain.payments.events import PaymentTaken
from shop.domain.payments.models import Payment, Refund
from shop.kernel.database import change, db

Vat = dict[str, int]


@dataclass(frozen=True)
class Rated:
    """One movement of an order's money: `cents` (a refund's are negative), `vat` its rates with the same sign, the rest outside VAT."""

    at: datetime
    tender: str
    cents: int
    vat: Vat


def rate_payment(cents: int, vat: Mapping[str, int], paid: Mapping[str, int]) -> Vat:
    """The rates of a payment: in proportion to what is still unpaid of each; the last one pays exactly the rest."""
    left = {rate: max(0, whole - paid.get(rate, 0)) for rate, whole in vat.items()}
    return _some(documents.vat_of_amount(min(cents, sum(left.values())), left))


def rate_refund(cents: int, paper: Mapping[str, int], paid: Mapping[str, int], extra_cents: int) -> Vat:
    """The rates of money given back: those of its paper; without one what was paid beyond the price goes first, then each rate in turn."""
    if paper:
        wanted = dict(paper) if sum(paper.values()) <= cents else documents.vat_of_amount(cents, paper)
        return _some(documents.fit_vat(wanted, paid))
    rest = min(max(0, cents - extra_cents), sum(paid.values()))
    return _some(documents.vat_of_amount(rest, paid))


def rate_movements(
    vat: Mapping[str, int], payments: Sequence[Payment], refunds: Sequence[Refund], papers: Mapping[str, Mapping[str, int]]
) -> list[Rated]:
    """The life of an order's money. `papers` {act: rates given back, positive}; several refunds of one act share theirs."""
    paid, extra, rated = Vat(), 0, list[Rated]()
    left_on_paper = {act: dict(rates) for act, rates in papers.items()}
    moves: list[Payment | Refund] = [*payments, *refunds]
    for one in sorted(moves, key=lambda one: one.taken_at if isinstance(one, Payment) else one.refunded_at):
        if isinstance(one, Payment):
            part = dict(one.vat) or rate_payment(one.cents, vat, paid)
            rated.append(Rated(one.taken_at, one.tender, one.cents, part))
            extra += one.cents - sum(part.values())
        else:
            paper = left_on_paper.get(one.act or one.reference, {})
            back = rate_refund(one.cents, paper, paid, extra)
            part = {rate: -cents for rate, cents in back.items()}
            rated.append(Rated(one.refunded_at, one.tender, -one.cents, part))
            extra -= one.cents - sum(back.values())
            _add(paper, part)
        _add(paid, part)
    return rated


def note_rates(event: PaymentTaken) -> None:
    """A payment keeps the rates of its moment: an order changed later changes no day that is over."""
    order, paid = orders.get(event.order_id), Vat()
    wanted = select(Payment.vat).where(Payment.order_id == order.id, Payment.voided_at.is_(None), Payment.id != event.payment_id)
    for earlier in db.session.scalars(wanted):
        _add(paid, earlier)
    part = rate_payment(event.cents, order.vat, paid)
    change(update(Payment).where(Payment.id == event.payment_id).values(vat=part))


def _add(kept: Vat, more: Mapping[str, int]) -> None:
    for rate, cents in more.items():
        kept[rate] = max(0, kept.get(rate, 0) + cents)


def _some(vat: Mapping[str, int]) -> Vat:
    return {rate: cents for rate, cents in vat.items() if cents}
