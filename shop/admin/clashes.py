"""Decides how a change that leaves orders outside the hours is asked about: their names first, then once more on purpose."""
from collections.abc import Callable
from typing import TypeVar

from shop.domain import orders
from shop.domain.fulfilment import DayHasOrders
from shop.domain.orders import Order
from shop.web.forms import Form, attempt

Asked = TypeVar("Asked")
SHOWN = 12


def attempt_or_name(form: Form[Asked], verb: Callable[[Asked], object]) -> list[Order]:
    """Run the verb as `attempt` does; when orders are in the way, the first of them to be named."""
    in_the_way: list[str] = []

    def watched(asked: Asked) -> object:
        try:
            return verb(asked)
        except DayHasOrders as refusal:
            in_the_way.extend(refusal.owners)
            raise

    attempt(form, watched)
    return [orders.get(int(owner.removeprefix("order:"))) for owner in in_the_way[:SHOWN] if owner.startswith("order:")]
