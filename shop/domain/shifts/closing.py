"""Decides how a drawer is counted and closed: what should be in it against what is, numbered without gaps and frozen."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update

from shop.domain.shifts.finding import expected_of, get_shift, last_move
from shop.domain.shifts.models import Shift
from shop.domain.shifts.noting import OPEN
from shop.kernel import audit
from shop.kernel.database import change, db, writing
from shop.kernel.refusal import Refusal

COINS = (50_000, 20_000, 10_000, 5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5, 2, 1)  # what euros come in, in cents
MOST_PIECES = 10_000
LONGEST_NOTE = 500
MOST_CENTS = 100_000_000


class ShiftIsClosed(Refusal):
    """Somebody closed it already."""

    code = "shift_is_closed"


class BadCount(Refusal):
    code = "bad_count"
    field = "counted"


class DrawerMoved(Refusal):
    """Cash came in or went out since the drawer was looked at."""

    code = "drawer_moved"


def add_up(pieces: Mapping[int, int]) -> int:
    """Cents of so many pieces of each note and coin. Pure. Raises BadCount."""
    if any(coin not in COINS or not 0 <= number <= MOST_PIECES for coin, number in pieces.items()):
        raise BadCount
    return sum(coin * number for coin, number in pieces.items())


def close_shift(
    shift_id: int,
    *,
    counted_cents: int,
    by: str,
    now: datetime,
    note: str = "",
    pieces: Mapping[int, int] | None = None,
    seen: int | None = None,
    tell: Callable[[Shift], Mapping[str, Any]] = lambda _shift: {},
) -> Shift:
    """Closed for good, with the next number. `tell` says what else the report holds; it is asked once nobody can add to the shift.
    `pieces` {cents of a note or coin: how many}, kept with it; `seen` the last move when the drawer was looked at. The same count again
    finds the shift as it was closed. Raises ShiftIsClosed, BadCount, DrawerMoved."""
    if not 0 <= counted_cents <= MOST_CENTS or (pieces and add_up(pieces) != counted_cents):
        raise BadCount
    with writing():
        values = {"open_key": None, "closed_at": now, "closed_by": by, "counted_cents": counted_cents, "note": note.strip()[:LONGEST_NOTE]}
        if change(update(Shift).where(Shift.id == shift_id, Shift.open_key == OPEN).values(values)) != 1:
            return _closed_before(shift_id, counted_cents, by)
        if seen is not None and seen != last_move(shift_id):
            raise DrawerMoved
        shift = db.session.scalars(select(Shift).where(Shift.id == shift_id).execution_options(populate_existing=True)).one()
        shift.expected_cents, shift.number = expected_of(shift), _next_number()
        shift.report = {**tell(shift), "pieces": {str(coin): number for coin, number in (pieces or {}).items() if number}}
        db.session.flush()
        difference = counted_cents - shift.expected_cents
        audit.note(what="drawer.closed", by=by, about=f"shift:{shift_id}", at=now, number=shift.number, difference_cents=difference)
        return shift


def _next_number() -> int:
    """Only the one open shift is ever closed, and the next one can't open before this write is over."""
    return (db.session.scalar(select(func.max(Shift.number))) or 0) + 1


def _closed_before(shift_id: int, counted_cents: int, by: str) -> Shift:
    shift = get_shift(shift_id)
    db.session.refresh(shift)
    if (shift.counted_cents, shift.closed_by) != (counted_cents, by):
        raise ShiftIsClosed
    return shift
