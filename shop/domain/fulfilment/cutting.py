"""Decides which slots a day's windows are cut into, on the shop's wall clock, and how many places each has left."""
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from shop.domain.fulfilment.hours import Hours, Opening
from shop.kernel import clock


@dataclass(frozen=True)
class Slot:
    """[starts_at, ends_at) with its places; what must be made has to be ordered before `order_by_at`."""

    starts_at: datetime
    ends_at: datetime
    places: int
    left: int
    order_by_at: datetime | None = None


@dataclass(frozen=True)
class Taken:
    """So many bookings of [starts_at, ends_at) on the same day and in the same zone."""

    starts_at: datetime
    ends_at: datetime
    count: int


def cut(on: date, openings: Iterable[Opening]) -> tuple[Slot, ...]:
    """The slots of a day, earliest first: only whole ones, none in the hour a night skips, none twice in the hour it repeats."""
    found: dict[datetime, Slot] = {}
    for opening in openings:
        length = timedelta(minutes=opening.slot_minutes)
        order_by_at = clock.at(on - timedelta(days=1), opening.order_by) if opening.order_by else None
        for wall in _starts(opening):
            starts_at = clock.at(on, wall)
            if starts_at is not None and opening.places:
                found.setdefault(starts_at, Slot(starts_at, starts_at + length, opening.places, opening.places, order_by_at))
    return _clip([found[starts_at] for starts_at in sorted(found)])


def _starts(opening: Opening) -> list[time]:
    first, last = _minutes(opening.opens), _minutes(opening.closes) - opening.slot_minutes
    return [time(minute // 60, minute % 60) for minute in range(first, last + 1, opening.slot_minutes)]


def _minutes(wall: time) -> int:
    return wall.hour * 60 + wall.minute


def _clip(slots: list[Slot]) -> tuple[Slot, ...]:
    """Where a night skips an hour, a slot ends no later than the next begins."""
    ends = [min(slot.ends_at, after.starts_at) for slot, after in zip(slots, slots[1:], strict=False)]
    return tuple(replace(slot, ends_at=end) for slot, end in zip(slots, [*ends, *(s.ends_at for s in slots[-1:])], strict=True))


def fill(slots: Iterable[Slot], taken: Iterable[Taken]) -> tuple[Slot, ...]:
    """The slots with the places that are left: a booking counts in every slot it overlaps, whatever the slots were when it was made."""
    booked = list(taken)
    return tuple(
        replace(slot, left=max(0, slot.places - sum(t.count for t in booked if t.starts_at < slot.ends_at and slot.starts_at < t.ends_at)))
        for slot in slots)


@dataclass(frozen=True)
class DaySlots:
    """A day as cut and filled; `free` are the slots with a place left, `starts` their beginnings for searching."""

    on: date
    slots: tuple[Slot, ...]
    free: tuple[Slot, ...]
    starts: tuple[datetime, ...]
    web_closed: bool


Bookings = Callable[[date], Mapping[int | None, tuple[Taken, ...]]]


@dataclass(frozen=True)
class SlotBook:
    """Hours and bookings of one moment of the shop; each day is cut once and kept. Threads may share it."""

    hours: Hours
    bookings: Bookings
    _days: dict[tuple[date, int | None], DaySlots] = field(default_factory=dict)

    def day(self, on: date, zone_id: int | None = None) -> DaySlots:
        found = self._days.get((on, zone_id))
        if found is None:
            found = self._days[(on, zone_id)] = self._fill(on, zone_id)
        return found

    def _fill(self, on: date, zone_id: int | None) -> DaySlots:
        special = self.hours.special.get(on)
        web_closed = bool(special and special.web_closed)
        return _known_day(clock.zone(), on, self.hours.openings(on, zone_id), self.bookings(on).get(zone_id, ()), web_closed)


@lru_cache(maxsize=2048)
def _known_day(_zone: ZoneInfo, on: date, openings: tuple[Opening, ...], taken: tuple[Taken, ...], web_closed: bool) -> DaySlots:
    """An order changes one day: the others, with the same hours and bookings, are as they were."""
    slots = fill(cut(on, openings), taken)
    free = tuple(slot for slot in slots if slot.left > 0)
    return DaySlots(on, slots, free, tuple(slot.starts_at for slot in free), web_closed)
