"""The facts this room announces."""

from dataclasses import dataclass
from typing import ClassVar

from shop.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class GiftCardsIssued(Event):
    """Cards that were bought are paid for, and exist: their ids, never their codes."""

    name: ClassVar[str] = "gift_cards.issued"
    order_id: int
    card_ids: list[int]
