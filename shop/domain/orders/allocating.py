"""Decides which places and pieces an order takes, and when they are free again."""

from collections import Counter
from datetime import date

from shop.domain import catalogue, fulfilment, stock
from shop.domain.orders.events import OrderMoved
from shop.domain.orders.finding import get
from shop.domain.orders.models import Order
from shop.domain.orders.states import CANCELLED


def allocate(order: Order) -> None:
    """Take the slot's place, which a sale at the till and an order of mere gift cards have none of, and the day's pieces.

    Raises SlotIsFull or NotEnoughLeft, and then nothing is taken."""
    owner = f"order:{order.id}"
    stock.allocate(owner=owner, wants=list_draws(order), on=order.on)
    if order.kind not in ("counter", "digital"):
        fulfilment.book(owner=owner, zone_id=order.zone_id, starts_at=order.starts_at, ends_at=order.ends_at)


def list_draws(order: Order) -> list[stock.Want]:
    """What the order takes from the shelf, in the order in which pools are held."""
    wants: Counter[int] = Counter()
    for line in order.lines:
        for product_id, quantity in line.draws:
            wants[product_id] += quantity
    products = catalogue.get_many(list(wants))
    return [(products[product_id], wants[product_id]) for product_id in sorted(wants)]


def hold_places(order: Order, on: date) -> None:
    """Hold what the order has and what it would have on another day, in one order: two that swap days both get there."""
    stock.hold(owner=f"order:{order.id}", wants=list_draws(order), on=on)
    fulfilment.hold_days(order.on, on)


def free(order: Order) -> None:
    owner = f"order:{order.id}"
    stock.free(owner)
    fulfilment.free(owner)


def free_places(event: OrderMoved) -> None:
    """A cancelled order gives everything back; a cancel undone takes it again, or is refused."""
    if event.was in CANCELLED:
        allocate(get(event.order_id))
    elif event.to in CANCELLED:
        free(get(event.order_id))
