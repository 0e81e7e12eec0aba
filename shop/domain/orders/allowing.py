"""Decides how much may come off the price of an agreed order afterwards, without goods coming back."""

from datetime import datetime

from sqlalchemy import update

from shop.domain.orders.events import OrderAllowed
from shop.domain.orders.finding import hold
from shop.domain.orders.models import Order
from shop.domain.orders.states import CANCELLED
from shop.kernel import events
from shop.kernel.database import change, db, writing
from shop.kernel.refusal import Refusal


class TooMuchOff(Refusal):
    """More than the order still costs: `left_cents`."""

    code = "too_much_off"
    field = "cents"


def allow(order_id: int, cents: int, *, reason: str, by: str, via: str, now: datetime) -> int:
    """Take so much off what the order costs, and what goes beyond its goods off the tip; of one called off, what the shop keeps is less.

    Returns the part of the price with VAT in it. Raises TooMuchOff."""
    with writing():
        order = hold(order_id)
        if not 0 < cents <= order.owed_cents:
            raise TooMuchOff(left_cents=order.owed_cents)
        if order.state in CANCELLED:
            off, more = 0, {"kept_cents": Order.kept_cents - cents}
        else:
            off = min(cents, order.total_cents - order.returned_cents - order.allowance_cents)
            more = {"allowance_cents": Order.allowance_cents + off, "tip_cents": Order.tip_cents - (cents - off)}
        row = update(Order).where(Order.id == order_id, Order.version == order.version)
        values = more | {"version": Order.version + 1, "moved_from": None}
        if change(row.values(values).execution_options(synchronize_session=False)) != 1:
            raise TooMuchOff(left_cents=order.owed_cents)
        db.session.expire(order)
        events.record(OrderAllowed(at=now, by=by, via=via, **order.named, cents=cents, reason=reason))
        return off
