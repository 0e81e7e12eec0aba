"""Decides the number of a paper: the next of its series, counted in the transaction that needs it, so none is lost and none used twice."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select, update

from shop.domain.documents.finding import find_receipts
from shop.domain.documents.models import Receipt, Series
from shop.domain.documents.sharing import Vat, left_of, owed_vat
from shop.domain.orders import GIVEN_OUT, Order, OrderMoved, get
from shop.kernel import clock
from shop.kernel.database import change, db, insert_once, writing


def number_receipt(
    *, cause: str, kind: str, order_id: int, cents: int, vat: Mapping[str, int], by: str, now: datetime, reason: str = ""
) -> Receipt:
    """The courtesy receipt of a sale, a hand-over or a return (`cents` and `vat` negative); the same cause again finds the same paper.

    Number it last in a write: until the commit everyone else who needs a number waits."""
    with writing():
        series = f"R{clock.day_of(now).year}"
        last = hold_series(series)
        found = db.session.scalar(select(Receipt).where(Receipt.cause == cause))
        if found is not None:
            return found
        count_up(series, last)
        values = {"kind": kind, "cause": cause, "order_id": order_id, "cents": cents, "vat": dict(vat), "issued_at": now, "by": by}
        paper = Receipt(series=series, number=last + 1, reason=reason, **values)
        db.session.add(paper)
        db.session.flush()
        return paper


def hold_series(series: str) -> int:
    """The last number used, held until the end of this write."""
    insert_once(Series, name=series, last=0)
    return db.session.scalars(select(Series.last).where(Series.name == series).with_for_update()).one()


def count_up(series: str, last: int) -> None:
    """The next number is used, by whoever holds the series."""
    change(update(Series).where(Series.name == series).values(last=last + 1))


def left_for_return(order: Order) -> Vat:
    """What return papers may still take back of each rate of an order."""
    return left_of(order.vat, list_taken(order.id))


def list_taken(order_id: int) -> list[Vat]:
    """The rates that return papers took back, each with its sign."""
    return [paper.vat for paper in find_receipts(order_id) if paper.kind == "return" and paper.voided_at is None]


def number_hand_over(event: OrderMoved) -> None:
    """Whoever takes goods along gets a numbered paper; one handed over again after a step back gets a new one, the old stays void."""
    if event.undone and event.was in GIVEN_OUT:
        _void(event.order_id, event.at)
    elif event.to in GIVEN_OUT:
        order = get(event.order_id)
        cause = f"{'sale' if order.kind == 'counter' else 'hand_over'}:{order.id}:{order.version}"  # a step back, and it goes out anew
        vat = _vat_at_hand_over(order)
        number_receipt(cause=cause, kind="sale", order_id=order.id, cents=sum(vat.values()), vat=vat, by=event.by, now=event.at)


def _vat_at_hand_over(order: Order) -> Vat:
    """What the goods cost; what went back on papers before is still in it, so that all papers together are what is owed."""
    taken = list_taken(order.id)
    owed = owed_vat(order, taken)
    return {rate: cents - sum(vat.get(rate, 0) for vat in taken) for rate, cents in owed.items()}


def _void(order_id: int, at: datetime) -> None:
    """The paper of the hand-over that is taken back; the number stays used."""
    last = select(Receipt.id).where(Receipt.order_id == order_id, Receipt.kind == "sale").order_by(Receipt.id.desc()).limit(1)
    newest = db.session.scalar(last)
    change(update(Receipt).where(Receipt.id == newest, Receipt.voided_at.is_(None)).values(voided_at=at))
