"""Decides when a gift card's letter goes to the person it is for: on its day, once, whatever breaks down meanwhile."""

from datetime import datetime

from sqlalchemy import ColumnElement, or_, select, update

from shop.domain import letters
from shop.domain.customers import clean_email
from shop.domain.giftcards.events import SETTLES
from shop.domain.giftcards.facts import CardIsStopped
from shop.domain.giftcards.finding import get_card
from shop.domain.giftcards.models import GiftCard
from shop.kernel import audit, clock
from shop.kernel.database import change, db, writing
from shop.kernel.refusal import Refusal

FROM_HOUR = 8  # nobody's telephone rings for a present in the night
MOST_A_ROUND = 50


class NoReader(Refusal):
    code = "gift_card_no_reader"
    field = "to_email"


def send_due(now: datetime) -> int:
    """Queue the letters whose day has come; while no server is set they wait. Returns how many: the letter's cause makes each happen once,
    the mark only saves looking."""
    if not letters.is_sending():
        return 0
    local = clock.local(now)
    waiting: tuple[ColumnElement[bool], ...] = GiftCard.sent_at.is_(None), GiftCard.to_email != "", GiftCard.stopped_at.is_(None)
    by_night = or_(GiftCard.send_on < local.date(), GiftCard.made_at >= clock.start_of(local.date()))
    if local.hour < FROM_HOUR:
        waiting = (*waiting, by_night)
    due = select(GiftCard.id).where(GiftCard.send_on <= local.date(), GiftCard.made_at <= now - SETTLES, *waiting)
    ids = db.session.scalars(due.order_by(GiftCard.id).limit(MOST_A_ROUND)).all()
    for card_id in ids:
        _queue(card_id, f"gift_card:{card_id}", now)
        with writing():
            change(update(GiftCard).where(GiftCard.id == card_id, GiftCard.sent_at.is_(None)).values(sent_at=now))
    return len(ids)


def _queue(card_id: int, cause: str, now: datetime) -> bool:
    card = get_card(card_id)
    about, to, language = f"gift_card:{card_id}", card.to_email, card.language
    return letters.queue(kind="gift_card", cause=cause, about=about, compose_id=card_id, to=to, language=language, now=now)


def send_again(card_id: int, *, to_email: str, by: str, now: datetime) -> None:
    """Staff send it once more, perhaps to another address. Raises BadEmail, NoReader, CardIsStopped."""
    to = clean_email(to_email)
    if not to:
        raise NoReader
    if get_card(card_id).stopped_at is not None:
        raise CardIsStopped
    with writing():
        change(update(GiftCard).where(GiftCard.id == card_id).values(to_email=to, sent_at=now))
        audit.note(what="gift_card.sent_again", by=by, about=f"gift_card:{card_id}", at=now)
    _queue(card_id, f"gift_card:{card_id}:{now.isoformat()}", now)
