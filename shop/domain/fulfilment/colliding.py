"""Decides which bookings a change of hours would leave outside: the owner is told before, and the bookings are kept."""
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import select

from shop.domain.fulfilment.hours import Hours, Opening
from shop.domain.fulfilment.models import Booking
from shop.kernel import clock
from shop.kernel.database import db
from shop.kernel.refusal import Refusal
from shop.kernel.snapshots import hold

Row = tuple[str, date, int | None, datetime, datetime]


class DayHasOrders(Refusal):
    """The change leaves `n` orders outside the hours, named by `owners` (`order:12`). Said again with `anyway`, it is done."""

    code = "day_has_orders"
    field = "anyway"

    @property
    def owners(self) -> list[str]:
        return [str(owner) for owner in self.params["owners"]]  # type: ignore[attr-defined]


def covers(openings: Iterable[Opening], starts_at: datetime, ends_at: datetime) -> bool:
    """Whether these windows hold that stretch of the day, one after the other if need be."""
    start, end = clock.local(starts_at).time(), clock.local(ends_at).time()
    for opening in sorted(openings, key=lambda o: o.opens):
        if opening.opens <= start < opening.closes:
            start = opening.closes
    return start >= end


def outside(hours: Hours, rows: Iterable[Row]) -> set[str]:
    """The owners whose booking these hours do not cover; pure."""
    return {owner for owner, on, zone_id, starts_at, ends_at in rows if not covers(hours.openings(on, zone_id), starts_at, ends_at)}


def coming(now: datetime) -> list[Row]:
    """Bookings that are not over yet, earliest first."""
    columns = (Booking.owner, Booking.on, Booking.zone_id, Booking.starts_at, Booking.ends_at)
    rows = db.session.execute(select(*columns).where(Booking.on >= clock.day_of(now), Booking.ends_at > now).order_by(Booking.starts_at))
    return [(owner, on, zone_id, starts_at, ends_at) for owner, on, zone_id, starts_at, ends_at in rows]


def refuse_collisions(before: Hours, after: Hours, now: datetime) -> None:
    """Raises DayHasOrders when a booking that is inside the hours now would not be any more."""
    hold("hours", alone=True)  # who books meanwhile is either counted here or meets the new hours
    rows = coming(now)
    lost = outside(after, rows) - outside(before, rows)
    if lost:
        raise DayHasOrders(owners=[row[0] for row in rows if row[0] in lost], n=len(lost))


def with_week(hours: Hours, zone_id: int | None, week: dict[int, tuple[Opening, ...]]) -> Hours:
    """The hours as they would be with another week."""
    return replace(hours, weekly=hours.weekly | {zone_id: week})
