"""Decides which rows are one person: each joined row points to another, and the one that points nowhere stands for all."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select

from shop.domain.customers.models import Customer
from shop.kernel.database import db
from shop.kernel.refusal import NotFound


def root_of(customer_id: int) -> int:
    """The row that stands for this person. Raises NotFound."""
    here: int | None = customer_id
    while here is not None:
        found = db.session.execute(select(Customer.id, Customer.merged_into_id).where(Customer.id == here)).first()
        if found is None:
            raise NotFound
        customer_id, here = found
    return customer_id


def ids_of(customer_id: int) -> list[int]:
    """All the rows that are this one person, whichever of them is asked for."""
    tree = select(Customer.id).where(Customer.id == root_of(customer_id)).cte("person", recursive=True)
    tree = tree.union(select(Customer.id).join(tree, Customer.merged_into_id == tree.c.id))
    return sorted(db.session.scalars(select(tree.c.id)))


def get_customer(customer_id: int) -> Customer:
    """This very row. Raises NotFound."""
    row = db.session.get(Customer, customer_id)
    if row is None:
        raise NotFound
    return row


def get_person(customer_id: int) -> Customer:
    """The row that stands for the person this row belongs to. Raises NotFound."""
    return get_customer(root_of(customer_id))


def list_people(row_ids: Sequence[int]) -> list[Customer]:
    """The people these rows belong to, each once, in that order."""
    begun = select(Customer.id.label("row_id"), Customer.id, Customer.merged_into_id).where(Customer.id.in_(row_ids))
    way = begun.cte("way", recursive=True)
    way = way.union(select(way.c.row_id, Customer.id, Customer.merged_into_id).join(way, Customer.id == way.c.merged_into_id))
    ends = select(way.c.row_id, Customer).join(Customer, Customer.id == way.c.id).where(way.c.merged_into_id.is_(None))
    people = {row.row_id: row.Customer for row in db.session.execute(ends)}
    return list({people[row_id].id: people[row_id] for row_id in row_ids if row_id in people}.values())


def list_families(person_ids: Sequence[int]) -> dict[int, list[Customer]]:
    """All the rows of each of these people, in the order in which they came."""
    family = select(Customer.id.label("person_id"), Customer.id).where(Customer.id.in_(person_ids)).cte("family", recursive=True)
    family = family.union(select(family.c.person_id, Customer.id).join(family, Customer.merged_into_id == family.c.id))
    rows, found = select(family.c.person_id, Customer).join(Customer, Customer.id == family.c.id).order_by(Customer.id), defaultdict(list)
    for person_id, row in db.session.execute(rows):
        found[person_id].append(row)
    return found
