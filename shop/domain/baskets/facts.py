"""Decides what a quote is to whoever asks for one: every line, the offers, the fee, the VAT inside, and what is gone."""

import hashlib
import json
from dataclasses import dataclass

from shop.domain.baskets.choosing import Choice
from shop.domain.catalogue import Option, Product, Question, Variant
from shop.domain.promotions import Discount, Unmet


@dataclass(frozen=True)
class QuotedLine:
    """`cents` of the line now before offers, `discount_cents` what they take off it, `seen_cents` the line when the customer last saw
    it, before offers too; `picks` (option, times); `answers` (question, text); `vat` of the net cents."""

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
    discount_cents: int = 0

    @property
    def net_cents(self) -> int:
        """What the line really costs: after its share of all offers."""
        return self.cents - self.discount_cents

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
    """Cents, VAT included. `goods_cents` after offers, `full_cents` before; `discounts` what each offer takes off; `unmet` offers that
    don't apply yet and why; `vat` gross cents by rate; `gone` names of what is no longer sold; `fingerprint` what the customer
    agrees to."""

    lines: tuple[QuotedLine, ...]
    gone: tuple[dict[str, str], ...]
    goods_cents: int
    fee_cents: int
    missing_for_minimum_cents: int
    missing_for_free_cents: int | None
    vat: dict[int, int]
    allergens: tuple[str, ...]
    traces: tuple[str, ...]
    discounts: tuple[Discount, ...] = ()
    unmet: tuple[Unmet, ...] = ()

    @property
    def full_cents(self) -> int:
        return sum(line.cents for line in self.lines)

    @property
    def total_cents(self) -> int:
        return self.goods_cents + self.fee_cents

    @property
    def is_empty(self) -> bool:
        return not self.lines

    @property
    def is_digital(self) -> bool:
        """Nothing but gift cards: they go by letter, and need no time and no place."""
        return bool(self.lines) and all(line.product.is_voucher for line in self.lines)

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
        offers = [[discount.offer_id, discount.cents] for discount in self.discounts]
        return hashlib.sha256(json.dumps([seen, offers, self.fee_cents, self.total_cents]).encode()).hexdigest()[:32]
