"""Decides what an offer is to the rest of the shop: what it needs, what it takes off, and why it does not apply."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, Protocol

from shop.kernel.refusal import Refusal

Words = dict[str, str]
CHANNELS = ("website", "counter", "phone", "message")


@dataclass(frozen=True)
class Goods:
    """One line as offers see it: `quantity` in pieces, or grams where `by_weight`; `cents` before offers. `key` says what was chosen, so
    that lines can be put in one order whatever order they were added in. `is_voucher`: a gift card, which no offer touches."""

    product_id: int
    category_id: int
    quantity: int
    by_weight: bool
    cents: int
    key: str = ""
    is_voucher: bool = False


@dataclass(frozen=True)
class Situation:
    """What a condition may look at: the door, the moment, and the goods' cents after the discounts already applied."""

    channel: str
    at: datetime
    goods_cents: int


class Condition(Protocol):
    kind: ClassVar[str]
    reads_goods: ClassVar[bool]

    def why_not(self, about: Situation) -> Refusal | None:
        """None where it holds."""

    def check(self) -> None:
        """Raises the refusal of an argument that makes no sense."""


class Benefit(Protocol):
    kind: ClassVar[str]

    @property
    def is_for_goods(self) -> bool:
        """Whether it concerns single products: those come before what concerns the whole order."""

    @property
    def turn(self) -> int:
        """Within those: percentages, then amounts off each piece, then amounts off once."""

    def take(self, goods: list[Goods], left: list[int]) -> list[int]:
        """The cents it takes off each line, of which `left` is still to be paid."""

    def check(self) -> None:
        """Raises the refusal of an argument that makes no sense."""


@dataclass(frozen=True)
class Offer:
    """`trigger`: automatic, or held by the basket because its code was typed or its link followed."""

    id: int
    name: Words
    state: str
    trigger: str
    code: str | None
    is_exclusive: bool
    conditions: tuple[Condition, ...]
    benefit: Benefit
    most_uses: int | None
    most_per_customer: int | None
    is_used_up: bool
    version: int

    def why_not(self, about: Situation, *, reads_goods: bool) -> Refusal | None:
        """The first thing that is missing, among what depends on the goods or among what does not."""
        missing = (rule.why_not(about) for rule in self.conditions if rule.reads_goods == reads_goods)
        return next((why for why in missing if why is not None), None)


@dataclass(frozen=True)
class Facts:
    """What is known of basket and person: the ids of `held` offers, and how often this customer `used` those limited per customer."""

    held: frozenset[int] = frozenset()
    used: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Discount:
    """What one offer took off, in cents."""

    offer_id: int
    name: Words
    cents: int
    is_held: bool = False


@dataclass(frozen=True)
class Unmet:
    """An offer that does not apply yet, and why: a refusal to be worded, not raised."""

    offer_id: int
    name: Words
    why: Refusal
    is_held: bool = True


@dataclass(frozen=True)
class Chosen:
    """`by_line` the cents taken off each line, in the order in which the lines were asked."""

    discounts: tuple[Discount, ...]
    by_line: tuple[int, ...]
    unmet: tuple[Unmet, ...] = ()
