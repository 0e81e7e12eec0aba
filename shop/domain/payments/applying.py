"""Decides what is written down of what is at the gateway: one transaction a look, and what is seen again changes nothing."""

from datetime import datetime, timedelta

from sqlalchemy import select

from shop.domain import orders
from shop.domain.orders import Order
from shop.domain.payments.attempting import find_session
from shop.domain.payments.booking import book, find_booked
from shop.domain.payments.deciding import FeeTold, Known, Misfit, Moved, Opened, Seen, Step, Taken, There, decide
from shop.domain.payments.events import PaymentFailed
from shop.domain.payments.models import Payment, PaymentSession, Refund
from shop.domain.payments.noting import note_outside
from shop.domain.payments.parking import park
from shop.kernel import events
from shop.kernel.database import ShopIsBusy, db, writing
from shop.kernel.refusal import Refusal

FIRST_LOOK = timedelta(minutes=1)
FEE_LOOK = timedelta(minutes=10)  # the gateway says its fee a little after the money
LONGEST_DELAY = timedelta(days=14)
AFTER_FAILURE = timedelta(hours=6)  # so long what was held for a delayed payment that failed can still be paid
OVER = ("paid", "failed", "expired")


def apply(there: There, *, now: datetime) -> str:
    """The state of the session afterwards; `unknown` where it is none of ours."""
    try:
        with writing():
            return _apply(there, now, is_late=False)
    except ShopIsBusy:
        raise
    except Refusal:  # the money is there, and what it was for can't be had any more
        with writing():
            return _apply(there, now, is_late=True)


def _apply(there: There, now: datetime, *, is_late: bool) -> str:
    found = find_session(there.reference)
    if found is None:
        return _park_unknown(there, now)
    order = orders.hold(found.order_id)
    session = db.session.get_one(PaymentSession, found.id, populate_existing=True)
    for step in decide(_known(session, order, there), there):
        _do(step, session, now, is_late)
    if there.intent and (there.page_state or session.how == "reader"):
        session.intent_id = there.intent.id
    db.session.flush()
    return session.state


def _park_unknown(there: There, now: datetime) -> str:
    """Ours by its reference, but nothing here remembers it. What bears no reference is another business's of the same account."""
    if there.reference and there.intent and there.intent.state == "succeeded":
        order, intent = orders.find_by_code(there.order_code) if there.order_code else None, there.intent
        facts = {"reference": there.reference, "order_code": there.order_code}
        order_id = order.id if order else None
        park("unknown", gateway_id=intent.id, order_id=order_id, cents=intent.cents, currency=intent.currency, facts=facts, now=now)
    return "unknown"


def _known(session: PaymentSession, order: Order, there: There) -> Known:
    payment = find_booked(there.intent.id) if there.intent else None
    plain = Known(session.state, session.how, session.cents, order.code)
    if payment is None:
        return plain
    rows = db.session.scalars(select(Refund).where(Refund.payment_id == payment.id)).all()
    refunds = {name: row.state for row in rows for name in (row.reference, row.gateway_id) if name}
    money = {"is_booked": True, "fee_cents": payment.fee_cents, "is_disputed": payment.disputed_at is not None, "refunds": refunds}
    return Known(**{**vars(plain), **money})


def _do(step: Step, session: PaymentSession, now: datetime, is_late: bool) -> None:
    match step:
        case Opened():
            session.gateway_id, session.url, session.intent_id = step.page_id, step.url, step.intent_id
            session.look_at, session.looks = now + FIRST_LOOK, 0
        case Moved():
            _move(session, step.to, now)
        case Misfit():
            _park_misfit(step, session, now)
        case Taken():
            book(session, step.intent, now=now, is_late=is_late)
        case FeeTold():
            _booked(step.intent_id).fee_cents = step.cents
        case Seen():
            note_outside(_booked(step.intent_id).id, step.what, now=now)
    db.session.flush()


def _booked(intent_id: str) -> Payment:
    payment = find_booked(intent_id)
    assert payment is not None, "the money is written down before what was given back of it"
    return payment


def _park_misfit(step: Misfit, session: PaymentSession, now: datetime) -> None:
    intent, facts = step.intent, {"asked_cents": session.cents, "session_id": session.id}
    park(step.why, gateway_id=intent.id, order_id=session.order_id, cents=intent.cents, currency=intent.currency, facts=facts, now=now)


def _move(session: PaymentSession, to: str, now: datetime) -> None:
    was, session.state = session.state, to
    order = orders.get(session.order_id)
    if to in OVER:
        session.alive = None
    if to == "paid":
        session.look_at, session.looks = now + FEE_LOOK, 0
    if to == "processing" and order.pay_by_at:
        arrives_by = order.starts_at if order.kind != "digital" else now + LONGEST_DELAY
        orders.wait_until(order.id, max(order.pay_by_at, arrives_by))
    if (was, to) == ("processing", "failed"):
        if order.pay_by_at:
            orders.wait_until(order.id, min(order.pay_by_at, now + AFTER_FAILURE))
        events.record(PaymentFailed(at=now, **order.named, cents=session.cents))
