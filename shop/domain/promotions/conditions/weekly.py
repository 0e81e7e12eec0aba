"""Decides on which days of the week, and at which hours, an offer holds."""

from dataclasses import dataclass
from datetime import time
from typing import ClassVar

from shop.domain.promotions.arguments import argument
from shop.domain.promotions.facts import Situation
from shop.domain.promotions.refusing import OfferNotNow, WrongHours
from shop.kernel import clock
from shop.kernel.refusal import Refusal


@dataclass(frozen=True)
class Weekly:
    """`weekdays` 0 = Monday, none named: every day; the hours on the shop's clock, the last one not included."""

    kind: ClassVar[str] = "weekly"
    reads_goods: ClassVar[bool] = False
    weekdays: tuple[int, ...] = argument("weekdays", ())
    from_time: time | None = argument("time", None)
    until_time: time | None = argument("time", None)

    @property
    def day_keys(self) -> tuple[str, ...]:
        return tuple(f"offers.day.{weekday}" for weekday in sorted(self.weekdays)) or ("offers.day.every",)

    @property
    def first_time(self) -> time:
        return self.from_time or time.min

    @property
    def last_time(self) -> time:
        return self.until_time or time(23, 59)

    def why_not(self, about: Situation) -> Refusal | None:
        here = clock.local(about.at)
        in_hours = self.first_time <= here.time().replace(second=0, microsecond=0) < (self.until_time or time.max)
        if (not self.weekdays or here.weekday() in self.weekdays) and in_hours:
            return None
        return OfferNotNow(day_keys=self.day_keys, from_time=self.first_time, until_time=self.last_time)

    def check(self) -> None:
        if self.from_time and self.until_time and self.until_time <= self.from_time:
            raise WrongHours
