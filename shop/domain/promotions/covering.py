"""Decides which lines a benefit covers, and shares what is taken off once over them."""

from collections.abc import Sequence

from shop.domain.promotions.facts import Goods
from shop.domain.promotions.refusing import NoGoodsChosen
from shop.kernel.money import split

SCOPES = ("order", "products", "categories")


def covers(line: Goods, scope: str, products: Sequence[int], categories: Sequence[int]) -> bool:
    if scope == "order":
        return True
    return line.product_id in products if scope == "products" else line.category_id in categories


def share(cents: int, left: Sequence[int], covered: Sequence[bool]) -> list[int]:
    """At most so many cents over the covered lines by largest remainder, ties to the earlier; never more than is left of any."""
    weights = [amount if is_covered else 0 for amount, is_covered in zip(left, covered, strict=True)]
    off = min(cents, sum(weights))
    return split(off, weights) if off else [0] * len(weights)


def check_scope(scope: str, products: Sequence[int], categories: Sequence[int]) -> None:
    """Raises NoGoodsChosen for a scope that names nothing."""
    if scope not in SCOPES or (scope == "products" and not products) or (scope == "categories" and not categories):
        raise NoGoodsChosen
