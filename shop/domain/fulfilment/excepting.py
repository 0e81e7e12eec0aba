"""Decides how a day differs from its week: closed, with hours of its own, closed to the web, or closed early from now on."""
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from sqlalchemy import delete

from shop.domain.fulfilment.colliding import refuse_collisions
from shop.domain.fulfilment.hours import Hours, SpecialDay, hours, like
from shop.domain.fulfilment.models import DayException
from shop.domain.fulfilment.planning import Draft, examine
from shop.kernel import audit, clock
from shop.kernel.database import change, db, writing
from shop.kernel.refusal import Refusal

Words = dict[str, str]
Stretch = tuple[time, time]
LONGEST = 92  # days of one closure


class BadRange(Refusal):
    code = "bad_range"
    field = "until_on"


class AlreadyClosed(Refusal):
    code = "already_closed"
    field = "close_at"


def set_day(
    on: date, stretches: Sequence[Stretch] = (), *, note: Words | None = None, web_closed: bool = False, is_holiday: bool = False,
    anyway: bool = False, by: str, now: datetime,
) -> None:
    """That day has these hours instead of its week's; none = closed. Raises HoursRefused, and DayHasOrders unless `anyway`."""
    set_days([on], stretches, note=note, web_closed=web_closed, is_holiday=is_holiday, anyway=anyway, by=by, now=now)


def set_range(
    from_on: date, until_on: date, stretches: Sequence[Stretch] = (), *, note: Words | None = None, web_closed: bool = False,
    anyway: bool = False, by: str, now: datetime,
) -> int:
    """The same hours (none = closed) from a day to another, both included. Returns how many days.

    Raises BadRange, HoursRefused, and DayHasOrders unless `anyway`.
    """
    days = (until_on - from_on).days + 1
    if not 1 <= days <= LONGEST:
        raise BadRange(most=LONGEST)
    set_days([from_on + timedelta(days=n) for n in range(days)], stretches, note=note, web_closed=web_closed, anyway=anyway, by=by, now=now)
    return days


def set_days(
    days: Sequence[date], stretches: Sequence[Stretch] = (), *, note: Words | None = None, web_closed: bool = False,
    is_holiday: bool = False, anyway: bool = False, by: str, now: datetime,
) -> None:
    """The same exception on several days, all or none."""
    examine([Draft(0, opens, closes, 5) for opens, closes in stretches])
    windows = [{"opens": f"{opens:%H:%M}", "closes": f"{closes:%H:%M}"} for opens, closes in stretches]
    rows = [{"on": on, "windows": windows, "note": note or {}, "web_closed": web_closed, "is_holiday": is_holiday} for on in days]
    with writing():
        _refuse_collisions(hours(), days, stretches, anyway, now)
        for row in rows:
            db.session.merge(DayException(**row))
        db.session.flush()
        audit.note(what="day.changed", by=by, about=f"day:{min(days)}", at=now, until=max(days), windows=windows, web_closed=web_closed)


def _refuse_collisions(before: Hours, days: Sequence[date], stretches: Sequence[Stretch], anyway: bool, now: datetime) -> None:
    if not anyway:
        openings = {on: tuple(like(before.week().get(on.weekday(), ()), *stretch) for stretch in stretches) for on in days}
        special = {on: SpecialDay(on, openings[on], {}, False, False) for on in days}
        refuse_collisions(before, replace(before, special=before.special | special), now)


def clear_day(on: date, *, until_on: date | None = None, by: str, now: datetime) -> None:
    """That day (or all until another, included) is like its week again."""
    with writing():
        if change(delete(DayException).where(DayException.on >= on, DayException.on <= (until_on or on))):
            audit.note(what="day.cleared", by=by, about=f"day:{on}", at=now, until=until_on)


def close_early(at: datetime, *, anyway: bool = False, by: str, now: datetime) -> None:
    """The shop closes today at that minute, or now if that is gone by.

    Raises AlreadyClosed when it is closed by then, DayHasOrders unless `anyway`.
    """
    at = max(at, now)
    on, wall = clock.day_of(at), clock.local(at).time().replace(second=0, microsecond=0)
    with writing():
        before = hours()
        openings = before.openings(on)
        if not any(o.closes > wall for o in openings):
            raise AlreadyClosed
        shorter = [(o.opens, min(o.closes, wall)) for o in openings if o.opens < wall]
        _refuse_collisions(before, [on], shorter, anyway, now)
        special = before.special.get(on)
        windows = [{"opens": f"{o.opens:%H:%M}", "closes": f"{max(o.opens, min(o.closes, wall)):%H:%M}", "was": _was(on, o.opens, o.closes)}
                   for o in (special.openings if special else openings)]
        db.session.merge(DayException(
            on=on, windows=windows, note=special.note if special else {}, web_closed=bool(special and special.web_closed),
            is_holiday=bool(special and special.is_holiday)))
        db.session.flush()
        audit.note(what="day.closed_early", by=by, about=f"day:{on}", at=now, at_time=f"{wall:%H:%M}")


def _was(on: date, opens: time, closes: time) -> str:
    """The closing time before the first early closing of that day: what reopening goes back to."""
    row = db.session.get(DayException, on)
    kept = {w["opens"]: w["was"] for w in row.windows if "was" in w} if row else {}
    return kept.get(f"{opens:%H:%M}", f"{closes:%H:%M}")


def closes_early(on: date) -> bool:
    """Whether that day was cut short."""
    row = db.session.get(DayException, on)
    return bool(row and any("was" in w for w in row.windows))


def reopen(on: date, *, by: str, now: datetime) -> None:
    """Take an early closing back: the day has the hours it had before."""
    with writing():
        row = db.session.get(DayException, on)
        if row is None or not any("was" in w for w in row.windows):
            return
        row.windows = [{"opens": w["opens"], "closes": w.get("was", w["closes"])} for w in row.windows]
        db.session.flush()
        usual = [(o.opens, o.closes) for o in hours().week().get(on.weekday(), ())]
        plain = not (row.web_closed or row.is_holiday or row.note)
        if plain and usual == [(time.fromisoformat(w["opens"]), time.fromisoformat(w["closes"])) for w in row.windows]:
            db.session.delete(row)
        audit.note(what="day.reopened", by=by, about=f"day:{on}", at=now)
