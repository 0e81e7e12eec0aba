"""Decides from when until when an offer holds."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from shop.domain.promotions.arguments import argument
from shop.domain.promotions.facts import Situation
from shop.domain.promotions.refusing import OfferIsOver, OfferNotYet, WrongDates
from shop.kernel.refusal import Refusal


@dataclass(frozen=True)
class Dates:
    """From the first moment on, up to but not at the last; whole minutes, either may be open."""

    kind: ClassVar[str] = "dates"
    reads_goods: ClassVar[bool] = False
    from_at: datetime | None = argument("moment", None)
    until_at: datetime | None = argument("moment", None)

    def why_not(self, about: Situation) -> Refusal | None:
        if self.from_at and about.at < self.from_at:
            return OfferNotYet(from_at=self.from_at)
        return OfferIsOver() if self.until_at and about.at >= self.until_at else None

    def check(self) -> None:
        if self.from_at and self.until_at and self.until_at <= self.from_at:
            raise WrongDates
