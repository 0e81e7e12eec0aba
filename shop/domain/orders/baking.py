"""Decides what the laboratory makes for a day: totals per product, bundles taken apart, and what each slot needs."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select

from shop.domain.orders.models import Line, Order, Words
from shop.domain.orders.states import LIVE
from shop.kernel.database import db


@dataclass
class Batch:
    """How much of one product (and variant) a day needs, by slot too; `special` are the lines with something written, picked or shown.
    What is made for one order alone is a batch of its own."""

    name: Words
    variant_name: Words
    category: str
    unit: str
    quantity: int = 0
    in_bundles: int = 0
    by_slot: Counter[datetime] = field(default_factory=Counter)
    special: list[tuple[Order, Line]] = field(default_factory=list)


@dataclass(frozen=True)
class Bench:
    batches: list[Batch]
    slots: list[tuple[datetime, list[Order]]]


def bench(on: date) -> Bench:
    """All that is still to be made or handed over on the day."""
    wanted = select(Order).where(Order.on == on, Order.state.in_(LIVE)).order_by(Order.starts_at, Order.id)
    orders = db.session.scalars(wanted).all()
    slots: dict[datetime, list[Order]] = defaultdict(list)
    for order in orders:
        slots[order.starts_at].append(order)
    return Bench(_batches(orders), sorted(slots.items()))


def _batches(orders: Sequence[Order]) -> list[Batch]:
    found: dict[tuple[int, int | None], Batch] = {}
    for order, line in [(one, line) for one in orders for line in one.lines if line.given < line.quantity and not line.is_voucher]:
        what = line.product_id or -line.id, line.variant_id
        batch = found.setdefault(what, Batch(line.name, line.variant_name, line.category, line.unit))
        left = line.quantity - line.given
        batch.quantity += left
        batch.by_slot[order.starts_at] += left
        if line.answers or line.picks or line.pictures:
            batch.special.append((order, line))
    _add_parts(found, ((order, line) for order in orders for line in order.lines if line.given < line.quantity))
    return sorted(found.values(), key=lambda batch: (batch.category, batch.name.get("it", ""), batch.variant_name.get("it", "")))


def _add_parts(found: dict[tuple[int, int | None], Batch], lines: Iterable[tuple[Order, Line]]) -> None:
    for order, line, part in [(order, one, part) for order, one in lines for part in one.parts]:
        batch = found.setdefault((part["id"], None), Batch(part["name"], {}, line.category, part["unit"]))
        left = part["quantity"] * (line.quantity - line.given) // line.quantity
        batch.quantity += left
        batch.by_slot[order.starts_at] += left
        batch.in_bundles += left
