"""Decides whether the drawer's reports agree with its ledger, and are numbered without gaps."""

from collections.abc import Iterator

from sqlalchemy import select

from shop.domain.shifts.finding import expected_of
from shop.domain.shifts.models import Shift
from shop.kernel.database import db


def list_faults() -> Iterator[str]:
    closed = 0
    for shift in db.session.scalars(select(Shift).order_by(Shift.id)):
        if (shift.open_key is None) != (shift.closed_at is not None):
            yield f"shift {shift.id} is neither open nor closed"
        if shift.closed_at is None:
            continue
        closed += 1
        if shift.number != closed:
            yield f"shift {shift.id} has number {shift.number}, it is the {closed}. that was closed"
        if shift.expected_cents != expected_of(shift):
            yield f"shift {shift.id}: {expected_of(shift)} cents in its ledger, its report expects {shift.expected_cents}"
