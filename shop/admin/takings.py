"""Where the owner reads a day's or a month's takings by rate of VAT, and notes which sales the fiscal printer has. No fiscal register."""
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from shop.admin.papers import month_of
from shop.domain import documents, orders, reports
from shop.domain.documents import Receipt
from shop.domain.reports import NO_RATE, Taking
from shop.domain.staff import Permission
from shop.kernel import clock
from shop.kernel.wording import say
from shop.web import asked, papers
from shop.web.asking import by, needs
from shop.web.rendering import reader
from shop.web.sheets import csv_answer, sheet_cents

HEAD = ("day", "rate", "channel", "tender", "fiscal", "gross", "net", "vat")


@dataclass(frozen=True)
class Stretch:
    """One of the shop's days, or a whole month."""

    start_on: date
    end_on: date

    @property
    def is_day(self) -> bool:
        return self.start_on == self.end_on

    def as_query(self) -> dict[str, Any]:
        return {"day": self.start_on.isoformat()} if self.is_day else {"month": f"{self.start_on:%Y-%m}"}


@dataclass(frozen=True)
class Row:
    """Money of one kind: gross, and without its VAT."""

    words: tuple[str, ...]
    cents: int
    vat_cents: int

    @property
    def net_cents(self) -> int:
        return self.cents - self.vat_cents


@dataclass(frozen=True)
class Paper:
    receipt: Receipt
    code: str
    name: str


def _asked() -> Stretch:
    """Today where nothing can be meant."""
    if word := request.values.get("month", ""):
        month = month_of(word)
        return Stretch(month.start_on, month.end_on)
    on = asked.day("day") or clock.today()
    return Stretch(on, on)


def _rate(rate: str) -> str:
    if rate == NO_RATE:
        return say("papers.takings.no_rate", reader())
    return f"{papers.rate_words(int(rate))} %" if rate != "0" else say("papers.takings.voucher", reader())


def _inside(rate: str, cents: int) -> int:
    return 0 if rate == NO_RATE else papers.inside(cents, int(rate))


def _by_rate(found: list[Taking]) -> list[Row]:
    return [Row((_rate(str(rate)),), cents, _inside(str(rate), cents)) for (rate,), cents in reports.sum_takings(found, "rate").items()]


def _in_detail(found: list[Taking]) -> list[Row]:
    sums = reports.sum_takings(found, "rate", "channel", "tender", "is_fiscal")
    return [Row(_words(str(rate), str(channel), str(tender), bool(fiscal)), cents, _inside(str(rate), cents))
            for (rate, channel, tender, fiscal), cents in sums.items()]


def _words(rate: str, channel: str, tender: str, is_fiscal: bool) -> tuple[str, ...]:
    language = reader()
    return (_rate(rate), say(f"reports.channel.{channel}", language), say(f"order.tender.{tender}", language),
            say("papers.takings.rung" if is_fiscal else "papers.takings.not_rung", language))


def _papers(stretch: Stretch) -> list[Paper]:
    """The day's sale papers in force, the newest first; of a month they would be too many."""
    if not stretch.is_day:
        return []
    found = [paper for paper in documents.list_receipts(stretch.start_on, stretch.end_on) if paper.kind == "sale" and not paper.voided_at]
    return [Paper(paper, order.code, order.name) for paper in found for order in [orders.get(paper.order_id)]]


@needs(Permission.SEE_MONEY)
def takings() -> ResponseReturnValue:
    stretch = _asked()
    found, written = reports.list_takings(stretch.start_on, stretch.end_on), _papers(stretch)
    before, after = stretch.start_on - timedelta(days=1), stretch.end_on + timedelta(days=1)
    return render_template(
        "admin/takings.html", stretch=stretch, by_rate=_by_rate(found), rows=_in_detail(found), papers_of=written,
        total_cents=sum(one.cents for one in found), unrung=[one for one in written if one.receipt.fiscal_at is None],
        before=Stretch(before, before) if stretch.is_day else Stretch(before.replace(day=1), before),
        after=(Stretch(after, after) if stretch.is_day else Stretch(after, month_of(f"{after:%Y-%m}").end_on))
        if after <= clock.today() else None,
        month=Stretch(stretch.start_on.replace(day=1), month_of(f"{stretch.start_on:%Y-%m}").end_on))


@needs(Permission.SEE_MONEY)
def export_takings() -> Response:
    """Day by day, for the accountant."""
    stretch, language = _asked(), reader()
    found = reports.list_takings(stretch.start_on, stretch.end_on)
    rows = ((one.on, *_words(one.rate, one.channel, one.tender, one.is_fiscal), sheet_cents(one.cents),
             sheet_cents(one.cents - _inside(one.rate, one.cents)), sheet_cents(_inside(one.rate, one.cents))) for one in found)
    return csv_answer(f"takings-{stretch.start_on}-{stretch.end_on}", [say(f"papers.csv.{name}", language) for name in HEAD], rows)


@needs(Permission.SEE_MONEY)
def flag_fiscal() -> ResponseReturnValue:
    """These sales are on the fiscal printer, or are not after all."""
    ids = [int(one) for one in request.form.getlist("receipt_id") if one.isascii() and one.isdigit() and len(one) < 10]
    is_fiscal = request.form.get("act") != "not_rung"
    changed = documents.flag_fiscal(ids, is_fiscal=is_fiscal, by=by(), now=clock.now())
    flash(say("papers.takings.noted" if is_fiscal else "papers.takings.unnoted", reader(), n=changed))
    return redirect(url_for("admin.takings", **_asked().as_query()), 303)


ADDRESSES = (
    ("/takings", "takings", takings, "GET"),
    ("/takings.csv", "export_takings", export_takings, "GET"),
    ("/takings/fiscal", "flag_fiscal", flag_fiscal, "POST"),
)
