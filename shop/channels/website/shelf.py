"""Decides what a card of the menu shows: price, availability in words, and how much of it the visitor already has."""
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from shop.channels.website import frame
from shop.domain import availability, baskets, catalogue
from shop.domain.availability import Card
from shop.kernel import clock
from shop.web.rendering import quantity as amount

FEW = {"piece": 12, "tray": 12, "kg": 1500}
SAID_WHY = ("sold_out", "counter_only", "out_of_season", "not_sold", "none_left")


@dataclass(frozen=True)
class Said:
    """Availability in words: the key of the sentence, its parameters, and the colour of its dot."""

    key: str
    params: dict[str, Any]
    kind: str


@dataclass(frozen=True)
class OnShow:
    """One product as a card shows it; `quantity` is the visitor's plain line of it."""

    product: catalogue.Product
    price: baskets.Price
    card: Card
    said: Said
    quantity: int

    @property
    def likeness(self) -> tuple[Hashable, ...]:
        """All that may differ between two drawings of this card under one revision of the catalogue."""
        return self.product.id, self.said.key, *self.said.params.values(), self.card.left, self.can_add, self.quantity

    @property
    def can_add(self) -> bool:
        return not self.product.counter_only and self.card.first_at is not None

    @property
    def allergens(self) -> tuple[str, ...] | None:
        return in_order(self.product.allergens)

    @property
    def traces(self) -> tuple[str, ...]:
        return in_order(self.product.traces - (self.product.allergens or frozenset())) or ()

    @property
    def picture(self) -> catalogue.Picture | None:
        return self.product.pictures[0] if self.product.pictures else None


def in_order(keys: frozenset[str] | None) -> tuple[str, ...] | None:
    """Allergens in the order of the law; None stays unknown."""
    return None if keys is None else tuple(key for key in catalogue.ALLERGENS if key in keys)


def put_in_words(product: catalogue.Product, card: Card, today: date) -> Said:
    """`Ready now`, `Today from 15:30, 3 left`, `From Saturday ...`, or why not."""
    if card.first_at is None or product.counter_only:
        code = "counter_only" if product.counter_only else card.why.code if card.why else ""
        return Said(f"availability.{code if code in SAID_WHY else 'not_now'}", {}, "" if product.counter_only else "bad")
    on = clock.day_of(card.first_at)
    few = card.left is not None and card.left <= FEW[product.unit] and on == today
    params: dict[str, Any] = {"left": amount(card.left or 0, product.unit)} if few else {}
    if card.ready_now:
        return Said(f"availability.ready_now{'_few' if few else ''}", params, "warn" if few else "good")
    if on == today:
        return Said(f"availability.today{'_few' if few else ''}", params | {"first_time": card.first_at}, "warn" if few else "good")
    if on == today + timedelta(days=1):
        return Said("availability.tomorrow", {"first_time": card.first_at}, "")
    return Said("availability.later", {"first_at": card.first_at}, "")


def plain_lines() -> dict[int, baskets.BasketLine]:
    """The visitor's lines that a stepper on a card may change: nothing picked, nothing written."""
    basket = frame.current_basket()
    lines = basket.lines if basket else []
    return {line.product_id: line for line in lines if not (line.variant_id or line.picks or line.answers)}


def show(products: Sequence[catalogue.Product], *, now: datetime, on: date | None = None) -> list[OnShow]:
    """Cards for products, in their order."""
    prices, cards, mine = baskets.price_each(products), availability.ask_each(products, now=now, on=on), plain_lines()
    today = clock.day_of(now)
    return [OnShow(product, prices[product.id], cards[product.id], put_in_words(product, cards[product.id], today),
                   mine[product.id].quantity if product.id in mine else 0) for product in products]
