"""Decides whose uses of an offer count as one person's: the rows joined into one, and all that gave the same telephone number."""

from sqlalchemy import or_, select

from shop.domain import customers
from shop.domain.customers import Customer
from shop.kernel.database import db


def ids_counted(customer_id: int) -> list[int]:
    """A new address beside a number that used the offer is no new person to the offer."""
    ids = customers.ids_of(customer_id)
    known = db.session.execute(select(Customer.phone, Customer.also_phone).where(Customer.id.in_(ids)))
    numbers = {number for row in known for number in row if number}
    if not numbers:
        return ids
    sharing = select(Customer.id).where(or_(Customer.phone.in_(numbers), Customer.also_phone.in_(numbers)))
    return sorted({*ids, *db.session.scalars(sharing)})
