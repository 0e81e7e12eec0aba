"""Decides how money is given back for goods brought back: once for one form, and never more than was paid."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from shop.domain import documents, orders
from shop.domain.orders import Back
from shop.domain.payments.events import MoneyRefunded
from shop.domain.payments.finding import find_refund
from shop.domain.payments.models import Refund
from shop.domain.payments.taking import TENDERS, UnknownTender
from shop.kernel import events
from shop.kernel.database import db, writing

LONGEST_REASON = 300


def return_goods(
    order_id: int, goods: Sequence[Back], *, tender: str, reason: str, words: str = "", reference: str, by: str, via: str, now: datetime
) -> Refund:
    """Take the goods back and give their share of what was paid, in cash or on a card noted from the bank's terminal.

    A numbered paper goes with it. `reference` is the form's own secret: the same form again finds the refund already made.
    Raises NothingToReturn, TooMuchToReturn, ReturnReasonNeeded, UnknownTender.
    """
    with writing():
        order = orders.hold(order_id)
        made = find_refund(reference)
        if made is not None:
            return made
        if tender not in TENDERS:
            raise UnknownTender
        lines = _worth_each(order, goods)
        cents = orders.take_back(order_id, goods, reason=reason, by=by, via=via, now=now)
        said = f"{reason}: {' '.join(words.split())[:LONGEST_REASON]}".removesuffix(": ")
        values = {"order_id": order_id, "tender": tender, "cents": cents, "reason": said, "refunded_at": now, "by": by, "lines": lines}
        refund = Refund(reference=reference, **values)
        db.session.add(refund)
        orders.record_money(order_id, refunded_cents=cents)
        db.session.flush()
        events.record(MoneyRefunded(at=now, by=by, via=via, **order.named, refund_id=refund.id, tender=tender, cents=cents))
        documents.number_receipt(cause=f"return:{refund.id}", kind="return", order_id=order_id, cents=-cents, by=by, now=now)
        return refund


def _worth_each(order: orders.Order, goods: Sequence[Back]) -> list[dict[str, Any]]:
    """What each line that comes back is worth, as it stands before it is noted; what can't come back is refused afterwards."""
    lines = {line.id: line for line in order.lines}
    known = [back for back in goods if back.quantity and back.line_id in lines]
    return [vars(back) | {"cents": orders.worth_of(lines[back.line_id], back.quantity)} for back in known]
