"""Decides to which shift cash belongs, and writes it into the drawer's ledger: whoever closes and whoever sells agree who was first."""

from datetime import datetime

from sqlalchemy import select

from shop.domain.shifts.models import CashMove, Shift
from shop.domain.shifts.rules import drawer_rules
from shop.kernel.database import db, insert_once, writing
from shop.kernel.refusal import Refusal

OPEN = "drawer"
UNDOING = ("void",)  # cash that goes back over the counter at once, even if the drawer was closed in between


class DrawerIsClosed(Refusal):
    """Cash needs an open drawer here, and none is."""

    code = "drawer_is_closed"


def hold_open() -> int | None:
    """The open shift, held until the end of this write so that nobody closes it meanwhile; others who only put in may do so too."""
    return db.session.scalar(select(Shift.id).where(Shift.open_key == OPEN).with_for_update(read=True))


def note_cash(*, cause: str, cents: int, why: str, by: str, now: datetime, words: str = "") -> int | None:
    """Cash came in (`cents` above nothing) or went out: `why` sale, void, refund, in, out. `cause` makes it happen once.

    The shift it belongs to; None while no drawer is open. Raises DrawerIsClosed where the owner wants one."""
    with writing():
        shift_id = hold_open()
        if shift_id is None and why not in UNDOING and drawer_rules().cash_needs_shift:
            raise DrawerIsClosed
        insert_once(CashMove, shift_id=shift_id, cause=cause, why=why, cents=cents, words=words, at=now, by=by)
        return shift_id
