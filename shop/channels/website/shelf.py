"""Decides what a card of the menu shows: price, availability in words, and how much of it the visitor already has."""
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from shop.channels.website import frame
from shop.domain import availability, baskets, catalogue
from shop.domain.availability import Card
from shop.kernel import clock
from shop.web.saying import Said, put_in_words


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
        return self.product.id, self.price, self.said.key, *self.said.params.values(), self.card.left, self.can_add, self.quantity

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


def plain_lines() -> dict[int, baskets.BasketLine]:
    """The visitor's lines that a stepper on a card may change: nothing picked, nothing written."""
    basket = frame.current_basket()
    lines = basket.lines if basket else []
    return {line.product_id: line for line in lines if not (line.variant_id or line.picks or line.answers)}


def show(products: Sequence[catalogue.Product], *, now: datetime, on: date | None = None) -> list[OnShow]:
    """Cards for products, in their order."""
    prices, mine = baskets.price_each(products, now=now, channel=frame.CHANNEL), plain_lines()
    cards = availability.ask_each(products, now=now, on=on)
    today = clock.day_of(now)
    return [OnShow(product, prices[product.id], cards[product.id], put_in_words(product, cards[product.id], today),
                   mine[product.id].quantity if product.id in mine else 0) for product in products]
