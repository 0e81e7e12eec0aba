"""Reads a week of windows out of rows of fields, keeps what was typed, and says each mistake at its row."""
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import time
from typing import Any

from werkzeug.datastructures import MultiDict

from shop.domain import fulfilment
from shop.domain.fulfilment import Draft, HoursRefused
from shop.kernel.wording import say
from shop.web.forms import READ, Form

FIELDS = ("opens", "closes", "slot_minutes", "places", "order_by")
Row = dict[str, Any]


@dataclass
class WeekForm(Form[tuple[Draft, ...]]):
    """`rows` as drawn, with their weekday; an error's name is `<field>-<row>`."""

    rows: list[Row] = field(default_factory=list)
    read: list[int] = field(default_factory=list)  # the row each draft came from


def start_week(zone_id: int | None, language: str) -> WeekForm:
    """The windows as they are set, and room for one more on each day."""
    drafts = fulfilment.list_drafts(zone_id)
    usual = drafts[0] if drafts else Draft(0, time(8), time(9), 15 if zone_id is None else 60)
    form = WeekForm(language)
    for weekday in range(7):
        form.rows += [_drawn(draft) for draft in drafts if draft.weekday == weekday]
        form.rows.append(_drawn(usual) | {"weekday": weekday, "opens": "", "closes": ""})
    return form


def _drawn(draft: Draft) -> Row:
    return {"weekday": draft.weekday, "opens": f"{draft.opens:%H:%M}", "closes": f"{draft.closes:%H:%M}",
            "slot_minutes": str(draft.slot_minutes), "places": str(draft.places),
            "order_by": f"{draft.order_by:%H:%M}" if draft.order_by else ""}


def read_week(typed: MultiDict[str, str], language: str) -> WeekForm:
    """What was typed; a row without both hours is no window."""
    columns = [typed.getlist(name)[:100] for name in ("weekday", *FIELDS)]
    rows = [dict(zip(("weekday", *FIELDS), values, strict=True)) for values in zip(*columns, strict=False)]
    form = WeekForm(language, rows=[row | {"weekday": int(row["weekday"])} for row in rows if row["weekday"] in tuple("0123456")])
    drafts = [_read_row(form, number, row) for number, row in enumerate(form.rows) if row["opens"] or row["closes"]]
    form.asked = None if form.errors else tuple(draft for draft in drafts if draft)
    return form


def _read_row(form: WeekForm, number: int, row: Row) -> Draft | None:
    found: dict[str, Any] = {}
    for name, kind in zip(FIELDS, (time, time, int, int, time), strict=True):
        try:
            found[name] = READ[kind](row[name]) if row[name].strip() or name != "order_by" else None
        except ValueError:
            code = "needed" if not row[name].strip() else "not_understood"
            form.errors[f"{name}-{number}"] = say(f"refusal.{code}", form.language)
    if len(found) < len(FIELDS):
        return None
    form.read.append(number)
    return Draft(row["weekday"], **found)


PLACES = {"bad_slot_length": "slot_minutes", "bad_places": "places", "opens_after_closing": "closes"}


def at_its_row(form: WeekForm, refusal: HoursRefused) -> None:
    """Put the refusal of one window at the row it was typed in."""
    row = int(str(refusal.params["row"]))
    name = f"{PLACES.get(refusal.code, 'opens')}-{form.read[row]}"
    form.errors[name] = say(f"refusal.{refusal.code}", form.language, **refusal.params)


def days_of(form: WeekForm) -> Sequence[tuple[int, list[tuple[int, Row]]]]:
    """(weekday, its rows with their numbers), Monday first, for drawing."""
    return [(weekday, [(number, row) for number, row in enumerate(form.rows) if row["weekday"] == weekday]) for weekday in range(7)]
