"""Decides the number of a paper: the next of its series, counted in the transaction that needs it, so none is lost and none used twice."""

from datetime import datetime

from sqlalchemy import select, update

from shop.domain.documents.models import Receipt, Series
from shop.domain.orders import GIVEN_OUT, OrderMoved, get
from shop.kernel import clock
from shop.kernel.database import change, db, insert_once, writing


def number_receipt(*, cause: str, kind: str, order_id: int, cents: int, by: str, now: datetime) -> Receipt:
    """The courtesy receipt of a sale, a hand-over or a return (`cents` negative); the same cause again finds the same paper.

    Number it last in a write: until the commit everyone else who needs a number waits."""
    with writing():
        series = f"R{clock.day_of(now).year}"
        last = _hold(series)
        found = db.session.scalar(select(Receipt).where(Receipt.cause == cause))
        if found is not None:
            return found
        change(update(Series).where(Series.name == series).values(last=last + 1))
        paper = Receipt(series=series, number=last + 1, kind=kind, cause=cause, order_id=order_id, cents=cents, issued_at=now, by=by)
        db.session.add(paper)
        db.session.flush()
        return paper


def _hold(series: str) -> int:
    """The last number used, held until the end of this write."""
    insert_once(Series, name=series, last=0)
    return db.session.scalars(select(Series.last).where(Series.name == series).with_for_update()).one()


def number_hand_over(event: OrderMoved) -> None:
    """Whoever takes goods along gets a numbered paper; one handed over again after a step back gets a new one, the old stays void."""
    if event.undone and event.was in GIVEN_OUT:
        _void(event.order_id, event.at)
    elif event.to in GIVEN_OUT:
        order = get(event.order_id)
        cause = f"sale:{order.id}" if order.kind == "counter" else f"hand_over:{order.id}:{order.version}"
        cents = order.total_cents - order.returned_cents
        number_receipt(cause=cause, kind="sale", order_id=order.id, cents=cents, by=event.by, now=event.at)


def _void(order_id: int, at: datetime) -> None:
    """The paper of the hand-over that is taken back; the number stays used."""
    last = select(Receipt.id).where(Receipt.order_id == order_id, Receipt.kind == "sale").order_by(Receipt.id.desc()).limit(1)
    newest = db.session.scalar(last)
    change(update(Receipt).where(Receipt.id == newest, Receipt.voided_at.is_(None)).values(voided_at=at))
