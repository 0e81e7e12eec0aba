"""Decides that two people are one, or were not: a pointer set and cleared, each time noted with who said so."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update

from shop.domain.customers.joining import root_of
from shop.domain.customers.models import Customer
from shop.kernel import audit
from shop.kernel.database import change, db, writing
from shop.kernel.refusal import Refusal


class SamePerson(Refusal):
    code = "same_person"


class NotMerged(Refusal):
    code = "not_merged"


def merge(from_id: int, into_id: int, *, by: str, now: datetime) -> int:
    """From now on `from_id` and all joined to it are the person of `into_id`; what is kept in either row stays where it is.
    Returns the row that was joined, by which it is undone. Raises SamePerson, NotFound."""
    with writing():
        source, target = _hold_roots(from_id, into_id)
        change(update(Customer).where(Customer.id == source).values(merged_into_id=target).execution_options(synchronize_session="fetch"))
        audit.note(what="customer.merged", by=by, about=f"customer:{target}", at=now, customer=source)
    return source


def _hold_roots(one: int, other: int) -> tuple[int, int]:
    """The two standing rows. Merges go one after another, behind the very first row: two at once must not make a circle."""
    db.session.scalar(select(Customer.id).order_by(Customer.id).limit(1).with_for_update())
    roots = root_of(one), root_of(other)
    if roots[0] == roots[1]:
        raise SamePerson
    return roots


def unmerge(customer_id: int, *, by: str, now: datetime) -> int:
    """The row is a person of its own again, with whatever was joined to it. Returns whom it had been joined to. Raises NotMerged."""
    with writing():
        into = db.session.scalar(select(Customer.merged_into_id).where(Customer.id == customer_id))
        undo = update(Customer).where(Customer.id == customer_id, Customer.merged_into_id == into)
        undo = undo.values(merged_into_id=None).execution_options(synchronize_session="fetch")
        if into is None or change(undo) != 1:
            raise NotMerged
        audit.note(what="customer.unmerged", by=by, about=f"customer:{into}", at=now, customer=customer_id)
    return int(into)


def list_rows(ids: Sequence[int]) -> Sequence[Customer]:
    """The rows behind one person, in the order in which they came."""
    return db.session.scalars(select(Customer).where(Customer.id.in_(ids)).order_by(Customer.id)).all()
