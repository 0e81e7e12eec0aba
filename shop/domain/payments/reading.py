"""Decides how a sum comes onto the card reader at the counter and off it again, and what became of it."""

from datetime import datetime

from shop.domain import orders
from shop.domain.orders import UNPAID
from shop.domain.payments.attempting import find_alive, list_sessions
from shop.domain.payments.closing import close, let_go
from shop.domain.payments.models import PaymentSession
from shop.domain.payments.opening import PaymentAway, open_session
from shop.domain.payments.settling import settle
from shop.domain.payments.starting import begin
from shop.kernel import ports
from shop.kernel.refusal import Refusal

WAITING = ("new", "open", "processing")


class NoReader(Refusal):
    """No card reader is set up."""

    code = "no_reader"


def has_reader() -> bool:
    return ports.gateway().has_reader()


def start_on_reader(order_id: int, *, cents: int | None = None, by: str, now: datetime) -> PaymentSession:
    """Show what is due (or so many `cents` of it) on the reader; the same sum while it is shown. What a customer has open on a page of
    their own is closed first. Raises NoReader, PaymentBusy, PaymentAway, NothingToPay, NotPayable."""
    if not has_reader():
        raise NoReader
    alive = find_alive(order_id)
    if alive is not None and alive.how == "page":
        close(order_id, now=now)
    session, is_ours = begin(order_id, how="reader", cents=cents, asked={}, by=by, now=now)
    if not is_ours:
        return session
    opened = open_session(session.id, now=now)
    if opened.state == "failed" and opened.intent_id is None:
        raise PaymentAway  # the reader is off, or shows somebody else's sum
    return opened


def look_at_reader(order_id: int, *, now: datetime) -> PaymentSession | None:
    """The last sum shown for an order, looked at anew while it waits. Raises PaymentBusy, PaymentAway: nothing new is known."""
    session = find_reading(order_id)
    if session is not None and session.state in WAITING:
        settle(session.reference, now=now)
    return find_reading(order_id)


def find_reading(order_id: int) -> PaymentSession | None:
    """The last sum shown for an order, as it was when somebody looked."""
    return next((one for one in reversed(list_sessions(order_id)) if one.how == "reader"), None)


def stop_reader(order_id: int, *, now: datetime) -> bool:
    """Take the sum off the reader; what was held at the till for it is free again. False when the card was faster: it is paid.

    Raises PaymentAway, PaymentBusy: it may still be paid."""
    order = orders.get(order_id)
    if order.kind == "counter" and order.state in UNPAID:
        return let_go(order_id, now=now)
    return close(order_id, now=now)
