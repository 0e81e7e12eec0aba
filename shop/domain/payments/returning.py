"""Decides how money is given back over the counter for goods brought back."""

from collections.abc import Sequence
from datetime import datetime

from shop.domain import orders
from shop.domain.orders import Back
from shop.domain.payments.models import Refund
from shop.domain.payments.refunding import refund


def return_goods(
    order_id: int, goods: Sequence[Back], *, tender: str, reason: str, words: str = "", reference: str, by: str, via: str, now: datetime
) -> Refund:
    """Take the goods back and give their share of what was paid, to where it came from or as `tender` says; a numbered paper goes with it.

    The first row of the act. Raises NothingToReturn and the refusals of payments.refund."""
    wanted = [back for back in goods if back.quantity]
    if not wanted:
        raise orders.NothingToReturn
    given = refund(order_id, goods=wanted, to=tender, reason=reason, words=words, reference=reference, by=by, via=via, now=now)
    return given[0]
