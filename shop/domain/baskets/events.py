"""The facts this room announces."""

from dataclasses import dataclass
from typing import ClassVar

from shop.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class BasketSent(Event):
    """A member of staff gave a customer the link to a basket they had filled."""

    name: ClassVar[str] = "basket.sent"
    basket_id: int
