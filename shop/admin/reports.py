"""Where orders and money came from: by channel, link, campaign and seller, over time, counter sales included."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from shop.domain import links, reports, staff
from shop.domain.reports import Credit, Report
from shop.domain.staff import Permission
from shop.kernel import clock
from shop.kernel.wording import say
from shop.web import asked
from shop.web.asking import needs
from shop.web.rendering import reader
from shop.web.sheets import csv_answer

PERIODS = (7, 30, 90, 365)
LONGEST_DAYS = 366 * 3
MOST_BARS = 31
HEAD = ("day", "channel", "first", "last", "seller", "cents")
HEIGHT, WIDTH, GAP = 200, 20, 4


@dataclass(frozen=True)
class Period:
    """The shop's days from `start_on` to `end_on`, both included; `touch` which link is credited."""

    start_on: date
    end_on: date
    touch: str

    def as_query(self) -> dict[str, Any]:
        return {"from": self.start_on.isoformat(), "to": self.end_on.isoformat(), "touch": self.touch}


@dataclass(frozen=True)
class Row:
    """One line of a table: a name, its credit and its share of all in percent."""

    name: str
    credit: Credit
    percent: int
    people: int | None = None


@dataclass(frozen=True)
class Bar:
    """One stretch of the picture: its parts stand on each other, in the picture's own units."""

    start_on: date
    end_on: date
    x: int
    parts: list[tuple[str, int, int]]  # channel's place in the legend as a class, y, height
    cents: int


def _asked() -> Period:
    """The period asked for, thirty days where none can be meant; never longer than a report bears."""
    today = clock.today()
    end_on = asked.day("to") or today
    start_on = asked.day("from") or end_on - timedelta(days=29)
    start_on, end_on = min(start_on, end_on), max(start_on, end_on)
    touch = request.args.get("touch", "last")
    return Period(max(start_on, end_on - timedelta(days=LONGEST_DAYS)), end_on, touch if touch in reports.TOUCHES else "last")


def _rows(credits: Mapping[Any, Credit], names: Mapping[Any, str], total: Credit, people: Mapping[int, int] | None = None) -> list[Row]:
    return [Row(names.get(key, str(key)), credit, round(100 * credit.cents / total.cents) if total.cents else 0,
                people.get(key, 0) if people is not None and key is not None else None) for key, credit in credits.items()]


def channel_name(channel: str) -> str:
    return say(f"reports.channel.{channel}", reader())


def _link_names(made: Report) -> dict[int | None, str]:
    found = links.get_many([link_id for link_id in made.by_link if link_id])
    purposes = {name: say(f"reports.purpose.{name}", reader()) for name in links.PURPOSES}
    named: dict[int | None, str] = {link.id: f"{link.place} · {purposes[link.purpose]}" for link in found.values()}
    return named | {None: say("reports.no_link", reader())}


def _campaigns(made: Report) -> dict[str, Credit]:
    """The links' credits added up by what they were made for."""
    found, added = links.get_many([link_id for link_id in made.by_link if link_id]), dict[str, Credit]()
    for link_id, credit in made.by_link.items():
        link = found.get(link_id) if link_id else None
        one = added.setdefault(link.purpose if link else "none", Credit())
        one.orders, one.cents = one.orders + credit.orders, one.cents + credit.cents
    return added


def _draw(days: dict[date, Counter[str]], channels: list[str]) -> list[Bar]:
    stretches = reports.gather(days, MOST_BARS)
    most = max((sum(cents.values()) for *_, cents in stretches), default=0) or 1
    bars = []
    for n, (start_on, end_on, cents) in enumerate(stretches):
        parts, y = [], HEIGHT
        for place, channel in enumerate(channels):
            tall = round(max(0, cents[channel]) * HEIGHT / most)
            y -= tall
            parts.append((f"bar-{place % 6}", y, tall))
        bars.append(Bar(start_on, end_on, n * (WIDTH + GAP), [part for part in parts if part[2]], sum(cents.values())))
    return bars


@needs(Permission.SEE_REPORTS)
def report() -> ResponseReturnValue:
    period = _asked()
    made = reports.report(period.start_on, period.end_on, touch=period.touch)
    channels = list(made.by_channel)
    arrived = links.counts(since=clock.start_of(period.start_on), until=clock.start_of(period.end_on + timedelta(days=1)))
    purposes = {name: say(f"reports.purpose.{name}", reader()) for name in (*links.PURPOSES, "none")}
    sellers = {None: say("reports.nobody", reader())} | {member.id: member.name for member in staff.list_members()}
    return render_template(
        "admin/report.html", period=period, made=made, bars=_draw(made.by_day, channels), legend=[channel_name(name) for name in channels],
        height=HEIGHT, bar=WIDTH, width=max(1, len(reports.gather(made.by_day, MOST_BARS))) * (WIDTH + GAP),
        tables=[("channel", _rows(made.by_channel, {name: channel_name(name) for name in channels}, made.total)),
                ("purpose", _rows(_campaigns(made), purposes, made.total)),
                ("link", _rows(made.by_link, _link_names(made), made.total, arrived)),
                ("seller", _rows(made.by_staff, sellers, made.total))],
        periods=_periods(period), touches=_touches(period))


def _periods(period: Period) -> list[tuple[str, str, bool]]:
    today = clock.today()
    made = [(days, Period(today - timedelta(days=days - 1), today, period.touch)) for days in PERIODS]
    return [(say("reports.days", reader(), n=days), url_for("admin.report", **one.as_query()), one == period) for days, one in made]


def _touches(period: Period) -> list[tuple[str, str, bool]]:
    made = [(touch, Period(period.start_on, period.end_on, touch)) for touch in reports.TOUCHES]
    return [(say(f"reports.touch.{touch}", reader()), url_for("admin.report", **one.as_query()), one == period) for touch, one in made]


@needs(Permission.SEE_REPORTS)
def export_report() -> Response:
    """Every order with the place it came from: what a spreadsheet adds up in any way."""
    period, language = _asked(), reader()
    sold = list(reports.list_sales(period.start_on, period.end_on))
    found = links.get_many([link_id for sale in sold for link_id in (sale.first_link_id, sale.last_link_id) if link_id])
    names = {link.id: link.place for link in found.values()}
    sellers = {member.id: member.name for member in staff.list_members()}
    rows = ((sale.on, channel_name(sale.channel), names.get(sale.first_link_id or 0, ""), names.get(sale.last_link_id or 0, ""),
             sellers.get(sale.staff_id or 0, ""), f"{sale.cents // 100},{sale.cents % 100:02}") for sale in sold)
    return csv_answer(f"report-{period.start_on}-{period.end_on}", [say(f"reports.csv.{name}", language) for name in HEAD], rows)


ADDRESSES = (
    ("/report", "report", report, "GET"),
    ("/report.csv", "export_report", export_report, "GET"),
)
