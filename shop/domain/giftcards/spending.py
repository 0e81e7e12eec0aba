"""Decides how cards pay: what each covers of a sum, and that no cent of one is spent twice."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import or_, select, update

from shop.domain.giftcards.facts import TENDER_OF, CardIsShort, Share, refuse, state_of
from shop.domain.giftcards.finding import get_many
from shop.domain.giftcards.models import GiftCard, GiftMove
from shop.kernel import clock
from shop.kernel.database import change, db, insert_once, writing
from shop.kernel.refusal import NotFound

GRACE = timedelta(days=30)  # money that comes back to a card can be spent for so long at least


def cover(due_cents: int, card_ids: Sequence[int], now: datetime) -> tuple[Share, ...]:
    """Which cards pay how much of a sum: gift cards before what is owed to the customer, what expires sooner first."""
    return share(due_cents, list(get_many(card_ids).values()), clock.day_of(now))


def share(due_cents: int, cards: Sequence[GiftCard], on: date) -> tuple[Share, ...]:
    """The same over cards. Pure."""
    rest, shares = max(0, due_cents), []
    for card in sorted(cards, key=lambda card: (card.kind == "credit", card.expires_on or date.max, card.id)):
        cents = min(rest, card.balance_cents) if state_of(card, on) == "good" else 0
        if cents:
            shares.append(Share(card.id, TENDER_OF[card.kind], cents, card.balance_cents - cents, card.code))
            rest -= cents
    return tuple(shares)


def spend(card_id: int, cents: int, *, cause: str, order_id: int | None, by: str, now: datetime) -> bool:
    """Take so much off a card; False when this cause took it before. Raises CardIsShort, CardIsEmpty, CardIsStopped, CardHasExpired."""
    on = clock.day_of(now)
    with writing():
        hold(card_id)
        if not insert_once(GiftMove, card_id=card_id, cause=cause, cents=-cents, why="spent", order_id=order_id, at=now, by=by):
            return False
        good = GiftCard.stopped_at.is_(None), or_(GiftCard.expires_on.is_(None), GiftCard.expires_on >= on)
        enough = update(GiftCard).where(GiftCard.id == card_id, GiftCard.balance_cents >= cents, *good)
        if change(enough.values(balance_cents=GiftCard.balance_cents - cents)) != 1:
            card = hold(card_id)
            refuse(card, on)
            raise CardIsShort(left_cents=card.balance_cents)
        return True


def hold(card_id: int) -> GiftCard:
    """The card as it is now, its row held before its ledger is written: who uses the same card waits. Raises NotFound."""
    card = db.session.get(GiftCard, card_id, with_for_update=True, populate_existing=True)
    if card is None:
        raise NotFound
    return card


def give_back(card_id: int, cents: int, *, cause: str, order_id: int | None, by: str, now: datetime) -> bool:
    """Put so much back on a card; False when this cause did before. One that expired, or was stopped because its price went back, can be
    spent again for this much: the money is the holder's."""
    with writing():
        hold(card_id)
        if not insert_once(GiftMove, card_id=card_id, cause=cause, cents=cents, why="given_back", order_id=order_id, at=now, by=by):
            return False
        change(update(GiftCard).where(GiftCard.id == card_id).values(balance_cents=GiftCard.balance_cents + cents))
        card = hold(card_id)
        least = clock.day_of(now) + GRACE
        if card.expires_on is not None and card.expires_on < least:
            card.expires_on = least
        if card.stopped_at is not None and not _was_lost(card_id):
            card.stopped_at = None
        db.session.flush()
        return True


def _was_lost(card_id: int) -> bool:
    """Whether staff stopped it: then nobody spends it, whatever comes back to it."""
    last = select(GiftMove.cause).where(GiftMove.card_id == card_id, GiftMove.why == "stopped").order_by(GiftMove.id.desc())
    return (db.session.scalar(last.limit(1)) or "").startswith("lost:")
