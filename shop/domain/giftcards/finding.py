"""Decides which card a question finds; a code is never guessed for long."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select

from shop.domain.giftcards.facts import LENGTH, GiftCardRules, UnknownCard, tidy
from shop.domain.giftcards.models import GiftCard, GiftMove
from shop.kernel import settings
from shop.kernel.database import db
from shop.kernel.limits import count_try, refuse_beyond
from shop.kernel.refusal import NotFound

INSTEAD = "instead:"  # how the causes of cards begin that were made in place of others
MOST_TRIES, PER = 20, timedelta(minutes=10)


def rules() -> GiftCardRules:
    return settings.read(GiftCardRules)


def find_by_code(typed: str) -> GiftCard | None:
    """The card with this code, whatever its state; tolerant of case, blanks and dashes."""
    code = tidy(typed)
    return db.session.scalar(select(GiftCard).where(GiftCard.code == code)) if len(code) == LENGTH else None


def try_code(typed: str, *, by_key: str, now: datetime) -> GiftCard:
    """The same for whoever may be guessing: `by_key` names them. Raises UnknownCard, TooManyTries."""
    guesses = f"gift-card:{by_key}"
    refuse_beyond(guesses, most=MOST_TRIES, per=PER, now=now)
    card = find_by_code(typed)
    if card is None:
        count_try(guesses, most=MOST_TRIES, per=PER, now=now)
        raise UnknownCard
    return card


def get_card(card_id: int) -> GiftCard:
    """Raises NotFound."""
    card = db.session.get(GiftCard, card_id)
    if card is None:
        raise NotFound
    return card


def get_by_token(token: str) -> GiftCard:
    """The card whose page has this secret address. Raises NotFound."""
    card = db.session.scalar(select(GiftCard).where(GiftCard.token == token))
    if card is None:
        raise NotFound
    return card


def get_many(ids: Collection[int]) -> dict[int, GiftCard]:
    return {card.id: card for card in db.session.scalars(select(GiftCard).where(GiftCard.id.in_(ids)))} if ids else {}


def list_of_order(order_id: int) -> Sequence[GiftCard]:
    """The cards that were bought with an order."""
    return db.session.scalars(select(GiftCard).where(GiftCard.order_id == order_id).order_by(GiftCard.id)).all()


def list_of_line(line_id: int) -> Sequence[GiftCard]:
    return db.session.scalars(select(GiftCard).where(GiftCard.line_id == line_id).order_by(GiftCard.id)).all()


def bought_cents(card: GiftCard) -> int:
    """What was paid for it, also where it was made in place of one that was lost, with what was left of that."""
    while card.cause.startswith(INSTEAD):
        card = get_card(int(card.cause.removeprefix(INSTEAD)))
    return card.first_cents


def list_credit(customer_ids: Collection[int]) -> Sequence[GiftCard]:
    """What the shop owes a person, where something is left of it."""
    mine = GiftCard.customer_id.in_(customer_ids), GiftCard.kind == "credit", GiftCard.balance_cents > 0, GiftCard.stopped_at.is_(None)
    return db.session.scalars(select(GiftCard).where(*mine).order_by(GiftCard.id)).all()


def list_moves(card_id: int) -> Sequence[GiftMove]:
    """The ledger of a card, oldest first."""
    return db.session.scalars(select(GiftMove).where(GiftMove.card_id == card_id).order_by(GiftMove.id)).all()


def owed_cents(on: date) -> dict[str, int]:
    """What the shop still owes in goods, by kind of card; what can't be spent any more is no debt."""
    wanted = select(GiftCard.kind, func.sum(GiftCard.balance_cents)).where(
        GiftCard.stopped_at.is_(None), or_(GiftCard.expires_on.is_(None), GiftCard.expires_on >= on)
    )
    return {kind: int(cents) for kind, cents in db.session.execute(wanted.group_by(GiftCard.kind))}


def search(words: str = "", *, kind: str = "", page: int = 1, per_page: int = 50) -> tuple[Sequence[GiftCard], int]:
    """Cards by code, name, address or the person they belong to, newest first, and how many there are."""
    wanted = _matching(words, kind)
    total = db.session.scalar(select(func.count(GiftCard.id)).where(*wanted)) or 0
    found = select(GiftCard).where(*wanted).order_by(GiftCard.id.desc()).limit(per_page).offset((page - 1) * per_page)
    return db.session.scalars(found).all(), total


def _matching(words: str, kind: str) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = [GiftCard.kind == kind] if kind else []
    if words.strip():
        like = f"%{words.strip().lower().replace('%', '').replace('_', '')}%"
        named = [func.lower(column).like(like) for column in (GiftCard.to_name, GiftCard.to_email, GiftCard.from_name)]
        code = tidy(words)
        wanted.append(or_(*named, GiftCard.code == code, *([GiftCard.code.like(f"%{code}")] if len(code) == 4 else [])))
    return wanted


def list_all() -> Sequence[GiftCard]:
    """Every card with its balance, oldest first, for the books."""
    return db.session.scalars(select(GiftCard).order_by(GiftCard.id)).all()
