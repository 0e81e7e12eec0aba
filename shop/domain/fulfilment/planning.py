"""Decides what a week of windows may look like, and stores the one the owner wants."""
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from itertools import groupby, pairwise

from sqlalchemy import delete

from shop.domain.fulfilment.colliding import refuse_collisions, with_week
from shop.domain.fulfilment.hours import Opening, Week, hours
from shop.domain.fulfilment.models import Window
from shop.kernel import audit
from shop.kernel.database import change, db, writing
from shop.kernel.refusal import Refusal


class HoursRefused(Refusal):
    """`weekday` and `row` say which window it is."""

    code = "window_not_understood"
    field = "windows"


class OpensAfterClosing(HoursRefused):
    code = "opens_after_closing"


class WindowsOverlap(HoursRefused):
    code = "windows_overlap"


class BadSlotLength(HoursRefused):
    code = "bad_slot_length"


class BadPlaces(HoursRefused):
    code = "bad_places"


@dataclass(frozen=True)
class Draft:
    """One weekly window as the owner wrote it; Monday is 0."""

    weekday: int
    opens: time
    closes: time
    slot_minutes: int = 15
    places: int = 6
    order_by: time | None = None


def examine(drafts: Sequence[Draft]) -> None:
    """Raises HoursRefused for the first window that can't be."""
    for row, draft in enumerate(drafts):
        where = {"weekday": draft.weekday, "row": row}
        if not 0 <= draft.weekday <= 6:
            raise HoursRefused(**where)
        if draft.opens >= draft.closes:
            raise OpensAfterClosing(**where)
        if not 5 <= draft.slot_minutes <= 480 or draft.slot_minutes > _minutes(draft.opens, draft.closes):
            raise BadSlotLength(**where)
        if not 0 <= draft.places <= 1000:
            raise BadPlaces(**where)
    ordered = sorted(enumerate(drafts), key=lambda pair: (pair[1].weekday, pair[1].opens))
    for (_, earlier), (row, later) in pairwise(ordered):
        if earlier.weekday == later.weekday and later.opens < earlier.closes:
            raise WindowsOverlap(weekday=later.weekday, row=row)


def _minutes(opens: time, closes: time) -> int:
    return (closes.hour - opens.hour) * 60 + closes.minute - opens.minute


def week_of(drafts: Sequence[Draft]) -> Week:
    """The week these windows make."""
    ordered = sorted(drafts, key=lambda draft: (draft.weekday, draft.opens))
    return {
        weekday: tuple(Opening(d.opens, d.closes, d.slot_minutes, d.places, d.order_by) for d in found)
        for weekday, found in groupby(ordered, key=lambda draft: draft.weekday)}


def list_drafts(zone_id: int | None = None) -> list[Draft]:
    """The windows as they are set, as a form starts from."""
    return [
        Draft(weekday, o.opens, o.closes, o.slot_minutes, o.places, o.order_by)
        for weekday, found in sorted(hours().week(zone_id).items()) for o in found]


def save_week(drafts: Sequence[Draft], *, zone_id: int | None = None, anyway: bool = False, by: str, now: datetime) -> None:
    """The weekly windows of the shop, or of one zone, are these from now on. Bookings are kept whatever the new slots are.

    Raises HoursRefused, and DayHasOrders unless `anyway` when bookings would fall outside.
    """
    examine(drafts)
    with writing():
        before, week = hours(), week_of(drafts)
        if before.week(zone_id) == week:
            return
        if not anyway:
            refuse_collisions(before, with_week(before, zone_id, week), now)
        change(delete(Window).where(Window.zone_id.is_(None) if zone_id is None else Window.zone_id == zone_id))
        db.session.add_all(Window(
            zone_id=zone_id, weekday=d.weekday, opens=d.opens, closes=d.closes, slot_minutes=d.slot_minutes, places=d.places,
            order_by=d.order_by) for d in drafts)
        db.session.flush()
        audit.note(what="hours.changed", by=by, about=f"zone:{zone_id}" if zone_id else "shop", at=now, windows=len(drafts))
