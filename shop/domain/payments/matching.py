"""Decides whether gift cards and payments agree: what a card paid is in its ledger, and every card sold and paid for exists (I6)."""

from collections.abc import Iterator

from sqlalchemy import func, select

from shop.domain.giftcards import GiftCard, GiftMove
from shop.domain.orders import GIVEN_OUT, Line, Order
from shop.domain.payments.models import Payment
from shop.kernel.database import db


def list_card_faults() -> Iterator[str]:
    moves: dict[str, int] = dict(db.session.execute(select(GiftMove.cause, GiftMove.cents)).all())
    paid = select(Payment.id, Payment.reference, Payment.cents, Payment.voided_at).where(Payment.gift_card_id.is_not(None))
    for payment_id, reference, cents, voided_at in db.session.execute(paid.order_by(Payment.id)):
        if moves.get(reference) != -cents:
            yield f"I6 payment {payment_id}: {cents} cents from a gift card, {moves.get(reference)} in its ledger"
        if voided_at and moves.get(f"void:{payment_id}") != cents:
            yield f"I6 payment {payment_id}: its undoing is not in the gift card's ledger"
    yield from _list_missing()


def _list_missing() -> Iterator[str]:
    made = select(GiftCard.line_id, func.count(GiftCard.id)).where(GiftCard.cause.startswith("line:")).group_by(GiftCard.line_id)
    counted: dict[int | None, int] = dict(db.session.execute(made).all())
    sold = select(Line.id, Line.quantity - Line.returned).join(Order, Order.id == Line.order_id)
    for line_id, pieces in db.session.execute(sold.where(Line.is_voucher, Order.state.in_(GIVEN_OUT)).order_by(Line.id)):
        if counted.get(line_id, 0) < pieces:
            yield f"I6 order line {line_id}: {pieces} gift cards sold, {counted.get(line_id, 0)} made"
