"""Decides which gift cards lie on the table, and how they are told: what each pays of a sum and what stays on it."""
from collections.abc import Sequence
from dataclasses import dataclass

from shop.domain import customers, giftcards
from shop.domain.baskets import Basket
from shop.domain.giftcards import GiftCard, Share
from shop.kernel import clock
from shop.web.asking import by

MOST_LAID = 8


@dataclass(frozen=True)
class Laid:
    """A card on the table: what it pays of the sum and what stays on it."""

    card_id: int
    tender: str
    shown: str
    cents: int
    left_cents: int


def tell(shares: Sequence[Share]) -> list[Laid]:
    return [Laid(one.card_id, one.tender, giftcards.hidden(one.code), one.cents, one.left_cents) for one in shares]


def find_cards(codes: Sequence[str]) -> list[GiftCard]:
    """The cards with these codes, each once; what is no card is left out."""
    found = [giftcards.find_by_code(code) for code in list(dict.fromkeys(codes))[:MOST_LAID]]
    return [card for card in found if card is not None]


def try_card(typed: str) -> GiftCard:
    """One more card, by whoever stands at the counter. Raises UnknownCard, TooManyTries, CardIsStopped, CardHasExpired, CardIsEmpty."""
    card = giftcards.try_code(typed, by_key=f"till:{by()}", now=clock.now())
    giftcards.refuse(card, clock.today())
    return card


def credit_of(basket: Basket | None) -> int:
    """Cents the shop owes the ticket's customer and the ticket does not hold yet."""
    if basket is None or basket.customer_id is None:
        return 0
    owed = giftcards.list_credit(customers.ids_of(basket.customer_id))
    return sum(card.balance_cents for card in owed if card.id not in basket.held_cards)
