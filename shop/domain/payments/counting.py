"""Decides what a shift's report says: what each tender took and gave back, what was put in and taken out, gift cards and tips."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from shop.domain import shifts
from shop.domain.orders import CANCELLED, Line, Order
from shop.domain.payments.models import Payment, Refund
from shop.domain.shifts import CashMove, Shift
from shop.kernel.database import db

Figure = dict[str, int]  # {"count", "cents"}
CARDS = ("gift_card", "credit")


def tell_shift(shift: Shift) -> dict[str, Any]:
    """How the shift stands now; frozen with it when it is closed (the Z report), asked for at any time before (the X report)."""
    taken = _by_tender(shift.id)
    return {
        "orders": _count_orders(shift.id),
        "taken": taken,
        "given_back": _given_back(shift.id),
        "voids": _voids(shift.id),
        "moves": [_tell_move(move) for move in shifts.list_moves(shift.id) if move.why in ("in", "out")],
        "cash_cents": _sum_moves(shift.id),
        "cards_sold": _cards_sold(shift.id),
        "cards_spent": {name: sum(taken[tender][name] for tender in CARDS if tender in taken) for name in ("count", "cents")},
        "tips_cents": _tips(shift.id),
    }


def x_report() -> tuple[Shift, dict[str, Any]] | None:
    """The open shift as it stands, without closing it; None while no drawer is open."""
    shift = shifts.find_open()
    return (shift, tell_shift(shift)) if shift else None


def close_drawer(
    shift_id: int,
    *,
    counted_cents: int,
    by: str,
    now: datetime,
    note: str = "",
    pieces: Mapping[int, int] | None = None,
    seen: int | None = None,
) -> Shift:
    """Count and close: the report is frozen in the same moment. Raises the refusals of shifts.close_shift."""
    return shifts.close_shift(shift_id, counted_cents=counted_cents, by=by, now=now, note=note, pieces=pieces, seen=seen, tell=tell_shift)


def _by_tender(shift_id: int) -> dict[str, Figure]:
    wanted = select(Payment.tender, func.count(Payment.id), func.sum(Payment.cents)).where(
        Payment.shift_id == shift_id, Payment.voided_at.is_(None)
    )
    rows = db.session.execute(wanted.group_by(Payment.tender).order_by(Payment.tender))
    return {tender: {"count": count, "cents": int(cents)} for tender, count, cents in rows}


def _given_back(shift_id: int) -> dict[str, Figure]:
    wanted = select(Refund.tender, func.count(Refund.id), func.sum(Refund.cents)).where(
        Refund.shift_id == shift_id, Refund.state != "failed", Refund.cents > 0
    )
    rows = db.session.execute(wanted.group_by(Refund.tender).order_by(Refund.tender))
    return {tender: {"count": count, "cents": int(cents)} for tender, count, cents in rows}


def _voids(shift_id: int) -> Figure:
    """Cash that came in and went back at once."""
    wanted = select(func.count(CashMove.id), func.sum(CashMove.cents)).where(CashMove.shift_id == shift_id, CashMove.why == "void")
    count, cents = db.session.execute(wanted).one()
    return {"count": count, "cents": -int(cents or 0)}


def _sum_moves(shift_id: int) -> dict[str, int]:
    """Cents by what they were for: sale, void, refund, in, out."""
    wanted = select(CashMove.why, func.sum(CashMove.cents)).where(CashMove.shift_id == shift_id).group_by(CashMove.why)
    return {why: int(cents) for why, cents in db.session.execute(wanted.order_by(CashMove.why))}


def _tell_move(move: CashMove) -> dict[str, Any]:
    return {"at": move.at.isoformat(), "cents": move.cents, "words": move.words, "by": move.by}


def _count_orders(shift_id: int) -> int:
    wanted = select(func.count(func.distinct(Payment.order_id))).where(Payment.shift_id == shift_id, Payment.voided_at.is_(None))
    return db.session.scalar(wanted) or 0


def _paid_up(shift_id: int) -> list[Order]:
    """Orders whose last money came in this shift, and that owe nothing any more."""
    last = select(func.max(Payment.id)).where(Payment.voided_at.is_(None)).group_by(Payment.order_id)
    here = select(Payment.order_id).where(Payment.id.in_(last), Payment.shift_id == shift_id)
    orders = db.session.scalars(select(Order).where(Order.id.in_(here), Order.state.not_in(CANCELLED)).order_by(Order.id)).all()
    return [order for order in orders if order.due_cents <= 0]


def _vouchers(shift_id: int) -> Iterator[Line]:
    return (line for order in _paid_up(shift_id) for line in order.lines if line.is_voucher)


def _cards_sold(shift_id: int) -> Figure:
    lines = list(_vouchers(shift_id))
    return {"count": sum(line.quantity for line in lines), "cents": sum(line.net_cents for line in lines)}


def _tips(shift_id: int) -> int:
    return sum(order.tip_cents for order in _paid_up(shift_id))
