"""Decides which papers go with money given back: always a numbered return, and a credit note where an invoice was written."""

from collections.abc import Mapping
from datetime import datetime

from shop.domain import orders
from shop.domain.documents.issuing import issue_credit_note
from shop.domain.documents.models import Receipt
from shop.domain.documents.numbering import left_for_return, number_receipt
from shop.domain.documents.sharing import fit
from shop.kernel.database import writing
from shop.kernel.wording import has, say


def write_return(*, cause: str, order_id: int, cents: int, vat: Mapping[str, int], reason: str, by: str, now: datetime) -> Receipt:
    """The numbered paper of money given back, `cents` and `vat` {basis points: gross cents} positive; once for one cause.

    `vat` is the part of the price that goes back (see vat_of_goods, vat_of_amount); {} for money that was never the price: paid twice,
    or a tip. `reason` a code, and after a colon what was said. Number it last in a write."""
    with writing():
        order = orders.hold(order_id)
        fitting = fit(vat, left_for_return(order)) if vat else {}
        minus = {rate: -part for rate, part in fitting.items()}
        paper = number_receipt(cause=cause, kind="return", order_id=order_id, cents=-cents, vat=minus, by=by, now=now, reason=reason)
        if fitting:
            issue_credit_note(cause=cause, order_id=order_id, vat=fitting, reason=_in_words(reason), by=by, now=now)
        return paper


def _in_words(reason: str) -> str:
    """A credit note is read by an accountant: in Italian."""
    code, _, words = reason.partition(": ")
    key = f"returning.reasons.{code}"
    return ": ".join(part for part in (say(key, "it") if has(key, "it") else code, words) if part)[:200]
