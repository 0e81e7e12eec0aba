"""Decides how a drawer is opened with its float, and how money is put in or taken out with a reason."""

from datetime import datetime

from sqlalchemy import select

from shop.domain.shifts.finding import expected_of, find_open
from shop.domain.shifts.models import CashMove, Shift
from shop.domain.shifts.noting import OPEN, DrawerIsClosed
from shop.kernel import audit
from shop.kernel.database import db, insert_once, writing
from shop.kernel.refusal import Refusal

WAYS = ("in", "out")
LONGEST_WORDS = 200
MOST_CENTS = 10_000_000


class DrawerIsOpen(Refusal):
    """One drawer at a time."""

    code = "drawer_is_open"


class BadFloat(Refusal):
    code = "bad_float"
    field = "float"


class BadMove(Refusal):
    code = "bad_cash_move"
    field = "amount"


class CashReasonNeeded(Refusal):
    code = "cash_reason_needed"
    field = "words"


class NotSoMuchInside(Refusal):
    """More than should be in the drawer: parameter `inside_cents`."""

    code = "not_so_much_inside"
    field = "amount"


def open_shift(*, float_cents: int, by: str, now: datetime) -> Shift:
    """Raises DrawerIsOpen for all but the first, BadFloat."""
    if not 0 <= float_cents <= MOST_CENTS:
        raise BadFloat
    with writing():
        if not insert_once(Shift, open_key=OPEN, opened_at=now, opened_by=by, float_cents=float_cents, closed_by="", note="", report={}):
            raise DrawerIsOpen
        shift = find_open()
        assert shift is not None, "just opened in this write"
        audit.note(what="drawer.opened", by=by, about=f"shift:{shift.id}", at=now, cents=float_cents)
        return shift


def move_cash(*, way: str, cents: int, words: str, reference: str, by: str, now: datetime) -> CashMove:
    """Put cash in or take it out of the open drawer, with a reason; the same form (`reference`) again finds what it did.

    Raises DrawerIsClosed, BadMove, CashReasonNeeded, NotSoMuchInside."""
    said = " ".join(words.split())[:LONGEST_WORDS]
    if way not in WAYS or not 0 < cents <= MOST_CENTS:
        raise BadMove
    if not said:
        raise CashReasonNeeded
    with writing():
        shift, cause = _hold(), f"move:{reference}"
        done = db.session.scalar(select(CashMove).where(CashMove.cause == cause))
        if done is not None:
            return done
        inside = expected_of(shift)
        if way == "out" and cents > inside:
            raise NotSoMuchInside(inside_cents=max(0, inside))
        signed = cents if way == "in" else -cents
        move = CashMove(shift_id=shift.id, cause=cause, why=way, cents=signed, words=said, at=now, by=by)
        db.session.add(move)
        db.session.flush()
        audit.note(what="drawer.moved", by=by, about=f"shift:{shift.id}", at=now, cents=signed, words=said)
        return move


def _hold() -> Shift:
    """The open shift, and nobody else's cash until this write is over. Raises DrawerIsClosed."""
    shift = db.session.scalar(select(Shift).where(Shift.open_key == OPEN).with_for_update())
    if shift is None:
        raise DrawerIsClosed
    return shift
