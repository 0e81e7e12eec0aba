"""Decides which rows are one person: each joined row points to another, and the one that points nowhere stands for all."""

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
