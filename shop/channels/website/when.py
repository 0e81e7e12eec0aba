"""Decides how the question "when and how" is put: pickup or delivery, the place, the days, the times of one day."""
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from shop.domain import availability, fulfilment
from shop.domain.availability import Answer, DayOffer, Wanted
from shop.domain.fulfilment import Slot
from shop.kernel import clock
from shop.web.places import Place

DAYS_SHOWN = 21


@dataclass(frozen=True)
class When:
    """The days and times to choose from; `chosen` is the time marked, `times` are (slot, free), `first` the earliest and why."""

    place: Place
    days: Sequence[DayOffer]
    on: date | None
    times: Sequence[tuple[Slot, bool]]
    chosen: Slot | None
    first: Answer


def offer(wanted: Sequence[Wanted], place: Place, typed: Mapping[str, Any], *, now: datetime) -> When:
    """What can be chosen for these goods; what was chosen before stays, if it still can be had."""
    if place.kind == "digital":
        return When(place, (), None, (), Slot(now, now, 1, 1), Answer(Slot(now, now, 1, 1), None))
    first = availability.answer(wanted, now=now, kind=place.kind, zone_id=place.zone_id)
    if first.first is None or not place.is_known:
        return When(place, (), None, (), None, first)
    days = availability.list_days(wanted, now=now, kind=place.kind, zone_id=place.zone_id, days=DAYS_SHOWN)
    free = {day.on: day.slots for day in days if day.slots} or {clock.day_of(first.first.starts_at): (first.first,)}
    on = _day(typed.get("on", ""))
    on = on if on in free else next(iter(free))
    chosen = next((slot for slot in free[on] if slot.starts_at.isoformat() == typed.get("starts_at")), free[on][0])
    return When(place, days, on, with_full(on, place, free[on]), chosen, first)


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


def with_full(on: date, place: Place, free: Sequence[Slot]) -> list[tuple[Slot, bool]]:
    """The free times of a day, and between them those that are full: (slot, whether it is free)."""
    every = fulfilment.slots(on=on, zone_id=place.zone_id)
    return [(slot, slot in free) for slot in every if slot.starts_at >= free[0].starts_at and (slot in free or not slot.left)]
