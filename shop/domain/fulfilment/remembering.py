"""Decides how bookings of the coming days are remembered: each day under its own version, read anew only when that was pushed."""
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from threading import Lock
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, func, select

from shop.domain.fulfilment.cutting import SlotBook, Taken
from shop.domain.fulfilment.hours import hours
from shop.domain.fulfilment.models import Booking, Day
from shop.kernel import clock
from shop.kernel.database import db, engine, touched_topics
from shop.kernel.snapshots import Snapshot

ByZone = Mapping[int | None, tuple[Taken, ...]]
_kept: WeakKeyDictionary[Engine, dict[date, tuple[int, ByZone]]] = WeakKeyDictionary()
_lock = Lock()


@dataclass(frozen=True)
class Remembered:
    """Bookings of the days from `since` on; a day that is not named has none."""

    since: date
    days: dict[date, ByZone]

    def on(self, on: date) -> ByZone:
        return self.days.get(on, {}) if on >= self.since else _read([on]).get(on, {})


def _load() -> Remembered:
    since = clock.today() - timedelta(days=1)
    versions = {row.on: row.version for row in db.session.execute(select(Day.on, Day.version).where(Day.on >= since))}
    known = _kept.get(engine(), {})  # of committed versions alone: a day this write has pushed is not among them
    days = {on: known[on][1] for on, version in versions.items() if on in known and known[on][0] == version}
    days |= _read([on for on in versions if on not in days])
    if "places" not in touched_topics():
        with _lock:
            _kept[engine()] = {on: (version, days.get(on, {})) for on, version in versions.items()}
    return Remembered(since, {on: found for on, found in days.items() if found})


def _read(days: list[date]) -> dict[date, ByZone]:
    if not days:
        return {}
    found: dict[date, dict[int | None, list[Taken]]] = {on: {} for on in days}
    columns = (Booking.on, Booking.zone_id, Booking.starts_at, Booking.ends_at)
    for on, zone_id, starts_at, ends_at, count in db.session.execute(
            select(*columns, func.count()).where(Booking.on.in_(days)).group_by(*columns)):
        found[on].setdefault(zone_id, []).append(Taken(starts_at, ends_at, count))
    return {on: {zone: tuple(taken) for zone, taken in zones.items()} for on, zones in found.items()}


_bookings: Snapshot[Remembered] = Snapshot(("places",), _load)
_book: Snapshot[SlotBook] = Snapshot(("hours", "places"), lambda: SlotBook(hours(), _bookings.get().on))


def slot_book() -> SlotBook:
    """Hours and bookings as they are now."""
    return _book.get()
