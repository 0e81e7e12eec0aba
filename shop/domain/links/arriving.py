"""Decides what is kept of a person who followed a link: that somebody did; who, only if they agreed to it before."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update

from shop.domain import customers
from shop.domain.links.models import Arrival
from shop.kernel.database import change, db, writing


@dataclass(frozen=True)
class Touch:
    """A link that a known person followed, and when."""

    link_id: int
    at: datetime


def arrive(link_id: int, *, customer_id: int | None, now: datetime) -> None:
    """Count one person; with their name only where they agreed to profiling (TRADE: observed acts need consent)."""
    with writing():
        known = customer_id if customer_id is not None and has_agreed(customer_id) else None
        db.session.add(Arrival(link_id=link_id, at=now, customer_id=known))


def has_agreed(customer_id: int) -> bool:
    """Whether what is merely observed may be kept with this person, by whichever of their merged rows they are known."""
    return customers.get_person(customer_id).profiling_at is not None


def touches_of(customer_ids: Collection[int], since: datetime) -> Sequence[Touch]:
    """What these rows of one person followed since then, the earliest first; nothing of who did not agree was ever kept."""
    wanted = select(Arrival.link_id, Arrival.at).where(Arrival.customer_id.in_(set(customer_ids)), Arrival.at >= since)
    return [Touch(link_id, at) for link_id, at in db.session.execute(wanted.order_by(Arrival.at, Arrival.id))]


def forget(customer_ids: Collection[int]) -> int:
    """Somebody took the consent back: what was counted stays counted, without them. Returns how many arrivals."""
    with writing():
        return change(update(Arrival).where(Arrival.customer_id.in_(set(customer_ids))).values(customer_id=None))


def counts(*, since: datetime, until: datetime | None = None) -> dict[int, int]:
    """People who arrived by each link in that time."""
    wanted = select(Arrival.link_id, func.count()).where(Arrival.at >= since).group_by(Arrival.link_id)
    if until is not None:
        wanted = wanted.where(Arrival.at < until)
    return dict(db.session.execute(wanted).all())
