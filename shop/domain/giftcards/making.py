"""Decides how a card comes into being, once for its cause, and how long it is good for."""

from calendar import monthrange
from datetime import date, datetime
from secrets import token_urlsafe
from typing import Any

from sqlalchemy import select, update

from shop.domain.giftcards.facts import LENGTH, WrongCardAmount
from shop.domain.giftcards.finding import rules
from shop.domain.giftcards.models import GiftCard, GiftMove
from shop.kernel import audit, clock
from shop.kernel.database import change, db, insert_once, writing
from shop.kernel.tokens import short_code

MOST_CENTS = 1_000_000


def make_card(*, cause: str, cents: int, by: str, now: datetime, order_id: int | None = None, **fields: Any) -> GiftCard:
    """A gift card worth so much; the same cause again finds the card it made. `fields` as GiftCard names them. Raises WrongCardAmount."""
    if not 0 < cents <= MOST_CENTS:
        raise WrongCardAmount(most_cents=MOST_CENTS)
    values = {"kind": "gift", "expires_on": last_day(clock.day_of(now), rules().months), "order_id": order_id} | fields
    with writing():
        if _insert(cause, cents, values | {"balance_cents": cents}, now):
            card = find_by_cause(cause)
            insert_once(GiftMove, card_id=card.id, cause=f"made:{card.id}", cents=cents, why="made", order_id=order_id, at=now, by=by)
        return find_by_cause(cause)


def _insert(cause: str, cents: int, values: dict[str, Any], now: datetime) -> bool:
    """True for whoever made the row; a code that another card has is drawn again."""
    new = {"language": "it", "from_name": "", "to_name": "", "to_email": "", "message": "", "made_at": now, "first_cents": cents}
    while True:
        if insert_once(GiftCard, cause=cause, code=short_code(LENGTH), token=token_urlsafe(18), **new | values):
            return True
        if db.session.scalar(select(GiftCard.id).where(GiftCard.cause == cause)) is not None:
            return False


def find_by_cause(cause: str) -> GiftCard:
    return db.session.scalars(select(GiftCard).where(GiftCard.cause == cause).execution_options(populate_existing=True)).one()


def credit(customer_id: int, cents: int, *, cause: str, by: str, now: datetime, order_id: int | None = None, reason: str = "") -> GiftCard:
    """The shop owes a customer so much more, on their one account; the same cause again changes nothing. What staff give by hand has a
    `reason`, kept in the audit log. Raises WrongCardAmount."""
    if not 0 < cents <= MOST_CENTS:
        raise WrongCardAmount(most_cents=MOST_CENTS)
    account = f"credit:{customer_id}"
    with writing():
        _insert(account, cents, {"kind": "credit", "customer_id": customer_id, "balance_cents": 0}, now)
        card_id = find_by_cause(account).id
        if insert_once(GiftMove, card_id=card_id, cause=cause, cents=cents, why="credited", order_id=order_id, at=now, by=by):
            change(update(GiftCard).where(GiftCard.id == card_id).values(balance_cents=GiftCard.balance_cents + cents))
            if reason:
                audit.note(what="credit.given", by=by, about=f"customer:{customer_id}", at=now, cents=cents, reason=reason)
        return find_by_cause(account)


def last_day(made_on: date, months: int) -> date | None:
    """The last day a card is good for; None for ever. Pure."""
    if not months:
        return None
    year, month = divmod(made_on.month - 1 + months, 12)
    year, month = made_on.year + year, month + 1
    return made_on.replace(year=year, month=month, day=min(made_on.day, monthrange(year, month)[1]))
