"""Decides which papers a question finds."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import select

from shop.domain.documents.models import Invoice, Receipt
from shop.kernel import clock
from shop.kernel.database import db
from shop.kernel.refusal import NotFound


def find_receipts(order_id: int) -> Sequence[Receipt]:
    """All papers written for an order, void ones too, oldest first."""
    return db.session.scalars(select(Receipt).where(Receipt.order_id == order_id).order_by(Receipt.id)).all()


def find_sale_receipt(order_id: int) -> Receipt | None:
    """The paper in force of what was sold or handed over."""
    return next((paper for paper in reversed(find_receipts(order_id)) if paper.kind == "sale" and paper.voided_at is None), None)


def find_by_cause(cause: str) -> Receipt | None:
    return db.session.scalar(select(Receipt).where(Receipt.cause == cause))


def find_by_number(series: str, number: int) -> Receipt | None:
    """The paper with this number, as the customer holds it."""
    return db.session.scalar(select(Receipt).where(Receipt.series == series, Receipt.number == number))


def get_receipt(receipt_id: int) -> Receipt:
    """Raises NotFound."""
    paper = db.session.get(Receipt, receipt_id)
    if paper is None:
        raise NotFound
    return paper


def list_invoices_of(order_id: int) -> Sequence[Invoice]:
    """An order's invoices and credit notes, oldest first."""
    return db.session.scalars(select(Invoice).where(Invoice.order_id == order_id).order_by(Invoice.id)).all()


def find_invoice_for(cause: str) -> Invoice | None:
    return db.session.scalar(select(Invoice).where(Invoice.cause == cause))


def get_invoice(invoice_id: int) -> Invoice:
    """Raises NotFound."""
    paper = db.session.get(Invoice, invoice_id)
    if paper is None:
        raise NotFound
    return paper


def list_invoices(since: date, until: date) -> Sequence[Invoice]:
    """Invoices and credit notes issued from a day to another, both included, newest first."""
    wanted = select(Invoice).where(Invoice.issued_on.between(since, until)).order_by(Invoice.issued_on.desc(), Invoice.id.desc())
    return db.session.scalars(wanted).all()


def list_receipts(since: date, until: date) -> Sequence[Receipt]:
    """Receipts and return papers written from a day to another, both included, newest first."""
    start, end = clock.start_of(since), clock.start_of(until + timedelta(days=1))
    wanted = select(Receipt).where(Receipt.issued_at >= start, Receipt.issued_at < end).order_by(Receipt.id.desc())
    return db.session.scalars(wanted).all()
