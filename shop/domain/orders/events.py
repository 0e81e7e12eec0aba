"""The facts this room announces."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from shop.kernel.events import Event

UNDO_TIME = timedelta(seconds=10)


@dataclass(frozen=True, kw_only=True)
class OrderPlaced(Event):
    name: ClassVar[str] = "order.placed"
    order_id: int
    total_cents: int


@dataclass(frozen=True, kw_only=True)
class OrderHeld(Event):
    """Agreed, with its places taken, but nothing is paid yet: it becomes placed with the money, or expires."""

    name: ClassVar[str] = "order.held"
    order_id: int
    total_cents: int


@dataclass(frozen=True, kw_only=True)
class OrderSold(Event):
    """Placed, paid and taken along over the counter, all at once. A fact of its own: nobody is owed a letter for it."""

    name: ClassVar[str] = "order.sold"
    undo_time: ClassVar[timedelta] = UNDO_TIME
    order_id: int
    total_cents: int


@dataclass(frozen=True, kw_only=True)
class OrderMoved(Event):
    """`undone`: this is the step back; who was told nothing yet, since letters wait out the undo time."""

    name: ClassVar[str] = "order.moved"
    undo_time: ClassVar[timedelta] = UNDO_TIME
    order_id: int
    was: str
    to: str
    reason: str = ""
    undone: bool = False


@dataclass(frozen=True, kw_only=True)
class OrderChanged(Event):
    """`what`: `lines` (with the cents before and after), `time`, `note`, or `invoice`."""

    name: ClassVar[str] = "order.changed"
    order_id: int
    what: str
    was_cents: int = 0
    now_cents: int = 0


@dataclass(frozen=True, kw_only=True)
class GoodsGiven(Event):
    """`lines` [[line id, quantity]] went out; `undone`: they came back over the counter at once, `undoes_at` the moment they had gone."""

    name: ClassVar[str] = "order.given"
    undo_time: ClassVar[timedelta] = UNDO_TIME
    order_id: int
    lines: list[list[int]]
    undone: bool = False
    undoes_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class GoodsReturned(Event):
    """`lines` [[line id, quantity, restock | waste]] were brought back, worth `cents`; `reason` a code of RETURN_REASONS."""

    name: ClassVar[str] = "order.returned"
    order_id: int
    lines: list[list[int | str]]
    cents: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class OrderAllowed(Event):
    """`cents` were taken off the price afterwards; `reason` a code."""

    name: ClassVar[str] = "order.allowed"
    order_id: int
    cents: int
    reason: str
