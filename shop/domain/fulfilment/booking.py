"""Decides who gets a slot's place: the day's version is pushed first, so the count of overlapping bookings behind it is exact."""
from datetime import date, datetime

from sqlalchemy import delete, func, select, update

from shop.domain.fulfilment.cutting import Slot, cut
from shop.domain.fulfilment.hours import hours
from shop.domain.fulfilment.models import Booking, Day
from shop.kernel import clock
from shop.kernel.database import change, db, insert_once, writing
from shop.kernel.refusal import Refusal
from shop.kernel.snapshots import hold


class SlotIsFull(Refusal):
    code = "slot_is_full"
    field = "slot"


class NoSuchSlot(Refusal):
    code = "no_such_slot"
    field = "slot"


def book(*, owner: str, starts_at: datetime, ends_at: datetime | None = None, zone_id: int | None = None) -> None:
    """Take a place for an owner, giving back the one it had. Take stock first: rooms lock in that order.

    Raises NoSuchSlot when the hours hold no such slot, SlotIsFull when no place is left; then the old one is kept.
    """
    with writing():
        on = clock.day_of(starts_at)
        before = db.session.scalars(select(Booking.on).where(Booking.owner == owner)).first()
        hold_days(*{on, before} if before else {on})
        hold("hours")
        slot = _find(on, zone_id, starts_at, ends_at)
        change(delete(Booking).where(Booking.owner == owner))
        if _count(on, zone_id, slot) >= slot.places:
            raise SlotIsFull(starts_at=starts_at)
        db.session.add(Booking(owner=owner, on=on, zone_id=zone_id, starts_at=slot.starts_at, ends_at=slot.ends_at, places=slot.places))
        db.session.flush()


def hold_days(*days: date) -> None:
    """Hold these days for the rest of this write, earliest first."""
    for on in sorted(set(days)):
        insert_once(Day, on=on, version=0)
        change(update(Day).where(Day.on == on).values(version=Day.version + 1))


def _find(on: date, zone_id: int | None, starts_at: datetime, ends_at: datetime | None) -> Slot:
    for slot in cut(on, hours().openings(on, zone_id)):
        if slot.starts_at == starts_at and ends_at in (None, slot.ends_at):
            return slot
    raise NoSuchSlot(starts_at=starts_at)


def _count(on: date, zone_id: int | None, slot: Slot) -> int:
    here = Booking.zone_id.is_(None) if zone_id is None else Booking.zone_id == zone_id
    overlapping = (Booking.starts_at < slot.ends_at) & (Booking.ends_at > slot.starts_at)
    return db.session.scalars(select(func.count()).select_from(Booking).where(Booking.on == on, here, overlapping)).one()


def free(owner: str) -> None:
    """Give the place back; a second call changes nothing."""
    with writing():
        on = db.session.scalars(select(Booking.on).where(Booking.owner == owner)).first()
        if on is not None:
            hold_days(on)
            change(delete(Booking).where(Booking.owner == owner))
