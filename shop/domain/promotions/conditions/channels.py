"""Decides at which doors an offer holds."""

from dataclasses import dataclass
from typing import ClassVar

from shop.domain.promotions.arguments import argument
from shop.domain.promotions.facts import CHANNELS, Situation
from shop.domain.promotions.refusing import OfferOtherChannel
from shop.kernel.refusal import Refusal


@dataclass(frozen=True)
class Channels:
    """None named: at every door."""

    kind: ClassVar[str] = "channels"
    reads_goods: ClassVar[bool] = False
    channels: tuple[str, ...] = argument("channels", ())

    def why_not(self, about: Situation) -> Refusal | None:
        if not self.channels or about.channel in self.channels:
            return None
        return OfferOtherChannel(channel_keys=tuple(f"offers.at.{one}" for one in CHANNELS if one in self.channels))

    def check(self) -> None:
        """Any choice of doors makes sense."""
