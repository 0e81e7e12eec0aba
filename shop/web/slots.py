"""Decides which days and times staff are offered for goods: their own notice is shorter than a customer's."""
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from shop.domain import availability
from shop.domain.availability import DayOffer, Wanted
from shop.domain.fulfilment import Slot

DAYS = 14


@dataclass(frozen=True)
class Times:
    """The coming days, the one looked at (None when nothing can be had at all), and its free times."""

    days: Sequence[DayOffer]
    on: date | None
    slots: Sequence[Slot]
    chosen: str


def offer(wanted: Sequence[Wanted], typed: Mapping[str, Any], *, now: datetime, kind: str = "pickup", zone_id: int | None = None) -> Times:
    """Of what was typed, `on` is the day and `starts_at` the time marked; else the first day with a free time."""
    days = availability.list_days(wanted, now=now, kind=kind, zone_id=zone_id, days=DAYS, by_staff=True)
    free = {day.on: day.slots for day in days if day.slots}
    asked = str(typed.get("on", ""))
    on = next((day for day in free if day.isoformat() == asked), next(iter(free), None))
    return Times(days, on, free[on] if on else (), str(typed.get("starts_at", "")))
