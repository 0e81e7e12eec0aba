"""Decides what stays of the orders of a person who is forgotten: sums, goods and days, without a name."""

from typing import Any

from sqlalchemy import select, update

from shop.domain.customers import CustomerErased
from shop.domain.orders.models import Line, Order
from shop.domain.orders.states import LIVE, UNPAID
from shop.kernel.database import change, db, writing
from shop.kernel.refusal import Refusal

NOWHERE = {"street": "", "postal_code": "", "town": "", "doorbell": ""}
EMPTY: dict[str, Any] = {"name": "", "email": None, "phone": None, "collector": "", "address": NOWHERE, "courier_note": "", "note": "",
                         "staff_note": "", "reason": "", "invoice_to": {}}


class OrderStillOpen(Refusal):
    code = "order_still_open"


def forget_orders(event: CustomerErased) -> None:
    """Raises OrderStillOpen: what is still to be handed over needs its name."""
    with writing():
        theirs = Order.customer_id.in_(event.ids)
        if db.session.scalar(select(Order.id).where(theirs, Order.state.in_((*UNPAID, *LIVE))).limit(1)) is not None:
            raise OrderStillOpen
        own = select(Order.id).where(theirs)
        change(update(Line).where(Line.order_id.in_(own)).values(answers=[], pictures=[]).execution_options(synchronize_session=False))
        change(update(Order).where(theirs).values(EMPTY).execution_options(synchronize_session=False))
        db.session.expire_all()
