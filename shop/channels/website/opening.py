"""Decides how the hours are told: the coming week, and the days one can order for."""
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from shop.domain import business, fulfilment
from shop.kernel import clock
from shop.kernel.wording import pick

DAYS_TO_CHOOSE = 14


@dataclass(frozen=True)
class OpenDay:
    """A day with its hours; `note` says what is different about it."""

    on: date
    hours: list[tuple[time, time]]
    note: str


def _day(on: date, language: str) -> OpenDay:
    special = fulfilment.special_day(on)
    return OpenDay(on, fulfilment.opens_and_closes(on), pick(special.note, language) if special else "")


def week_of(now: datetime, language: str) -> list[OpenDay]:
    """Today and the six days after, exceptions counted in."""
    today = clock.day_of(now)
    return [_day(today + timedelta(days=n), language) for n in range(7)]


def open_days(now: datetime) -> list[date]:
    """The coming days that still have a free slot on the website."""
    today, most = clock.day_of(now), min(DAYS_TO_CHOOSE, business.order_rules().days_ahead)
    days = (today + timedelta(days=n) for n in range(most + 1))
    return [on for on in days if any(slot.left and slot.starts_at > now for slot in fulfilment.slots(on=on))]
