"""Where the owner finds every numbered paper: invoices with their files, credit notes, receipts; and notes what was sent."""
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from shop.domain import documents, orders
from shop.domain.documents import Invoice
from shop.domain.staff import Permission
from shop.kernel import clock
from shop.kernel.wording import say
from shop.web import papers
from shop.web.asking import by, needs
from shop.web.rendering import reader

KINDS = ("invoice", "credit_note", "receipt", "return")
MOST = 2000


@dataclass(frozen=True)
class Month:
    """The shop's days from the first to the last of a month."""

    start_on: date
    end_on: date

    @property
    def word(self) -> str:
        return f"{self.start_on:%Y-%m}"


def asked_month() -> Month:
    """The month asked for, this one where none can be meant."""
    return month_of(request.values.get("month", ""))


def month_of(word: str) -> Month:
    """`2026-11`; this one where none can be meant."""
    try:
        first = date.fromisoformat(f"{word[:7]}-01")
    except ValueError:
        first = clock.today().replace(day=1)
    first = first if 2000 <= first.year < 2200 else clock.today().replace(day=1)
    return Month(first, first.replace(day=monthrange(first.year, first.month)[1]))


def _asked_kind() -> str:
    kind = request.args.get("kind", "")
    return kind if kind in KINDS else KINDS[0]


@needs(Permission.SEE_MONEY)
def list_papers() -> ResponseReturnValue:
    month, kind = asked_month(), _asked_kind()
    invoices = [paper for paper in documents.list_invoices(month.start_on, month.end_on) if paper.kind == kind]
    wanted = {"receipt": "sale"}.get(kind, kind)
    receipts = [] if kind in KINDS[:2] else [
        paper for paper in documents.list_receipts(month.start_on, month.end_on) if paper.kind == wanted][:MOST]
    tabs = [(say(f"papers.kinds.{one}", reader()), url_for("admin.papers", kind=one, month=month.word), one == kind) for one in KINDS]
    codes = {paper.order_id: orders.get(paper.order_id).code for paper in invoices}
    return render_template(
        "admin/papers.html", month=month, kind=kind, tabs_of=tabs, invoices=invoices, receipts=receipts, codes=codes,
        unsent=[paper for paper in invoices if paper.sent_at is None], may_invoice=documents.may_invoice(), file_of=documents.name_file_of,
        total_cents=sum(paper.cents for paper in invoices) + sum(paper.cents for paper in receipts if paper.voided_at is None))


@needs(Permission.SEE_MONEY)
def invoice(invoice_id: int) -> ResponseReturnValue:
    return render_template("admin/invoice.html", **papers.invoice_told(documents.get_invoice(invoice_id)))


@needs(Permission.SEE_MONEY)
def invoice_file(invoice_id: int) -> Response:
    return papers.xml_answer(documents.get_invoice(invoice_id))


@needs(Permission.SEE_MONEY)
def invoice_files(month: str) -> Response:
    """All files of a month, invoices and credit notes."""
    asked = month_of(month)
    found: list[Invoice] = list(documents.list_invoices(asked.start_on, asked.end_on))
    return papers.zip_answer(f"fatture-{asked.word}", found)


@needs(Permission.WRITE_INVOICES)
def mark_sent() -> ResponseReturnValue:
    """Somebody gave these files to the exchange system, or takes back to have said so."""
    ids = [int(one) for one in request.form.getlist("invoice_id") if one.isascii() and one.isdigit() and len(one) < 10]
    is_sent = request.form.get("act") != "not_sent"
    changed = documents.mark_sent(ids, is_sent=is_sent, by=by(), now=clock.now())
    flash(say("papers.marked" if is_sent else "papers.unmarked", reader(), n=changed))
    kind, month = request.form.get("kind", ""), asked_month()
    return redirect(url_for("admin.papers", kind=kind if kind in KINDS else KINDS[0], month=month.word), 303)


ADDRESSES = (
    ("/papers", "papers", list_papers, "GET"),
    ("/papers/invoices/<int:invoice_id>", "invoice", invoice, "GET"),
    ("/papers/invoices/<int:invoice_id>/file.xml", "invoice_file", invoice_file, "GET"),
    ("/papers/months/<month>/files.zip", "invoice_files", invoice_files, "GET"),
    ("/papers/sent", "mark_sent", mark_sent, "POST"),
)
