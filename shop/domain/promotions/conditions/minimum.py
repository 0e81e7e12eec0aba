"""Decides from how many cents of goods on an offer holds."""

from dataclasses import dataclass
from typing import ClassVar

from shop.domain.promotions.arguments import argument
from shop.domain.promotions.facts import Situation
from shop.domain.promotions.refusing import MinimumMissing, WrongAmount
from shop.kernel.refusal import Refusal


@dataclass(frozen=True)
class Minimum:
    """Reads the goods after the discounts already applied, without the delivery fee."""

    kind: ClassVar[str] = "minimum"
    reads_goods: ClassVar[bool] = True
    cents: int = argument("cents", 0)

    def why_not(self, about: Situation) -> Refusal | None:
        return MinimumMissing(missing_cents=self.cents - about.goods_cents) if about.goods_cents < self.cents else None

    def check(self) -> None:
        if not 0 <= self.cents <= 10_000_00:
            raise WrongAmount
