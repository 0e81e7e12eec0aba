"""Decides what a channel, a link or a seller is credited with: from what each order kept when it was placed, never recomputed."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TypeVar

from sqlalchemy import select

from shop.domain.orders import NO_SALE, Order
from shop.kernel import clock
from shop.kernel.database import db

TOUCHES = ("last", "first")
K = TypeVar("K")


@dataclass(frozen=True)
class Sale:
    """One order as a report sees it: `cents` what it costs less what was brought back."""

    on: date
    channel: str
    staff_id: int | None
    first_link_id: int | None
    last_link_id: int | None
    cents: int

    def link_by(self, touch: str) -> int | None:
        return self.first_link_id if touch == "first" else self.last_link_id


@dataclass
class Credit:
    """Orders and cents of one channel, link or seller."""

    orders: int = 0
    cents: int = 0

    def add(self, sale: Sale) -> None:
        self.orders += 1
        self.cents += sale.cents


@dataclass(frozen=True)
class Report:
    """Every order of the period exactly once in each of the three tables. The key None: no link, nobody of the shop."""

    total: Credit
    by_channel: dict[str, Credit]
    by_link: dict[int | None, Credit]
    by_staff: dict[int | None, Credit]
    by_day: dict[date, Counter[str]] = field(default_factory=dict)


def list_sales(start_on: date, end_on: date) -> Iterator[Sale]:
    """The orders placed, and sold at the till, from one of the shop's days to another, both included; those called off are none."""
    wanted = (
        select(
            Order.placed_at,
            Order.channel,
            Order.staff_id,
            Order.first_link_id,
            Order.last_link_id,
            Order.total_cents - Order.returned_cents,
        )
        .where(Order.placed_at >= clock.start_of(start_on), Order.placed_at < clock.start_of(end_on + timedelta(days=1)))
        .where(Order.state.not_in(NO_SALE))
        .order_by(Order.placed_at, Order.id)
        .execution_options(yield_per=2_000)
    )
    for placed_at, channel, staff_id, first, last, cents in db.session.execute(wanted):
        yield Sale(clock.day_of(placed_at), channel, staff_id, first, last, cents)


def report(start_on: date, end_on: date, *, touch: str = "last") -> Report:
    """What each channel, link (by its `last` or `first` touch) and seller brought in a period."""
    total = Credit()
    channels: defaultdict[str, Credit] = defaultdict(Credit)
    links: defaultdict[int | None, Credit] = defaultdict(Credit)
    sellers: defaultdict[int | None, Credit] = defaultdict(Credit)
    days = {start_on + timedelta(days=n): Counter[str]() for n in range((end_on - start_on).days + 1)}
    for sale in list_sales(start_on, end_on):
        for credit in (total, channels[sale.channel], links[sale.link_by(touch)], sellers[sale.staff_id]):
            credit.add(sale)
        days[sale.on][sale.channel] += sale.cents
    return Report(total, _largest(channels), _largest(links), _largest(sellers), days)


def _largest(credits: dict[K, Credit]) -> dict[K, Credit]:
    return dict(sorted(credits.items(), key=lambda item: (-item[1].cents, str(item[0]))))


def gather(days: dict[date, Counter[str]], most: int) -> list[tuple[date, date, Counter[str]]]:
    """(first day, last day, cents by channel): as days, or as equal stretches where there are more than can be drawn."""
    listed: Sequence[tuple[date, Counter[str]]] = sorted(days.items())
    step = max(1, -(-len(listed) // most))
    stretches = (listed[n : n + step] for n in range(0, len(listed), step))
    return [(part[0][0], part[-1][0], sum((cents for _, cents in part), Counter())) for part in stretches]
