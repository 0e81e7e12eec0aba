"""Decides that nobody can pay an order through the gateway any more, or that somebody was faster and it is paid."""

from datetime import datetime

from shop.domain import orders
from shop.domain.orders import Order
from shop.domain.payments.applying import apply
from shop.domain.payments.attempting import find_alive
from shop.domain.payments.deciding import There, of_intent, of_page
from shop.domain.payments.opening import PaymentAway, PaymentBusy, PaymentOnItsWay, drop_unseen, open_session
from shop.kernel import ports
from shop.kernel.database import db, writing
from shop.kernel.gateway import GatewayAway, GatewayBusy, GatewayRefused
from shop.kernel.refusal import Refusal


class DepositNeeded(Refusal):
    """It stands only with its deposit: that can't wait for the counter."""

    code = "deposit_needed"


class OnlyOnline(Refusal):
    """There is nothing to come for."""

    code = "only_online"


def close(order_id: int, *, now: datetime, patient: bool = False) -> bool:
    """True: its page is closed, or the reader shows another sum; False: it was paid, and is settled.

    Raises PaymentAway, PaymentBusy (nobody knows: it may still be paid), PaymentOnItsWay."""
    session = find_alive(order_id)
    if session is None:
        return True
    if session.gateway_id is None:
        if drop_unseen(session.id, now):
            return True
        session = open_session(session.id, now=now, patient=patient)
    if not session.alive:
        return session.state != "paid"
    how, gateway_id = session.how, session.gateway_id or ""
    db.session.rollback()
    state = apply(_shut(how, gateway_id, patient), now=now)
    if state == "processing":
        raise PaymentOnItsWay
    if state in ("open", "new"):
        raise PaymentAway
    return state != "paid"


def _shut(how: str, gateway_id: str, patient: bool) -> There:
    try:
        gateway = ports.gateway(patient=patient)
        return of_page(gateway.close_page(gateway_id)) if how == "page" else of_intent(gateway.stop_reader(gateway_id))
    except GatewayBusy as busy:
        raise PaymentBusy from busy
    except (GatewayAway, GatewayRefused) as away:
        raise PaymentAway from away


def let_go(order_id: int, *, now: datetime, patient: bool = False) -> bool:
    """What nobody paid for is free again, once its page is closed. False when it was paid meanwhile, or is being paid now.

    Raises PaymentAway, PaymentBusy, PaymentOnItsWay."""
    if not close(order_id, now=now, patient=patient):
        return False
    with writing():
        orders.hold(order_id)
        return find_alive(order_id) is None and orders.expire(order_id, now=now)


def pay_at_counter(order_id: int, *, by: str, via: str, now: datetime) -> Order:
    """It is placed, and paid when the goods go out; paid meanwhile, it is placed as well.

    Raises WrongMove for what was let go, and for a sale at the till (it is taken along at once); DepositNeeded, OnlyOnline, PaymentAway,
    PaymentBusy, PaymentOnItsWay."""
    order = orders.get(order_id)
    if order.kind == "counter" or order.state in orders.CANCELLED:
        raise orders.WrongMove(state=order.state, to="placed")
    if order.kind == "digital":
        raise OnlyOnline
    asked = orders.wanted_deposit(order) if by == "customer" else order.deposit_cents  # staff may trust a caller
    if asked > order.paid_cents - order.refunded_cents:
        raise DepositNeeded
    if not close(order_id, now=now):
        return orders.get(order_id)
    return orders.confirm(order_id, by=by, via=via, now=now)
