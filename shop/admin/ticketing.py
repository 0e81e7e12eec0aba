"""Decides what a card of the board says of an order, and which one tap moves it on."""
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from shop.domain.orders import Line, Order
from shop.web import lines

SOON = timedelta(minutes=30)
NEXT = {"placed": "accepted", "accepted": "preparing", "preparing": "ready", "ready": "", "out_for_delivery": ""}
COLUMNS = {
    "new": ("placed", "accepted"),
    "preparing": ("preparing",),
    "ready": ("ready", "out_for_delivery"),
    "gone": ("collected", "delivered", "not_collected", "not_delivered"),
}
MOST_GONE = 12


@dataclass(frozen=True)
class Ticket:
    """One order as it is read from two metres. `step` is the state one tap leads to; `hands_over` when that is the counter's."""

    order: Order
    pieces: tuple[tuple[str, str], ...]
    inscriptions: tuple[str, ...]
    alerts: tuple[str, ...]
    mark: str
    step: str
    hands_over: bool

    @property
    def id(self) -> str:
        return f"card-{self.order.id}"


@dataclass(frozen=True)
class Column:
    name: str
    tickets: list[Ticket]
    count: int


def ticket(order: Order, *, now: datetime, language: str) -> Ticket:
    pieces = tuple((lines.amount(line.quantity, line.unit, language), _named(line, language)) for line in order.lines)
    inscriptions = [text for line in order.lines for kind in ("inscription", "text") for text in lines.written(line, kind)]
    alerts = [text for line in order.lines for text in lines.written(line, "allergy_note")]
    step = NEXT.get(order.state, "")
    if order.state == "ready" and order.kind == "delivery":
        step = "out_for_delivery"
    elif order.state in ("ready", "out_for_delivery") and order.due_cents <= 0:
        step = "delivered" if order.kind == "delivery" else "collected"
    hands_over = order.state in ("ready", "out_for_delivery") and not step
    return Ticket(order, pieces, tuple(inscriptions), tuple(alerts), _mark(order, now), step, hands_over)


def _named(line: Line, language: str) -> str:
    """The product with what was picked; what was written has its own place on the card."""
    return ", ".join([lines.name(line, language), *lines.picked(line, language)])


def _mark(order: Order, now: datetime) -> str:
    if order.state in ("ready", "out_for_delivery"):
        return "ready"
    if order.state not in ("placed", "accepted", "preparing"):
        return ""
    if order.starts_at < now:
        return "late"
    if order.starts_at <= now + SOON:
        return "soon"
    return "new" if order.state != "preparing" else ""


def columns(orders: Sequence[Order], *, now: datetime, language: str) -> Iterator[Column]:
    """The four columns by pickup time; of what is gone only the latest, the list has the rest."""
    for name, states in COLUMNS.items():
        here = [order for order in orders if order.state in states]
        shown = sorted(here, key=lambda order: order.moved_at, reverse=True)[:MOST_GONE] if name == "gone" else here
        yield Column(name, [ticket(order, now=now, language=language) for order in shown], len(here))
