"""Decides what a percentage takes off."""

from dataclasses import dataclass
from typing import ClassVar

from shop.domain.promotions.arguments import argument
from shop.domain.promotions.covering import check_scope, covers, share
from shop.domain.promotions.facts import Goods
from shop.domain.promotions.refusing import WrongPercent
from shop.kernel.money import percent


@dataclass(frozen=True)
class Percent:
    """Off products it is rounded per piece, so that three cost three times what the card says; off the order once, then shared."""

    kind: ClassVar[str] = "percent"
    basis_points: int = argument("percent", 0)
    scope: str = argument("scope", "order")
    products: tuple[int, ...] = argument("products", ())
    categories: tuple[int, ...] = argument("categories", ())

    @property
    def is_for_goods(self) -> bool:
        return self.scope != "order"

    @property
    def turn(self) -> int:
        return 0

    def take(self, goods: list[Goods], left: list[int]) -> list[int]:
        if self.scope == "order":
            return share(percent(sum(left), self.basis_points), left, [True] * len(left))
        return [
            self._off(line, cents) if covers(line, self.scope, self.products, self.categories) else 0
            for line, cents in zip(goods, left, strict=True)
        ]

    def _off(self, line: Goods, cents: int) -> int:
        if line.by_weight or cents % line.quantity:
            return percent(cents, self.basis_points)
        return line.quantity * percent(cents // line.quantity, self.basis_points)

    def check(self) -> None:
        if not 0 < self.basis_points <= 10_000:
            raise WrongPercent
        check_scope(self.scope, self.products, self.categories)
