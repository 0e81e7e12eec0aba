"""Decides what people note on papers that are written already: sent to the exchange system, rung up on the fiscal printer."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import update

from shop.domain.documents.models import Invoice, Receipt
from shop.kernel import audit
from shop.kernel.database import change, writing


def mark_sent(invoice_ids: Sequence[int], *, is_sent: bool, by: str, now: datetime) -> int:
    """Somebody sent these files, or says they did not after all. Returns how many changed."""
    with writing():
        known = Invoice.sent_at.is_(None) if is_sent else Invoice.sent_at.is_not(None)
        changed = change(update(Invoice).where(Invoice.id.in_(invoice_ids), known).values(sent_at=now if is_sent else None))
        if changed:
            what = "invoices.sent" if is_sent else "invoices.not_sent"
            audit.note(what=what, by=by, about="invoices", at=now, ids=list(invoice_ids))
        return changed


def flag_fiscal(receipt_ids: Sequence[int], *, is_fiscal: bool, by: str, now: datetime) -> int:
    """The shop's own fiscal printer has these papers, or has not after all. Returns how many changed."""
    with writing():
        known = Receipt.fiscal_at.is_(None) if is_fiscal else Receipt.fiscal_at.is_not(None)
        changed = change(update(Receipt).where(Receipt.id.in_(receipt_ids), known).values(fiscal_at=now if is_fiscal else None))
        if changed and by != "shop":
            what = "receipts.fiscal" if is_fiscal else "receipts.not_fiscal"
            audit.note(what=what, by=by, about="receipts", at=now, ids=list(receipt_ids))
        return changed
