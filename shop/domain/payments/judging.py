"""Decides what the owner may decide of parked money, and does it: once, however often the button is pressed."""

from datetime import datetime

from shop.domain import orders
from shop.domain.orders import CALLED_OFF
from shop.domain.payments.booking import book, find_booked, give_back_late
from shop.domain.payments.deciding import EURO, OF_PARKED
from shop.domain.payments.events import UnbookedRefundAsked
from shop.domain.payments.models import Parked, PaymentSession
from shop.domain.payments.parking import get_parked, mark, put_back
from shop.domain.payments.repeating import give_again
from shop.kernel import audit, clock, events, ports
from shop.kernel.database import db, writing
from shop.kernel.gateway import GatewayRefused, Intent
from shop.kernel.refusal import Refusal

CHOICES = {
    "late": ("refund", "keep"),
    "twice": ("refund", "keep"),
    "wrong_amount": ("refund", "keep"),
    "wrong_currency": ("refund", "dismiss"),
    "wrong_order": ("refund", "dismiss"),
    "unknown": ("refund", "dismiss"),
    "refund_failed": ("refund", "dismiss"),
}
ONLY_SEEN = ("dismiss",)


class AlreadyDecided(Refusal):
    code = "already_decided"


class WrongDecision(Refusal):
    code = "wrong_decision"
    field = "decision"


def decisions_of(parked: Parked) -> tuple[str, ...]:
    """What may be decided: give it back, keep it (and the order with it), or only see it."""
    choices = CHOICES.get(parked.why, ONLY_SEEN)
    called_off = parked.order_id is not None and orders.get(parked.order_id).state in CALLED_OFF
    return tuple(choice for choice in choices if not (choice == "keep" and called_off and parked.why != "twice"))


def decide(parked_id: int, decision: str, *, by: str, now: datetime) -> Parked:
    """The same decision again changes nothing.

    Raises WrongDecision, AlreadyDecided, and what orders.confirm (places gone) and give_again raise."""
    with writing():
        parked = get_parked(parked_id)
        if parked.order_id:
            orders.hold(parked.order_id)
        parked = get_parked(parked_id)
        if parked.decided_at is not None:
            if parked.decision != decision:
                raise AlreadyDecided
            return parked
        if decision not in decisions_of(parked):
            raise WrongDecision
        mark(parked_id, decision, by=by, now=now)
        if decision != "dismiss":
            (_refund if decision == "refund" else _keep)(parked, by, now)
        audit.note(what="money.decided", by=by, about=f"parked:{parked_id}", at=now, decision=decision, why=parked.why)
        return parked


def _refund(parked: Parked, by: str, now: datetime) -> None:
    payment = find_booked(parked.gateway_id)
    if parked.why == "refund_failed":
        give_again(parked.facts["refund_id"], by=by, via="admin", now=now)
    elif payment is None:
        about = f"order:{parked.order_id}" if parked.order_id else f"parked:{parked.id}"
        events.record(UnbookedRefundAsked(at=now, about=about, by=by, via="admin", parked_id=parked.id))
    elif parked.order_id and parked.why in ("late", "twice"):
        order = orders.get(parked.order_id)
        cents = min(parked.cents, payment.cents - payment.back_cents, -order.due_cents)
        if cents > 0:
            give_back_late(order, payment, cents, parked.why, by=by, now=now)


def _keep(parked: Parked, by: str, now: datetime) -> None:
    if parked.why == "late" and parked.order_id:
        orders.confirm(parked.order_id, by=by, via="admin", now=now)
    elif parked.why == "wrong_amount" and find_booked(parked.gateway_id) is None:
        session = db.session.get_one(PaymentSession, parked.facts["session_id"])
        intent = Intent(parked.gateway_id, "succeeded", parked.cents, EURO, reference=session.reference)
        book(session, intent, now=now)
        session.state, session.alive = "paid", None
        db.session.flush()


def send_unbooked(event: UnbookedRefundAsked) -> None:
    """Ask for it; heard twice it is one refund. What is refused for good waits for the owner again."""
    parked = get_parked(event.parked_id)
    if parked.decision != "refund":
        return
    intent_id, cents = parked.gateway_id, parked.cents
    db.session.rollback()
    try:
        ports.gateway(patient=True).give_back(intent_id, cents=cents, reference=f"{OF_PARKED}{event.parked_id}")
    except GatewayRefused as refusal:
        put_back(event.parked_id, error=refusal.code)
        return
    with writing():
        parked = get_parked(event.parked_id)
        parked.facts = parked.facts | {"refunded_at": clock.now().isoformat()}
        db.session.flush()
