"""Where the owner sets the hours: the week, the days that differ, the holidays one tap away."""
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from shop.admin.clashes import attempt_or_name
from shop.admin.special_days import list_stretches, propose
from shop.admin.week_form import WeekForm, days_of, read_week, start_week
from shop.admin.week_saving import save_week
from shop.domain import fulfilment
from shop.domain.orders import Order
from shop.domain.staff import Permission
from shop.kernel import clock
from shop.kernel.refusal import Refusal
from shop.kernel.wording import say
from shop.web.asking import by, needs
from shop.web.forms import Form, Needed, read
from shop.web.rendering import reader

HOWS = ("closed", "hours", "counter")


class HoursNeeded(Refusal):
    code = "needed"
    field = "opens"


@dataclass(frozen=True)
class SpecialDays:
    """From one day to another; `how` is closed | hours | counter (open, but no orders from the web)."""

    from_on: date
    until_on: date | None = None
    how: str = "closed"
    opens: time | None = None
    closes: time | None = None
    opens_again: time | None = None
    closes_again: time | None = None
    note_it: str = ""
    note_en: str = ""
    anyway: bool = False

    def stretches(self) -> list[tuple[time, time]]:
        """The hours of the day, in order. Raises HoursNeeded where half of a pair is missing."""
        pairs = [(self.opens, self.closes), (self.opens_again, self.closes_again)]
        if any((a is None) != (b is None) for a, b in pairs):
            raise HoursNeeded
        return [(a, b) for a, b in pairs if a is not None and b is not None]

    def note(self) -> dict[str, str]:
        return {language: words[:120] for language, words in (("it", self.note_it), ("en", self.note_en)) if words}


def _draw(status: int = 200, week: WeekForm | None = None, day: Form[Any] | None = None, in_the_way: list[Order] | None = None,
          ) -> ResponseReturnValue:
    week = week or start_week(None, reader())
    return render_template(
        "admin/hours.html", week=week, days=days_of(week), form=day or Form(reader(), _kept()), hows=HOWS, in_the_way=in_the_way or [],
        stretches=list_stretches(clock.today()), holidays=propose(clock.today())), status


def _kept() -> dict[str, str]:
    """A special day to be changed, as the form shows it; none asked for: an empty form."""
    try:
        special = fulfilment.special_day(date.fromisoformat(request.args.get("day", "")))
    except ValueError:
        special = None
    if special is None:
        return {}
    how = "closed" if not special.openings else "counter" if special.web_closed else "hours"
    found = {"from_on": special.on.isoformat(), "how": how, "note_it": special.note.get("it", ""), "note_en": special.note.get("en", "")}
    for (opens, closes), opening in zip((("opens", "closes"), ("opens_again", "closes_again")), special.openings, strict=False):
        found |= {opens: f"{opening.opens:%H:%M}", closes: f"{opening.closes:%H:%M}"}
    return found


def _done(key: str) -> ResponseReturnValue:
    flash(say(f"places.hours.{key}", reader()))
    return redirect(url_for("admin.hours"))


@needs(Permission.EDIT_HOURS)
def hours() -> ResponseReturnValue:
    return _draw()


@needs(Permission.EDIT_HOURS)
def save_hours() -> ResponseReturnValue:
    form = read_week(request.form, reader())
    in_the_way = save_week(form, zone_id=None, anyway="anyway" in request.form)
    return _draw(422, week=form, in_the_way=in_the_way) if form.errors else _done("week_saved")


@needs(Permission.EDIT_HOURS)
def save_days() -> ResponseReturnValue:
    form = read(SpecialDays, request.form, reader())
    in_the_way = attempt_or_name(form, _store_days)
    return _draw(422, day=form, in_the_way=in_the_way) if form.errors else _done("days_saved")


def _store_days(asked: SpecialDays) -> None:
    stretches = [] if asked.how == "closed" else asked.stretches()
    if asked.how != "closed" and not stretches:
        stretches = fulfilment.opens_and_closes(asked.from_on) if asked.how == "counter" else []
        if not stretches:
            raise HoursNeeded
    fulfilment.set_range(
        asked.from_on, asked.until_on or asked.from_on, stretches, note=asked.note(), web_closed=asked.how == "counter",
        anyway=asked.anyway, by=by(), now=clock.now())


@needs(Permission.EDIT_HOURS)
def add_holiday() -> ResponseReturnValue:
    """Closed on a public holiday: one tap, unless orders are in the way."""
    holiday = next((h for h in propose(clock.today()) if h.on.isoformat() == request.form.get("on")), None)
    if holiday is None:
        return _done("days_saved")
    typed = {"from_on": holiday.on.isoformat(), "how": "closed", "note_it": holiday.name["it"], "note_en": holiday.name["en"]}
    form = read(SpecialDays, typed, reader())
    in_the_way = attempt_or_name(form, lambda asked: fulfilment.set_day(
        asked.from_on, note=asked.note(), is_holiday=True, by=by(), now=clock.now()))
    return _draw(422, day=form, in_the_way=in_the_way) if form.errors else _done("holiday_added")


@dataclass(frozen=True)
class Clear:
    from_on: date
    until_on: date


@needs(Permission.EDIT_HOURS)
def clear_days() -> ResponseReturnValue:
    form = read(Clear, request.form, reader())
    if form.asked is None:
        raise Needed
    fulfilment.clear_day(form.asked.from_on, until_on=form.asked.until_on, by=by(), now=clock.now())
    return _done("days_cleared")
