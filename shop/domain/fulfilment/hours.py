"""Decides what others know of the shop's hours: frozen windows, exceptions and zones, read once per revision."""
from dataclasses import dataclass, field
from datetime import date, time

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from shop.domain.fulfilment import models
from shop.kernel.database import db
from shop.kernel.snapshots import Snapshot

Words = dict[str, str]


@dataclass(frozen=True)
class Opening:
    """A stretch of the shop's wall clock, cut into slots of `slot_minutes` with `places` each."""

    opens: time
    closes: time
    slot_minutes: int = 15
    places: int = 6
    order_by: time | None = None


@dataclass(frozen=True)
class SpecialDay:
    """A dated exception; no openings = closed all day."""

    on: date
    openings: tuple[Opening, ...]
    note: Words
    web_closed: bool
    is_holiday: bool


@dataclass(frozen=True)
class DeliveryZone:
    """Where the shop delivers, cents VAT included; `places` are (postal code, town)."""

    id: int
    name: str
    fee_cents: int
    minimum_cents: int
    free_above_cents: int | None
    position: int
    is_active: bool
    places: tuple[tuple[str, str], ...]


Week = dict[int, tuple[Opening, ...]]


@dataclass(frozen=True)
class Hours:
    """All that is set: weekly windows by zone (None = the shop itself) and weekday, special days, zones in priority order."""

    weekly: dict[int | None, Week] = field(default_factory=dict)
    special: dict[date, SpecialDay] = field(default_factory=dict)
    zones: tuple[DeliveryZone, ...] = ()

    def week(self, zone_id: int | None = None) -> Week:
        return self.weekly.get(zone_id, {})

    def openings(self, on: date, zone_id: int | None = None) -> tuple[Opening, ...]:
        """The windows of a day: on a special day the shop's are its own, and a zone's are those within them."""
        usual, day = self.week(zone_id).get(on.weekday(), ()), self.special.get(on)
        if day is None:
            return usual
        if zone_id is None:
            return tuple(o for o in day.openings if o.opens < o.closes)
        return _within(usual, day.openings)


def _within(usual: tuple[Opening, ...], frame: tuple[Opening, ...]) -> tuple[Opening, ...]:
    open_ = [o for o in frame if o.opens < o.closes]
    if not open_:
        return ()
    first, last = min(o.opens for o in open_), max(o.closes for o in open_)
    clipped = (Opening(max(o.opens, first), min(o.closes, last), o.slot_minutes, o.places, o.order_by) for o in usual)
    return tuple(o for o in clipped if o.opens < o.closes)


def like(usual: tuple[Opening, ...], opens: time, closes: time) -> Opening:
    """A special stretch has the slots and places of the usual window it falls into, or of the first one."""
    model = next((o for o in usual if o.opens < closes and opens < o.closes), usual[0] if usual else Opening(opens, closes))
    return Opening(opens, closes, model.slot_minutes, model.places, model.order_by)


def _load() -> Hours:
    weekly: dict[int | None, dict[int, list[Opening]]] = {}
    for w in db.session.scalars(select(models.Window).order_by(models.Window.weekday, models.Window.opens, models.Window.id)):
        opening = Opening(w.opens, w.closes, w.slot_minutes, w.places, w.order_by)
        weekly.setdefault(w.zone_id, {}).setdefault(w.weekday, []).append(opening)
    weeks: dict[int | None, Week] = {zone: {day: tuple(found) for day, found in week.items()} for zone, week in weekly.items()}
    shop = weeks.get(None, {})
    return Hours(weeks, {row.on: _special(row, shop) for row in db.session.scalars(select(models.DayException))}, _zones())


def _special(row: models.DayException, week: Week) -> SpecialDay:
    usual = week.get(row.on.weekday()) or next((week[day] for day in sorted(week)), ())
    openings = tuple(like(usual, time.fromisoformat(w["opens"]), time.fromisoformat(w["closes"])) for w in row.windows)
    return SpecialDay(row.on, openings, row.note, row.web_closed, row.is_holiday)


def _zones() -> tuple[DeliveryZone, ...]:
    rows = db.session.scalars(select(models.Zone).options(selectinload(models.Zone.places)).order_by(models.Zone.position, models.Zone.id))
    return tuple(
        DeliveryZone(z.id, z.name, z.fee_cents, z.minimum_cents, z.free_above_cents, z.position, z.is_active,
                     tuple((p.postal_code, p.town) for p in z.places))
        for z in rows)


_hours = Snapshot(("hours",), _load)


def hours() -> Hours:
    """The hours, special days and zones as they are set."""
    return _hours.get()
