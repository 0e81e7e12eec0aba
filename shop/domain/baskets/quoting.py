"""Decides what a basket costs now, on any channel: every line, the fee, the VAT inside, and what is gone."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from shop.domain import business, catalogue, fulfilment
from shop.domain.baskets.choosing import Choice
from shop.domain.baskets.models import Basket, BasketLine
from shop.domain.baskets.pricing import Price, cheapest, line_cents, line_vat, total_vat
from shop.domain.catalogue import Option, Product, Question, Variant
from shop.kernel import clock


@dataclass(frozen=True)
class QuotedLine:
    """`cents` of the line now, `seen_cents` when the customer last saw it; `picks` (option, times); `answers` (question, text)."""

    line_id: int
    product: Product
    variant: Variant | None
    choice: Choice
    cents: int
    seen_cents: int
    picks: tuple[tuple[Option, int], ...]
    answers: tuple[tuple[Question, str], ...]
    vat: dict[int, int]
    allergens: frozenset[str] | None
    traces: frozenset[str]

    @property
    def quantity(self) -> int:
        return self.choice.quantity

    @property
    def has_changed(self) -> bool:
        return self.cents != self.seen_cents

    @property
    def wanted(self) -> tuple[Product, int | None, int]:
        return self.product, self.choice.variant_id, self.choice.quantity


@dataclass(frozen=True)
class Quote:
    """Cents, VAT included. `vat` gross cents by rate; `gone` names of what is no longer sold; `fingerprint` what the customer agrees to."""

    lines: tuple[QuotedLine, ...]
    gone: tuple[dict[str, str], ...]
    goods_cents: int
    fee_cents: int
    missing_for_minimum_cents: int
    missing_for_free_cents: int | None
    vat: dict[int, int]
    allergens: tuple[str, ...]
    traces: tuple[str, ...]

    @property
    def total_cents(self) -> int:
        return self.goods_cents + self.fee_cents

    @property
    def is_empty(self) -> bool:
        return not self.lines

    @property
    def pieces(self) -> int:
        """What the basket's badge counts: pieces, and each weighed line as one."""
        return sum(1 if line.product.by_weight else line.quantity for line in self.lines)

    @property
    def wanted(self) -> list[tuple[Product, int | None, int]]:
        return [line.wanted for line in self.lines]

    @property
    def fingerprint(self) -> str:
        seen = [
            [
                line.product.id,
                line.choice.variant_id,
                line.quantity,
                sorted(line.choice.picks.items()),
                sorted(line.choice.answers.items()),
                line.cents,
                sorted(line.allergens or ()),
            ]
            for line in self.lines
        ]
        return hashlib.sha256(json.dumps([seen, self.fee_cents, self.total_cents]).encode()).hexdigest()[:32]


def as_choice(line: BasketLine) -> Choice:
    return Choice(
        line.product_id,
        line.quantity,
        line.variant_id,
        {int(option): times for option, times in line.picks.items()},
        {int(asked): text for asked, text in line.answers.items()},
    )


def quote(basket: Basket | None, *, now: datetime, kind: str = "pickup", zone_id: int | None = None) -> Quote:
    """What these goods cost now, whatever the channel. Nothing is written."""
    lines = list(basket.lines) if basket else []
    return quote_choices([(line.id, as_choice(line), line.seen_cents) for line in lines], now=now, kind=kind, zone_id=zone_id)


def quote_choices(asked: Sequence[tuple[int, Choice, int]], *, now: datetime, kind: str = "pickup", zone_id: int | None = None) -> Quote:
    """The same for (line id, choice, cents seen) that stand in no basket, as when staff change an order."""
    products = catalogue.get_many([choice.product_id for _, choice, _ in asked])
    quoted, gone = [], []
    for line_id, choice, seen_cents in asked:
        product = products.get(choice.product_id)
        if product is None or product.state != "published" or (choice.variant_id and not product.find_variant(choice.variant_id)):
            gone.append(product.name if product else {"it": "—"})
        else:
            quoted.append(_quote_line(line_id, product, choice, seen_cents, now))
    return _add_up(quoted, gone, kind, zone_id)


def _quote_line(line_id: int, product: Product, choice: Choice, seen_cents: int, now: datetime) -> QuotedLine:
    cents, on = line_cents(product, choice), clock.day_of(now)
    picked = tuple((option, choice.picks[option.id]) for group in product.groups for option in group.options if choice.picks.get(option.id))
    answered = tuple((question, choice.answers[question.id]) for question in product.questions if choice.answers.get(question.id))
    added = frozenset(name for option, _ in picked for name in option.allergens)
    return QuotedLine(
        line_id=line_id,
        product=product,
        variant=product.find_variant(choice.variant_id),
        choice=choice,
        cents=cents,
        seen_cents=seen_cents,
        picks=picked,
        answers=answered,
        vat=line_vat(product, cents, lambda code: business.vat_basis_points(code, on)),
        allergens=None if product.allergens is None else product.allergens | added,
        traces=product.traces.union(*(option.traces for option, _ in picked)),
    )


def _add_up(lines: list[QuotedLine], gone: list[dict[str, str]], kind: str, zone_id: int | None) -> Quote:
    goods = sum(line.cents for line in lines)
    zone = fulfilment.get_zone(zone_id) if kind == "delivery" and zone_id else None
    fee = fulfilment.fee_cents(zone, goods) if zone and lines else 0
    contained = _in_order(name for line in lines for name in line.allergens or ())
    traced = _in_order(name for line in lines for name in line.traces if name not in contained)
    return Quote(
        lines=tuple(lines),
        gone=tuple(gone),
        goods_cents=goods,
        fee_cents=fee,
        missing_for_minimum_cents=max(0, zone.minimum_cents - goods) if zone else 0,
        missing_for_free_cents=zone.free_above_cents - goods if zone and zone.free_above_cents and fee else None,
        vat=total_vat([line.vat for line in lines], fee),
        allergens=contained,
        traces=traced,
    )


def _in_order(names: Iterable[str]) -> tuple[str, ...]:
    found = set(names)
    return tuple(name for name in catalogue.ALLERGENS if name in found)


def price_each(products: Iterable[Product]) -> dict[int, Price]:
    """The quote of one piece (or kilogram) of each, for cards, feeds and letters. No query."""
    return {product.id: cheapest(product) for product in products}
