"""Decides what the gateway's word on money given back means here: a refund of ours done or failed, one made there, a dispute."""

from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from shop.domain import documents, orders
from shop.domain.payments.events import RefundFailed
from shop.domain.payments.finding import find_refund, get_payment, get_refund
from shop.domain.payments.models import Parked, Payment, Refund
from shop.domain.payments.refunding import Act, list_act, release, reserve, tell
from shop.kernel import events
from shop.kernel.database import change, db, insert_once, writing
from shop.kernel.gateway import Dispute, GivenBack

LONGEST_ERROR = 200
GONE = ("failed", "cancelled")


def note_refund(refund_id: int, seen: GivenBack, *, now: datetime) -> str:
    """What the gateway says of a refund we know; the same answer again changes nothing. The refund's state."""
    if seen.state in GONE:
        return fail(refund_id, error=seen.state, now=now, gateway_id=seen.id)
    with writing():
        refund = _hold(refund_id)
        if refund.state == "failed":
            _park(refund.order_id, "refund_elsewhere", seen.id, seen.cents, now)  # it went after all, and is owed here no less
        else:
            refund.gateway_id = seen.id
        if seen.state == "succeeded" and refund.state == "asked":
            refund.state, refund.done_at = "done", now
            db.session.flush()
            _tell(refund, now)
        return refund.state


def fail(refund_id: int, *, error: str, now: datetime, gateway_id: str | None = None) -> str:
    """It did not go: the cents are free again and owed, and the owner is told. The refund's state."""
    with writing():
        refund = _hold(refund_id)
        if refund.state == "failed":
            return refund.state
        refund.state, refund.error, refund.done_at = "failed", error[:LONGEST_ERROR], now
        refund.gateway_id = gateway_id or refund.gateway_id
        db.session.flush()
        release(refund.payment_id, refund.cents)
        orders.record_money(refund.order_id, refunded_cents=-refund.cents)
        named = orders.get(refund.order_id).named
        events.record(RefundFailed(at=now, **named, refund_id=refund.id, cents=refund.cents))
        facts = {"refund_id": refund.id, "error": refund.error}
        _park(refund.order_id, "refund_failed", refund.gateway_id or "", refund.cents, now, key=refund.reference, facts=facts)
        _tell(refund, now)
        return refund.state


def note_outside(payment_id: int, seen: GivenBack | Dispute, *, now: datetime) -> bool:
    """Money of a payment given back, or claimed, as the gateway has it; known or not, ours or not. False when it changed nothing, also
    while a refund of ours that stands in its way is still unanswered: it is seen again after that."""
    with writing():
        orders.hold(get_payment(payment_id).order_id)
        payment = db.session.get_one(Payment, payment_id, populate_existing=True)
        if isinstance(seen, Dispute):
            return _note_dispute(payment, seen, now)
        known = find_refund(seen.reference) if seen.reference else None
        known = known or db.session.scalar(select(Refund).where(Refund.gateway_id == seen.id))
        if known is not None:
            was = known.state, known.gateway_id
            return (note_refund(known.id, seen, now=now), known.gateway_id) != was
        return seen.state not in GONE and _note_new(payment, seen, now)


def _note_new(payment: Payment, seen: GivenBack, now: datetime) -> bool:
    order = orders.get(payment.order_id)
    cents = min(seen.cents, payment.cents - payment.back_cents, order.paid_cents - order.refunded_cents)
    if cents < seen.cents:
        if _is_asked(payment.id):
            return False
        _park(order.id, "refund_elsewhere", seen.id, seen.cents - cents, now)
    if cents > 0:
        state = "done" if seen.state == "succeeded" else "asked"
        _keep(payment, cents, gateway_id=seen.id, reference=f"outside:{seen.id}", reason="elsewhere", state=state, now=now)
    return cents > 0


def _is_asked(payment_id: int) -> bool:
    """Whether a refund of ours of this payment still waits for its answer: one of the two will be refused there."""
    asked = select(Refund.id).where(Refund.payment_id == payment_id, Refund.state == "asked", Refund.gateway_id.is_(None))
    return db.session.scalar(asked.limit(1)) is not None


def _note_dispute(payment: Payment, seen: Dispute, now: datetime) -> bool:
    """While it is open nothing of the payment is given back; once it is lost the bank has taken the money."""
    was = payment.disputed_at, payment.back_cents
    if seen.state == "won":
        payment.disputed_at = None
    elif payment.disputed_at is None:
        payment.disputed_at = now
    db.session.flush()
    _park(payment.order_id, "disputed", seen.id, seen.cents, now)
    if seen.state == "lost" and find_refund(f"dispute:{seen.id}") is None:
        order = orders.get(payment.order_id)
        cents = min(seen.cents, payment.cents - payment.back_cents, order.paid_cents - order.refunded_cents)
        if cents > 0:
            _keep(payment, cents, gateway_id=seen.id, reference=f"dispute:{seen.id}", reason="disputed", state="done", now=now)
    return (payment.disputed_at, payment.back_cents) != was


def _keep(payment: Payment, cents: int, *, gateway_id: str, reference: str, reason: str, state: str, now: datetime) -> None:
    """Note it as given back. Whoever has the goods owes nothing for it; an order still to be given shows it as due, and is parked."""
    order = orders.hold(payment.order_id)
    reserve(payment.id, cents)
    values = {"payment_id": payment.id, "cents": cents, "tender": payment.tender, "refunded_at": now, "gateway_id": gateway_id}
    refund = Refund(order_id=order.id, reference=reference, act=reference, reason=reason, state=state, by="shop", lines=[], **values)
    refund.done_at = now if state == "done" else None
    db.session.add(refund)
    orders.record_money(order.id, refunded_cents=cents)
    order = orders.hold(order.id)
    due = order.due_cents
    if due > 0 and order.state in orders.GIVEN_OUT:
        left = documents.left_for_return(order)
        off = orders.allow(order.id, min(due, order.owed_cents), reason=reason, by="shop", via="shop", now=now)
        vat = documents.vat_of_amount(off, left)
        documents.write_return(cause=f"return:{refund.id}", order_id=order.id, cents=off, vat=vat, reason=reason, by="shop", now=now)
    elif due > 0:
        _park(order.id, "refund_elsewhere", gateway_id, cents, now)
    _tell(refund, now)


def _park(
    order_id: int, why: str, gateway_id: str, cents: int, now: datetime, *, key: str = "", facts: dict[str, Any] | None = None
) -> None:
    """Put it to the owner, once."""
    cause, values = f"{why}:{key or gateway_id}", {"why": why, "order_id": order_id, "gateway_id": gateway_id, "cents": cents, "at": now}
    insert_once(Parked, cause=cause, currency="eur", facts=facts or {}, decision="", by="", **values)


def unpark(cause: str, *, decision: str, by: str, now: datetime) -> None:
    """Somebody, or what happened, decided it."""
    row = update(Parked).where(Parked.cause == cause, Parked.decided_at.is_(None))
    change(row.values(decided_at=now, decision=decision, by=by).execution_options(synchronize_session="fetch"))


def _hold(refund_id: int) -> Refund:
    """The refund as it is now, its order held first as everywhere."""
    orders.hold(get_refund(refund_id).order_id)
    return db.session.get_one(Refund, refund_id, populate_existing=True)


def _tell(refund: Refund, now: datetime) -> None:
    act = Act(refund.act, refund.reason, refund.by, "shop", now)
    tell(orders.get(refund.order_id), list_act(refund.act), act)
