"""Decides how gift cards and store credit pay an order, and how what they paid comes back when a payment is undone."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from shop.domain import giftcards, orders
from shop.domain.payments.events import PaymentVoided
from shop.domain.payments.models import Payment
from shop.domain.payments.recording import record_payment
from shop.kernel.database import db, writing


def spend_cards(
    order_id: int,
    card_ids: Sequence[int],
    *,
    by: str,
    via: str,
    now: datetime,
    most_cents: int | None = None,
    agreed_cents: int | None = None,
) -> int:
    """Pay what is due (at most `most_cents`) with these cards, as far as they go. Returns the cents they paid.

    Sent twice it finds nothing due. With `agreed_cents`, what the payer was told they cover, anything less raises CardIsShort."""
    with writing():
        order = orders.hold(order_id)
        due = order.due_cents if most_cents is None else min(order.due_cents, most_cents)
        spent = 0
        for share in giftcards.cover(due, card_ids, now):
            reference = f"card:{order_id}:{share.card_id}:{_count(order_id, share.card_id)}"
            giftcards.spend(share.card_id, share.cents, cause=reference, order_id=order_id, by=by, now=now)
            record_payment(
                order_id=order_id,
                tender=share.tender,
                reference=reference,
                cents=share.cents,
                by=by,
                via=via,
                now=now,
                gift_card_id=share.card_id,
            )
            spent += share.cents
        if agreed_cents is not None and spent < min(agreed_cents, due):
            raise giftcards.CardIsShort(left_cents=spent)
        return spent


def _count(order_id: int, card_id: int) -> int:
    """How often this card paid for this order already."""
    before = select(func.count(Payment.id)).where(Payment.order_id == order_id, Payment.gift_card_id == card_id)
    return db.session.scalar(before) or 0


def refill_cards(event: PaymentVoided) -> None:
    """A payment undone within its ten seconds is on its card again."""
    payment = db.session.get_one(Payment, event.payment_id)
    if payment.gift_card_id is not None:
        giftcards.give_back(
            payment.gift_card_id, payment.cents, cause=f"void:{payment.id}", order_id=event.order_id, by=event.by, now=event.at
        )
