"""Decides how the gateway is asked for a refund: once for one reference, however often somebody calls."""

from datetime import datetime

from shop.domain.payments.events import RefundAsked
from shop.domain.payments.finding import get_payment, get_refund
from shop.domain.payments.noting import fail, note_outside, note_refund
from shop.kernel import clock, ports
from shop.kernel.database import db
from shop.kernel.gateway import GatewayAway, GatewayBusy, GatewayRefused


def send_refund(event: RefundAsked) -> None:
    """Ask for it. No answer raises, and the outbox calls again: our reference is the gateway's key."""
    call_for(event.refund_id, now=clock.now())


def call_for(refund_id: int, *, now: datetime) -> str:
    """The refund's state after asking the gateway for it, if that is still to be done. Raises GatewayAway, GatewayBusy."""
    refund = get_refund(refund_id)
    payment = get_payment(refund.payment_id or 0)
    if refund.state != "asked" or refund.reference.startswith("outside:"):
        return refund.state
    cents, reference, payment_id, intent_id = refund.cents, refund.reference, payment.id, payment.gateway_id or ""
    db.session.rollback()
    try:
        answer = ports.gateway(patient=True).give_back(intent_id, cents=cents, reference=reference)
    except GatewayRefused as refusal:
        state = fail(refund_id, error=refusal.code, now=now)
        _look_again(payment_id, intent_id, now)
        return state
    return note_refund(refund_id, answer, now=now)


def _look_again(payment_id: int, intent_id: str, now: datetime) -> None:
    """What stood in the way of ours was given back there: note it. No answer now is found by the reconciler."""
    try:
        intent = ports.gateway(patient=True).look_at_intent(intent_id)
    except (GatewayAway, GatewayBusy, GatewayRefused):
        return
    for seen in intent.refunds:
        note_outside(payment_id, seen, now=now)
