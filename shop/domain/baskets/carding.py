"""Decides which gift cards a basket holds: by a code that was typed, or what the shop owes the customer, and what they pay of it."""

from collections.abc import Sequence
from datetime import datetime

from shop.domain import giftcards
from shop.domain.baskets.filling import get_basket
from shop.domain.baskets.models import Basket
from shop.domain.giftcards import GiftCard, Share
from shop.kernel import clock
from shop.kernel.database import writing
from shop.kernel.refusal import NotFound

MOST_HELD = 8


def hold_card(token: str, card: GiftCard, *, now: datetime) -> None:
    """Remember it for this basket. Raises CardIsStopped, CardHasExpired, CardIsEmpty."""
    giftcards.refuse(card, clock.day_of(now))
    card_id = card.id
    with writing():
        basket = get_basket(token, now=now)
        kept = [held for held in basket.held_cards if held != card_id]
        basket.held_cards = [*kept, card_id][-MOST_HELD:]


def hold_credit(token: str, customer_ids: Sequence[int], *, now: datetime) -> None:
    """The customer wants to pay with what the shop owes them. Raises NotFound where that is nothing."""
    owed = giftcards.list_credit(customer_ids)
    if not owed:
        raise NotFound
    for card in owed:
        hold_card(token, card, now=now)


def drop_card(token: str, card_id: int, *, now: datetime) -> None:
    """The customer wants to keep it for another time."""
    with writing():
        basket = get_basket(token, now=now)
        basket.held_cards = [held for held in basket.held_cards if held != card_id]


def drop_credit(token: str, *, now: datetime) -> None:
    """Somebody else opens the basket: what the shop owes the one who filled it stays theirs."""
    with writing():
        basket = get_basket(token, now=now)
        known = giftcards.get_many(basket.held_cards)
        basket.held_cards = [held for held in basket.held_cards if held in known and known[held].kind != "credit"]


def cards_pay(basket: Basket | None, due_cents: int, *, now: datetime) -> tuple[Share, ...]:
    """What the basket's cards pay of a sum, as they stand now. Nothing is taken off them."""
    return giftcards.cover(due_cents, basket.held_cards, now) if basket and basket.held_cards else ()
