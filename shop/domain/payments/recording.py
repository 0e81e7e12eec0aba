"""Decides how a payment is written down, once, and how one is taken back: with the order's sums, the drawer's ledger and the fact."""

from datetime import datetime

from sqlalchemy import select, update

from shop.domain import orders, shifts
from shop.domain.orders import GoodsGiven
from shop.domain.payments.events import PaymentTaken, PaymentVoided
from shop.domain.payments.models import Payment
from shop.kernel import events
from shop.kernel.database import change, db, insert_once, writing

BY_HAND = ("cash", "card", "reader")  # taken by whoever stands at the drawer
COUNTER = "counter"


def record_payment(
    *,
    order_id: int,
    tender: str,
    reference: str,
    cents: int,
    given_cents: int | None = None,
    by: str,
    via: str,
    now: datetime,
    gateway_id: str | None = None,
    fee_cents: int = 0,
    gift_card_id: int | None = None,
) -> bool:
    """The one end of every way of paying. False when this reference was recorded before: nothing happens twice.

    `given_cents` more than `cents` where there was change. Raises DrawerIsClosed for cash where the owner wants an open drawer."""
    with writing():
        values = {"order_id": order_id, "tender": tender, "cents": cents, "given_cents": given_cents or cents, "taken_at": now, "by": by}
        more = {"gateway_id": gateway_id, "fee_cents": fee_cents, "gift_card_id": gift_card_id, "back_cents": 0}
        if not insert_once(Payment, reference=reference, **values, **more):
            return False
        orders.record_money(order_id, paid_cents=cents)
        payment = db.session.scalars(select(Payment).where(Payment.reference == reference)).one()
        payment.shift_id = _find_shift(payment, via)
        fact = PaymentTaken(at=now, by=by, via=via, **orders.get(order_id).named, payment_id=payment.id, tender=tender, cents=cents)
        events.record(fact)
    return True


def _find_shift(payment: Payment, via: str) -> int | None:
    """The shift in which this came over the counter; cash is written into its ledger."""
    if payment.tender == "cash":
        return shifts.note_cash(cause=f"payment:{payment.id}", cents=payment.cents, why="sale", by=payment.by, now=payment.taken_at)
    return shifts.hold_open() if payment.tender in BY_HAND or via == COUNTER else None


def void_undone(event: GoodsGiven) -> None:
    """A giving undone within its ten seconds gives back the money that was taken in the same moment."""
    if not event.undone:
        return
    by_hand = Payment.voided_at.is_(None), Payment.gateway_id.is_(None)  # what came from outside goes back as a refund
    for payment in db.session.scalars(select(Payment).where(Payment.order_id == event.order_id, *by_hand)).all():
        if payment.taken_at == event.undoes_at:
            _void(payment, event)


def _void(payment: Payment, event: GoodsGiven) -> None:
    if change(update(Payment).where(Payment.id == payment.id, Payment.voided_at.is_(None)).values(voided_at=event.at)) != 1:
        return
    orders.record_money(event.order_id, paid_cents=-payment.cents)
    if payment.tender == "cash":
        shifts.note_cash(cause=f"void:{payment.id}", cents=-payment.cents, why="void", by=event.by, now=event.at)
    named = orders.get(event.order_id).named
    events.record(PaymentVoided(at=event.at, by=event.by, via=event.via, **named, payment_id=payment.id, cents=payment.cents))
