"""Decides that letters to a person who is forgotten are not kept."""

from sqlalchemy import delete, func

from shop.domain import customers
from shop.domain.customers import CustomerErased
from shop.domain.letters.models import Letter
from shop.kernel.database import db, writing


def forget_letters(event: CustomerErased) -> None:
    """Those to their addresses, whatever they were about."""
    addresses = [row.email for row in customers.list_rows(event.ids) if row.email]
    with writing():
        db.session.execute(delete(Letter).where(func.lower(Letter.to).in_(addresses)).execution_options(synchronize_session=False))
