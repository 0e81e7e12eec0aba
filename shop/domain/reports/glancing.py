"""Decides what staff need to know of a customer at one glance: what they usually take and when, what they must not eat, what is open."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from statistics import median_low

from shop.domain import customers, orders
from shop.domain.customers import Customer
from shop.domain.orders import LIVE, NO_SALE, Order
from shop.kernel import clock

LOOKED_AT, ENOUGH = 20, 3
LATELY = timedelta(days=365)
HALF_HOUR = 30


@dataclass(frozen=True)
class Usual:
    """A habit: the weekday (0 Monday) and the time of at least half of the last orders, and what is in at least half of them."""

    weekday: int | None
    at: time | None
    name: Mapping[str, str] | None = None
    quantity: int = 0
    unit: str = "piece"


@dataclass(frozen=True)
class Glance:
    """`last` the newest order that stood, `open_orders` those still to be had; `knows` whether the number was seen to be theirs."""

    customer_id: int
    name: str
    email: str | None
    phone: str | None
    phone_is_proved: bool
    email_is_proved: bool
    usual: Usual | None
    allergies: str
    note: str
    last: Order | None
    open_orders: Sequence[Order]
    count: int
    spent_cents: int
    instagram: str | None

    @property
    def called(self) -> str:
        """The best there is to call them by; empty for somebody who gave nothing."""
        return self.name or (f"@{self.instagram}" if self.instagram else self.email or self.phone or "")


def glance(customer_id: int, *, now: datetime) -> Glance:
    """All of one person, whichever of their rows is asked for. Raises NotFound."""
    return list_glances([customers.get_person(customer_id)], now=now)[0]


def list_glances(people: Sequence[Customer], *, now: datetime) -> list[Glance]:
    """The same of each of these people, looked up together."""
    families = customers.list_families([person.id for person in people])
    whose = {row.id: person_id for person_id, rows in families.items() for row in rows}
    stood: dict[int, list[Order]] = defaultdict(list)
    for order in orders.list_of_customer(list(whose)):
        if order.customer_id and order.state not in NO_SALE:
            stood[whose[order.customer_id]].append(order)
    return [_glance(person, families[person.id], stood[person.id], now) for person in people]


def _glance(person: Customer, rows: Sequence[Customer], stood: Sequence[Order], now: datetime) -> Glance:
    return Glance(
        person.id, person.name or next((row.name for row in rows if row.name), ""), *_signs(rows),
        usual=usual([order for order in stood if order.starts_at > now - LATELY][:LOOKED_AT]),
        allergies=", ".join(dict.fromkeys(row.allergies for row in rows if row.allergies)),
        note=" ".join(row.staff_note for row in rows if row.staff_note), last=stood[0] if stood else None,
        open_orders=[order for order in stood if order.state in LIVE], count=len(stood),
        spent_cents=sum(order.total_cents - order.returned_cents for order in stood),
        instagram=next((row.instagram for row in rows if row.instagram), None))


def _signs(rows: Sequence[Customer]) -> tuple[str | None, str | None, bool, bool]:
    """Email, phone, whether the phone was seen, whether the address was proved: the proved ones first."""
    mail = sorted((row for row in rows if row.email), key=lambda row: row.email_verified_at is None)
    call = sorted((row for row in rows if row.phone), key=lambda row: row.phone_verified_at is None)
    return (mail[0].email if mail else None, call[0].phone if call else None,
            bool(call and call[0].phone_verified_at), bool(mail and mail[0].email_verified_at))


def usual(last: Sequence[Order]) -> Usual | None:
    """The habit in these orders, if there is one: at least three, and half of them alike."""
    if len(last) < ENOUGH:
        return None
    weekday, times = Counter(clock.local(order.starts_at).weekday() for order in last).most_common(1)[0]
    regular = times >= ENOUGH and 2 * times >= len(last)
    at = _time_of([order for order in last if clock.local(order.starts_at).weekday() == weekday]) if regular else None
    goods = _goods_of(last)
    if at is None and goods is None:
        return None
    return Usual(weekday if regular else None, at, *(goods or ()))


def _time_of(alike: Sequence[Order]) -> time:
    """The middle one of their times, to the half hour."""
    minutes = median_low([_minute(order) for order in alike]) // HALF_HOUR * HALF_HOUR
    return time(minutes // 60, minutes % 60)


def _minute(order: Order) -> int:
    local = clock.local(order.starts_at)
    return local.hour * 60 + local.minute


def _goods_of(last: Sequence[Order]) -> tuple[Mapping[str, str], int, str] | None:
    """(name, how much, unit) of what is in most of them."""
    taken: dict[int, list[orders.Line]] = {}
    for order in last:
        for line in {line.product_id: line for line in order.lines if line.product_id}.values():
            taken.setdefault(line.product_id, []).append(line)
    most = max(taken.values(), key=len, default=[])
    if len(most) < ENOUGH or 2 * len(most) < len(last):
        return None
    return most[0].name, median_low([line.quantity for line in most]), most[0].unit

