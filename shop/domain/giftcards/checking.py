"""Decides whether the ledgers of gift cards and credit agree with their balances (I6)."""

from collections.abc import Iterator

from sqlalchemy import func, select

from shop.domain.giftcards.models import GiftCard, GiftMove
from shop.kernel.database import db


def list_faults() -> Iterator[str]:
    moved = select(GiftMove.card_id, func.sum(GiftMove.cents)).group_by(GiftMove.card_id)
    sums = {card_id: int(cents) for card_id, cents in db.session.execute(moved)}
    for card_id, balance in db.session.execute(select(GiftCard.id, GiftCard.balance_cents).order_by(GiftCard.id)):
        if sums.get(card_id, 0) != balance:
            yield f"I6 gift card {card_id}: its moves sum up to {sums.get(card_id, 0)}, its balance is {balance}"
        if balance < 0:
            yield f"I6 gift card {card_id} is below nothing"
