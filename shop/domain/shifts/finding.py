"""Decides which shifts a question finds, and what should be in the drawer."""

from collections.abc import Sequence

from sqlalchemy import func, select

from shop.domain.shifts.models import CashMove, Shift
from shop.domain.shifts.noting import OPEN
from shop.kernel.database import db
from shop.kernel.refusal import NotFound

SHOWN = 60


def find_open() -> Shift | None:
    return db.session.scalar(select(Shift).where(Shift.open_key == OPEN))


def get_shift(shift_id: int) -> Shift:
    """Raises NotFound."""
    shift = db.session.get(Shift, shift_id)
    if shift is None:
        raise NotFound
    return shift


def list_shifts(limit: int = SHOWN) -> Sequence[Shift]:
    """The newest first."""
    return db.session.scalars(select(Shift).order_by(Shift.id.desc()).limit(limit)).all()


def list_moves(shift_id: int) -> Sequence[CashMove]:
    """What went into the drawer and out of it, oldest first."""
    return db.session.scalars(select(CashMove).where(CashMove.shift_id == shift_id).order_by(CashMove.id)).all()


def expected_of(shift: Shift) -> int:
    """Cents that should be in the drawer: its float and all that was noted since."""
    moved = db.session.scalar(select(func.sum(CashMove.cents)).where(CashMove.shift_id == shift.id))
    return shift.float_cents + int(moved or 0)


def last_move(shift_id: int) -> int:
    """A mark that tells whether anything moved since one looked."""
    return db.session.scalar(select(func.max(CashMove.id)).where(CashMove.shift_id == shift_id)) or 0
