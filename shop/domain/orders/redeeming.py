"""Decides that an order uses its offers, and gives them back when it is called off."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from shop.domain import baskets, promotions
from shop.domain.orders.events import OrderMoved
from shop.domain.orders.finding import get
from shop.domain.orders.models import Order
from shop.domain.orders.states import CANCELLED
from shop.domain.promotions import Discount


def redeem_offers(order: Order, quote: baskets.Quote, *, now: datetime) -> None:
    """Whoever sells calls this in the write that makes the order. Raises OfferUsedUp, OfferAlreadyUsed, OfferNeedsCustomer."""
    order.discounts = as_kept(quote.discounts)
    if quote.discounts:
        promotions.redeem(order_id=order.id, customer_id=order.customer_id, discounts=quote.discounts, now=now)


def revise_offers(order: Order, discounts: Sequence[Discount], *, now: datetime) -> None:
    """The order was changed: what no longer holds is given back."""
    if order.discounts:
        order.discounts = as_kept(discounts)
        promotions.revise(order_id=order.id, discounts=discounts, now=now)


def as_kept(discounts: Sequence[Discount]) -> list[dict[str, Any]]:
    return [{"offer_id": one.offer_id, "name": one.name, "cents": one.cents} for one in discounts]


def agreed(order: Order) -> tuple[Discount, ...]:
    """What the offers took off, as it was agreed."""
    return tuple(Discount(**kept) for kept in order.discounts)


def return_offers(event: OrderMoved) -> None:
    """A cancelled order's uses may be had by others; a cancel undone takes them again, or is refused."""
    if event.was in CANCELLED:
        order = get(event.order_id)
        promotions.redeem(order_id=order.id, customer_id=order.customer_id, discounts=agreed(order), now=event.at)
    elif event.to in CANCELLED:
        promotions.give_back(order_id=event.order_id, now=event.at)
