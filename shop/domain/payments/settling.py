"""Decides that what is at the gateway is fetched fresh and settled here: the one way, whoever heard of it."""

from datetime import datetime

from shop.domain.payments.applying import apply
from shop.domain.payments.attempting import find_session, list_sessions
from shop.domain.payments.deciding import There, of_intent, of_page
from shop.domain.payments.opening import PaymentAway, PaymentBusy, open_session
from shop.kernel import ports
from shop.kernel.database import db
from shop.kernel.gateway import GatewayAway, GatewayBusy, GatewayRefused

PAGE, INTENT = "cs_", "pi_"


def settle(reference: str, *, now: datetime, patient: bool = False) -> str:
    """The state of the session with our reference, this page's or this intent's id, after looking; `unknown` where it is none of ours.

    Raises PaymentBusy, PaymentAway: nothing is known that was not before."""
    session = find_session(reference)
    if session is not None and session.gateway_id is None:
        return open_session(session.id, now=now, patient=patient).state if session.alive else session.state
    how, asked = (session.how, session.gateway_id or "") if session else ("", reference)
    db.session.rollback()
    there = look(how, asked, patient=patient)
    return apply(there, now=now) if there else "unknown"


def settle_order(order_id: int, *, now: datetime) -> str:
    """Look at the latest attempt to pay an order, for whoever comes back from paying; empty where there was none."""
    sessions = list_sessions(order_id)
    return settle(sessions[-1].reference, now=now) if sessions else ""


def look(how: str, asked: str, *, patient: bool = False) -> There | None:
    """What is there; None where nothing is. Raises PaymentBusy, PaymentAway."""
    try:
        gateway = ports.gateway(patient=patient)
        if how == "reader" or asked.startswith(INTENT):
            return of_intent(gateway.look_at_intent(asked))
        if how == "page" or asked.startswith(PAGE):
            return of_page(gateway.look_at_page(asked))
    except GatewayBusy as busy:
        raise PaymentBusy from busy
    except GatewayAway as away:
        raise PaymentAway from away
    except GatewayRefused:
        return None
    return None
