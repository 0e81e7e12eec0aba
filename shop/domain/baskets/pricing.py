"""Decides what a choice costs: the only place that prices anything. Pure: no database, no clock."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from shop.domain.baskets.choosing import Choice
from shop.domain.catalogue import Product
from shop.kernel.money import by_weight, split


@dataclass(frozen=True)
class Price:
    """The price of one piece, or one kilogram, in cents, VAT included; `is_from`: the cheapest way to have it. `full_cents` before
    offers; `lowest_cents` the lowest of the last thirty days, for reduced goods that keep."""

    cents: int
    is_from: bool
    unit: str
    full_cents: int
    lowest_cents: int | None = None

    @property
    def is_reduced(self) -> bool:
        return self.cents < self.full_cents


def line_cents(product: Product, choice: Choice) -> int:
    """Cents of a whole line; options and answers count per piece, for goods by weight once (one cake has one inscription)."""
    variant = product.find_variant(choice.variant_id)
    base = variant.price_cents if variant else product.price_cents
    extras = extras_cents(product, choice)
    if product.by_weight:
        return max(0, by_weight(base, choice.quantity) + extras)
    return max(0, (base + extras) * choice.quantity)


def extras_cents(product: Product, choice: Choice) -> int:
    """What the picks and answers add, per piece."""
    picks = sum(option.price_cents * choice.picks.get(option.id, 0) for group in product.groups for option in group.options)
    return picks + sum(question.price_cents for question in product.questions if choice.answers.get(question.id))


def cheapest_choice(product: Product) -> Choice:
    """One piece, or kilogram, chosen in the cheapest way."""
    least = min(product.variants, key=lambda variant: variant.price_cents, default=None)
    picks: Counter[int] = Counter()
    for group in product.groups:
        ordered = sorted(group.options, key=lambda option: option.price_cents)
        for i in range(group.min_picks):
            if ordered:
                picks[ordered[0 if group.repeats else min(i, len(ordered) - 1)].id] += 1
    return Choice(product.id, 1000 if product.by_weight else 1, least.id if least else None, picks)


def cheapest(product: Product) -> Price:
    """The price a card shows, before offers."""
    prices = {variant.price_cents for variant in product.variants}
    dearer = len(prices) > 1 or any(option.price_cents for group in product.groups if group.min_picks for option in group.options)
    cents = line_cents(product, cheapest_choice(product))
    return Price(cents, bool(dearer), product.unit, cents)


def line_vat(product: Product, cents: int, rate: Callable[[str | None], int]) -> dict[int, int]:
    """The line's cents by rate (basis points); a bundle's split exactly over its parts by their value (Dir. 2006/112/CE art. 73-79)."""
    if not product.parts:
        return {rate(product.vat): cents}
    value: Counter[int] = Counter()
    for part in product.parts:
        worth = by_weight(part.price_cents, part.quantity) if part.unit == "kg" else part.price_cents * part.quantity
        value[rate(part.vat)] += worth
    return dict(zip(value, split(cents, list(value.values())), strict=True))


def total_vat(lines: Sequence[Mapping[int, int]], fee_cents: int) -> dict[int, int]:
    """Gross cents by rate of a whole order: the delivery fee follows the goods' rates pro rata (DPR 633/72 art. 12)."""
    gross: Counter[int] = Counter()
    for line in lines:
        gross.update(line)
    if fee_cents and gross:
        rates = [rate for rate in sorted(gross) if rate] or sorted(gross)  # nobody carries a gift card
        for rate, share in zip(rates, split(fee_cents, [gross[rate] for rate in rates]), strict=True):
            gross[rate] += share
    return dict(sorted(gross.items()))
