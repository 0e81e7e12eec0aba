"""Decides what a fixed amount takes off."""

from dataclasses import dataclass
from typing import ClassVar

from shop.domain.promotions.arguments import argument
from shop.domain.promotions.covering import check_scope, covers, share
from shop.domain.promotions.facts import Goods
from shop.domain.promotions.refusing import WrongAmount
from shop.kernel.money import by_weight


@dataclass(frozen=True)
class Amount:
    """Once off all that is covered, or off each piece (each kilogram); never more than the goods cost."""

    kind: ClassVar[str] = "amount"
    cents: int = argument("cents", 0)
    scope: str = argument("scope", "order")
    products: tuple[int, ...] = argument("products", ())
    categories: tuple[int, ...] = argument("categories", ())
    off_each: bool = argument("flag", False)

    @property
    def is_for_goods(self) -> bool:
        return self.scope != "order"

    @property
    def turn(self) -> int:
        return 1 if self.off_each else 2

    def take(self, goods: list[Goods], left: list[int]) -> list[int]:
        covered = [covers(line, self.scope, self.products, self.categories) for line in goods]
        if not self.off_each:
            return share(self.cents, left, covered)
        return [min(cents, self._off(line)) if is_covered else 0 for line, cents, is_covered in zip(goods, left, covered, strict=True)]

    def _off(self, line: Goods) -> int:
        return by_weight(self.cents, line.quantity) if line.by_weight else self.cents * line.quantity

    def check(self) -> None:
        if not 0 < self.cents <= 10_000_00:
            raise WrongAmount
        check_scope(self.scope, self.products, self.categories)
