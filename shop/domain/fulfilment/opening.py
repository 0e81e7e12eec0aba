"""Decides when the shop is open, when it opens next and which slots a day has."""
from datetime import date, datetime, time, timedelta

from shop.domain.fulfilment.cutting import Slot
from shop.domain.fulfilment.hours import Opening, SpecialDay, hours
from shop.domain.fulfilment.remembering import slot_book
from shop.kernel import clock

FAR = 400  # days: further than any closure


def slots(*, on: date, zone_id: int | None = None) -> list[Slot]:
    """The slots of a day with the places left, full ones too; none when the day takes no orders from the web."""
    day = slot_book().day(on, zone_id)
    return [] if day.web_closed else list(day.slots)


def windows_on(on: date, zone_id: int | None = None) -> tuple[Opening, ...]:
    """The windows of a day, exceptions included."""
    return hours().openings(on, zone_id)


def opens_and_closes(on: date) -> list[tuple[time, time]]:
    """When people can come in on that day; empty when it is closed."""
    return [(o.opens, o.closes) for o in sorted(windows_on(on), key=lambda o: o.opens)]


def special_day(on: date) -> SpecialDay | None:
    """What is different about that day, if anything is."""
    return hours().special.get(on)


def list_special_days(from_on: date) -> list[SpecialDay]:
    """Exceptions from that day on, earliest first."""
    return [day for on, day in sorted(hours().special.items()) if on >= from_on]


def is_open(now: datetime) -> bool:
    """Whether the door is open at this minute."""
    wall = clock.local(now).time()
    return any(opens <= wall < closes for opens, closes in opens_and_closes(clock.day_of(now)))


def closes_at(now: datetime) -> datetime | None:
    """When the window that is open now closes."""
    wall, on = clock.local(now).time(), clock.day_of(now)
    found = next((closes for opens, closes in opens_and_closes(on) if opens <= wall < closes), None)
    return clock.at(on, found) if found else None


def next_opening(now: datetime) -> datetime | None:
    """The next moment the door opens; None when nothing is set for the coming year."""
    today = clock.day_of(now)
    for on in (today + timedelta(days=n) for n in range(FAR)):
        coming = [at for opens, _ in opens_and_closes(on) if (at := clock.at(on, opens)) and at > now]
        if coming:
            return min(coming)
    return None
