"""The facts this room announces."""

from dataclasses import dataclass
from typing import ClassVar

from shop.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class WishHeard(Event):
    """Somebody would like something made to measure; `by` staff where they wrote it down for them."""

    name: ClassVar[str] = "commission.asked"
    commission_id: int


@dataclass(frozen=True, kw_only=True)
class WishOffered(Event):
    """The shop named its price; `message_id` what it said in the talk about it."""

    name: ClassVar[str] = "commission.offered"
    commission_id: int
    message_id: int
    version: int
