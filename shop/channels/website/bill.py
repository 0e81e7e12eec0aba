"""Decides how the question "how do you pay" is put: the ways there are, what is due now, gift cards, and a tip where it is asked for."""
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shop.domain import giftcards, payments
from shop.domain.baskets import Basket, Quote
from shop.domain.giftcards import Share
from shop.domain.payments import Way
from shop.kernel import clock


@dataclass(frozen=True)
class Bill:
    """`chosen` None: it can't be paid at all for now. `tips` are (percent, cents), none where nobody is asked; `owed_cents` with the tip;
    `cards` what the gift cards pay of it."""

    ways: Sequence[Way]
    chosen: Way | None
    tips: Sequence[tuple[int, int]]
    tip_percent: int
    tip_cents: int
    owed_cents: int
    cards: Sequence[Share]

    @property
    def asks(self) -> bool:
        """Whether there is anything to choose; else the page says how it is paid."""
        return len(self.ways) > 1 or bool(self.tips)

    @property
    def cards_cents(self) -> int:
        return sum(share.cents for share in self.cards)


def draw_up(quote: Quote, basket: Basket | None, typed: Mapping[str, Any], *, kind: str) -> Bill:
    """What was chosen before stays, if it still can be."""
    tips = payments.list_tips(quote.total_cents)
    percent = next((share for share, _ in tips if str(share) == typed.get("tip")), 0)
    tip_cents = dict(tips).get(percent, 0)
    cards = giftcards.cover(quote.total_cents + tip_cents, basket.held_cards if basket else (), clock.now())
    ways = payments.ways(quote, kind=kind, tip_cents=tip_cents, cards_cents=sum(share.cents for share in cards))
    chosen = next((way for way in ways if way.code == typed.get("way")), ways[0] if ways else None)
    return Bill(ways, chosen, tips, percent, tip_cents, quote.total_cents + tip_cents, cards)
