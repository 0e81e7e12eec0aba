"""The facts this room announces."""

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from shop.kernel.events import Event

SETTLES = timedelta(seconds=10)  # what is sold over the counter may be undone for so long


@dataclass(frozen=True, kw_only=True)
class GiftCardsIssued(Event):
    """Cards that were bought are paid for, and exist: their ids, never their codes."""

    name: ClassVar[str] = "gift_cards.issued"
    undo_time: ClassVar[timedelta] = SETTLES
    order_id: int
    card_ids: list[int]
