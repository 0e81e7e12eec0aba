"""Decides how a card ends: stopped because its price went back or it was lost, opened again, or expired; the ledger says each."""

from datetime import datetime

from sqlalchemy import select

from shop.domain.giftcards.facts import CardIsEmpty, CardIsStopped, CardWasSpent
from shop.domain.giftcards.finding import INSTEAD, bought_cents
from shop.domain.giftcards.making import make_card
from shop.domain.giftcards.models import GiftCard, GiftMove
from shop.domain.giftcards.spending import hold
from shop.kernel import audit, clock
from shop.kernel.database import db, insert_once, writing

MOST_A_ROUND = 200


def stop(card_id: int, *, cause: str, by: str, now: datetime, unspent_only: bool = False) -> int:
    """Nothing can be spent of it any more. Returns the cents that were still on it; a second stop takes nothing.

    With `unspent_only` a card of which something was used is refused: CardWasSpent."""
    with writing():
        card = hold(card_id)
        cents = card.balance_cents
        if card.stopped_at is not None:
            return 0
        if unspent_only and cents < bought_cents(card):
            raise CardWasSpent(left_cents=cents)
        card.stopped_at = now
        if cents:
            _write(card, -cents, cause=cause, why="stopped", by=by, now=now)
        return cents


def _write(card: GiftCard, cents: int, *, cause: str, why: str, by: str, now: datetime) -> None:
    card.balance_cents += cents
    insert_once(GiftMove, card_id=card.id, cause=cause, cents=cents, why=why, order_id=card.order_id, at=now, by=by)
    db.session.flush()


def reopen(card_id: int, *, why: str, by: str, now: datetime) -> None:
    """What stopped it was taken back: what was on it is on it again. `why` the first word of the cause that it was stopped for: what was
    stopped for another (lost, its price given back) stays so."""
    with writing():
        card = hold(card_id)
        if card.stopped_at is None:
            return
        stopped = db.session.scalars(
            select(GiftMove).where(GiftMove.card_id == card_id, GiftMove.why == "stopped").order_by(GiftMove.id.desc()).limit(1)
        ).one_or_none()
        if stopped is None or not stopped.cause.startswith(f"{why}:"):
            return
        card.stopped_at = None
        if insert_once(
            GiftMove,
            card_id=card_id,
            cause=f"reopened:{stopped.id}",
            cents=-stopped.cents,
            why="reopened",
            order_id=card.order_id,
            at=now,
            by=by,
        ):
            card.balance_cents -= stopped.cents
        db.session.flush()


def stop_lost(card_id: int, *, by: str, now: datetime) -> None:
    """Staff stop a card that was lost or guessed at; of what the shop owes a customer only the rest is taken off, since more may be owed
    later. Raises CardIsStopped, CardIsEmpty."""
    with writing():
        card = hold(card_id)
        if card.stopped_at is not None:
            raise CardIsStopped
        if card.kind == "credit" and not card.balance_cents:
            raise CardIsEmpty
        if card.kind == "credit":
            _write(card, -card.balance_cents, cause=f"lost:{card_id}:{now.isoformat()}", why="stopped", by=by, now=now)
        else:
            stop(card_id, cause=f"lost:{card_id}:{now.isoformat()}", by=by, now=now)
        audit.note(what="gift_card.stopped", by=by, about=f"gift_card:{card_id}", at=now)


def replace(card_id: int, *, by: str, now: datetime) -> GiftCard:
    """A new code for what is left on a card; the old one is stopped. Raises CardIsStopped, WrongCardAmount."""
    with writing():
        card = hold(card_id)
        if card.stopped_at is not None or card.kind != "gift":
            raise CardIsStopped
        cents = stop(card_id, cause=f"lost:{card_id}:{now.isoformat()}", by=by, now=now)
        kept = ("language", "from_name", "to_name", "to_email", "message", "order_id", "line_id", "expires_on", "customer_id")
        new = make_card(cause=f"{INSTEAD}{card_id}", cents=cents, by=by, now=now, **{name: getattr(card, name) for name in kept})
        audit.note(what="gift_card.replaced", by=by, about=f"gift_card:{card_id}", at=now, new=new.id)
        return new


def expire_due(now: datetime) -> int:
    """What is left on cards whose last day is over is written off, one line in each ledger. Returns how many."""
    on = clock.day_of(now)
    over = select(GiftCard.id).where(GiftCard.expires_on < on, GiftCard.balance_cents > 0, GiftCard.stopped_at.is_(None))
    ids = db.session.scalars(over.order_by(GiftCard.id).limit(MOST_A_ROUND)).all()
    db.session.rollback()
    for card_id in ids:
        with writing():
            card = hold(card_id)
            if card.balance_cents and card.expires_on is not None and card.expires_on < on:
                _write(card, -card.balance_cents, cause=f"expired:{card_id}:{card.expires_on}", why="expired", by="shop", now=now)
    return len(ids)
