"""Decides which papers a question finds."""

from collections.abc import Sequence

from sqlalchemy import select

from shop.domain.documents.models import Receipt
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
