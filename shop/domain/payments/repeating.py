"""Decides what becomes of a refund that the gateway refused: asked for once more, or given in another way."""

from datetime import datetime

from sqlalchemy import update

from shop.domain import orders
from shop.domain.payments.allotting import GIVE_TO, allot
from shop.domain.payments.finding import find_refund, get_refund, list_of
from shop.domain.payments.models import Parked, Refund
from shop.domain.payments.refunding import Act, NothingToGiveBack, give_back, list_act
from shop.domain.payments.tendering import UnknownTender
from shop.kernel.database import change, writing

UNDONE = "undone"


def may_repeat(refund: Refund) -> bool:
    """Whether it failed, nobody gave it since, and the order still owes it."""
    owes = orders.get(refund.order_id).due_cents < 0
    return refund.state == "failed" and refund.error != UNDONE and owes and find_refund(_again(refund)) is None


def give_again(refund_id: int, *, to: str = "original", by: str, via: str, now: datetime) -> list[Refund]:
    """Give once more what failed: to where it was paid from, or in another way; what is owed by now and no more. Pressed twice it is one.

    Raises NothingToGiveBack and the refusals of payments.refund."""
    with writing():
        failed = get_refund(refund_id)
        order = orders.hold(failed.order_id)
        reference = _again(failed)
        if made := list_act(reference):
            return made
        if to not in GIVE_TO:
            raise UnknownTender
        cents = min(failed.cents, -order.due_cents)
        if not may_repeat(failed) or cents <= 0:
            raise NothingToGiveBack
        act = Act(reference, failed.reason_code, by, via, now, words=failed.reason_words)
        rows = give_back(order, allot(list_of(order.id), cents, to=to), act, to=to)
        waiting = update(Parked).where(Parked.cause == f"refund_failed:{failed.reference}", Parked.decided_at.is_(None))
        change(waiting.values(decided_at=now, decision="refund", by=by).execution_options(synchronize_session="fetch"))
        return rows


def _again(refund: Refund) -> str:
    return f"{refund.reference}:again"
