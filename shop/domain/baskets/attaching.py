"""Decides whose basket it is, where staff or the person themselves say so."""

from datetime import datetime

from shop.domain import customers
from shop.domain.baskets.filling import get_basket
from shop.kernel.database import writing


def attach_customer(token: str, customer_id: int | None, *, now: datetime) -> None:
    """This person's from now on; None: nobody's in particular."""
    with writing():
        get_basket(token, now=now).customer_id = customers.root_of(customer_id) if customer_id else None
