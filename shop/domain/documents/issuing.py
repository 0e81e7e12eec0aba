"""Decides that an invoice or a credit note is issued: numbered without a gap, frozen, written as FatturaPA and checked before it counts."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime

from shop.domain import orders
from shop.domain.documents.detailing import BACK, MORE, details_of, fit_details, plain_details
from shop.domain.documents.facts import Detail, Party, amounts_of
from shop.domain.documents.finding import find_invoice_for, find_sale_receipt, list_invoices_of
from shop.domain.documents.models import Invoice, Receipt
from shop.domain.documents.numbering import count_up, hold_series, list_taken
from shop.domain.documents.proving import prove
from shop.domain.documents.selling import may_invoice, seller
from shop.domain.documents.sharing import Vat, fit, left_of, owed_vat
from shop.domain.documents.transcribing import Sheet, name_file, transcribe
from shop.domain.orders import CANCELLED, Order
from shop.kernel import clock
from shop.kernel.database import db, writing
from shop.kernel.money import split
from shop.kernel.refusal import Refusal

log = logging.getLogger(__name__)
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
FILES = "SDI"  # the series of the files themselves: their names never repeat
REFERENCE_TO = "Fattura relativa all'ordine {code}"


class NothingToInvoice(Refusal):
    code = "invoice_nothing"


class InvoiceUnpaid(Refusal):
    code = "invoice_unpaid"


class InvoiceForNobody(Refusal):
    code, field = "invoice_nobody", "invoice_kind"


class SellerIncomplete(Refusal):
    code = "invoice_seller"


class InvoiceFaulty(Refusal):
    """The file breaks a written rule: parameter `fault`."""

    code = "invoice_faulty"


def left_to_invoice(order: Order) -> Vat:
    """What of each rate no invoice holds yet."""
    if order.state in CANCELLED:
        return {}
    owed = owed_vat(order, list_taken(order.id))
    return {rate: cents for rate, cents in left_of(owed, [invoiced(order.id)]).items() if cents}


def invoiced(order_id: int) -> Vat:
    """The rates of all invoices of an order, less its credit notes."""
    sums = Vat()
    for paper in list_invoices_of(order_id):
        for rate, cents in paper.vat.items():
            sums[rate] = sums.get(rate, 0) + (cents if paper.kind == "invoice" else -cents)
    return sums


def why_not(order: Order) -> Refusal | None:
    """What keeps an invoice from being issued now; None: nothing does."""
    if not order.invoice_to:
        return InvoiceForNobody()
    if order.due_cents > 0 or order.state in orders.UNPAID:
        return InvoiceUnpaid()
    if not may_invoice():
        return SellerIncomplete()
    return None if left_to_invoice(order) else NothingToInvoice()


def issue_invoice(order_id: int, *, paid: Mapping[str, int], by: str, now: datetime) -> Invoice:
    """The invoice of what an order costs and no invoice holds yet; `paid` {tender: cents}. A second one for the rest, where it grew.

    Raises NothingToInvoice, InvoiceUnpaid, InvoiceForNobody, SellerIncomplete, InvoiceFaulty. Number it last in a write."""
    made = _write(order_id, paid, by, now)
    if isinstance(made, InvoiceFaulty):
        raise made
    return made


def try_invoice(order_id: int, *, paid: Mapping[str, int], by: str, now: datetime) -> Invoice | None:
    """The same for whoever must not be kept by it, as from being paid: a faulty one is None, and can be written once that is mended."""
    made = _write(order_id, paid, by, now)
    if isinstance(made, InvoiceFaulty):
        log.error("the invoice of order %s can't be written: %s", order_id, made.params["fault"])
        return None
    return made


def _write(order_id: int, paid: Mapping[str, int], by: str, now: datetime) -> Invoice | InvoiceFaulty:
    with writing():
        order = orders.hold(order_id)
        if refusal := why_not(order):
            raise refusal
        vat, before = left_to_invoice(order), list_invoices_of(order_id)
        details = plain_details(f"{MORE} {order.code}", vat) if before else fit_details(details_of(order), vat)
        receipt = None if before else find_sale_receipt(order_id)
        return _issue(
            Invoice(
                kind="invoice", cause=f"invoice:{order_id}:{len(before)}", order_id=order_id, about_id=None,
                buyer=dict(order.invoice_to), vat=vat, paid=_within(paid, sum(vat.values())), reason="",
                replaces=receipt.shown if receipt else "", by=by,
            ),
            details, order, now, receipt=receipt,
        )  # fmt: skip


def issue_credit_note(
    *, cause: str, order_id: int, vat: Mapping[str, int], reason: str, by: str, now: datetime, keep_cents: int | None = None
) -> Invoice | None:
    """The credit note of so much of each rate, once for one cause; None where no invoice holds it. Number it last in a write.

    `keep_cents` stays invoiced; without it what the order costs now."""
    with writing():
        order, made = orders.hold(order_id), find_invoice_for(cause)
        of_order = [paper for paper in list_invoices_of(order_id) if paper.kind == "invoice"]
        left = {rate: cents for rate, cents in invoiced(order_id).items() if cents > 0}
        kept = max(0, order.owed_cents - order.tip_cents) if keep_cents is None else keep_cents
        back = min(sum(vat.values()), sum(left.values()) - kept)
        if made is not None or not of_order or back <= 0:
            return made
        fitting = fit(vat if sum(vat.values()) == back else dict(zip(left, split(back, list(left.values())), strict=True)), left)
        about = of_order[-1]
        note = Invoice(
            kind="credit_note", cause=cause, order_id=order_id, about_id=about.id, buyer=dict(about.buyer), vat=fitting,
            paid={}, reason=reason, replaces="", by=by,
        )  # fmt: skip
        issued = _issue(note, plain_details(f"{BACK} {order.code}", fitting), order, now, about=about)
        if isinstance(issued, InvoiceFaulty):
            raise issued
        return issued


def _issue(
    paper: Invoice, details: Sequence[Detail], order: Order, now: datetime, *, about: Invoice | None = None, receipt: Receipt | None = None
) -> Invoice | InvoiceFaulty:
    """Said, not raised: whoever writes decides whether all else is refused with it."""
    on, from_party = clock.day_of(now), seller()
    # always in this order, receipts first: two writes that need several series wait for each other, and never both
    hold_series(f"R{on.year}")
    series = f"{'F' if paper.kind == 'invoice' else 'NC'}{on.year}"
    last, last_file = hold_series(series), hold_series(FILES)
    paper.series, paper.number, paper.progressive = series, last + 1, _as_digits(last_file + 1)
    paper.issued_on, paper.issued_at, paper.seller, paper.cents = on, now, from_party.as_kept(), sum(paper.vat.values())
    paper.lines = [asdict(detail) for detail in details]
    paper.xml = transcribe(_sheet(paper, details, order, about, receipt))
    faults = prove(paper.xml, name=name_file(from_party, paper.progressive), today=on)
    if faults:
        return InvoiceFaulty(fault=faults[0])
    count_up(series, last)
    count_up(FILES, last_file)
    db.session.add(paper)
    db.session.flush()
    return paper


def _sheet(paper: Invoice, details: Sequence[Detail], order: Order, about: Invoice | None, receipt: Receipt | None) -> Sheet:
    before = (receipt.shown, clock.day_of(receipt.issued_at)) if receipt and clock.day_of(receipt.issued_at) < paper.issued_on else None
    kind = "TD04" if paper.kind == "credit_note" else "TD24" if before else "TD01"
    causes = [paper.reason] if paper.reason else [REFERENCE_TO.format(code=order.code)]
    return Sheet(
        kind=kind, number=paper.shown, on=paper.issued_on, progressive=paper.progressive, seller=Party.of(paper.seller),
        buyer=Party.of(paper.buyer), details=details, amounts=amounts_of(paper.vat), paid=paper.paid,
        causes=causes + ([f"Segue la ricevuta {receipt.shown} del {clock.day_of(receipt.issued_at):%d/%m/%Y}"] if receipt else []),
        about=(about.shown, about.issued_on) if about else None,
        receipt=before,
    )  # fmt: skip


def name_file_of(paper: Invoice) -> str:
    """What its file is called where it is sent."""
    return name_file(Party.of(paper.seller), paper.progressive)


def _within(paid: Mapping[str, int], cents: int) -> dict[str, int]:
    """The tenders' part of what is invoiced: a tip, and what was invoiced before, are not in it."""
    whole = sum(paid.values())
    if whole <= cents:
        return dict(paid)
    return {tender: part for tender, part in zip(paid, split(cents, list(paid.values())), strict=True) if part}


def _as_digits(number: int) -> str:
    """Five signs out of 36, as the names of the files ask."""
    signs = ""
    while number or len(signs) < 5:
        number, place = divmod(number, len(DIGITS))
        signs = DIGITS[place] + signs
    return signs
