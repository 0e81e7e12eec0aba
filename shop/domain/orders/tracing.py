"""Decides which links an order is credited to: those of the last thirty days, written once when it is placed."""

from dataclasses import replace
from datetime import datetime, timedelta

from shop.domain import customers, links
from shop.kernel.origin import Origin

LASTS = timedelta(days=30)


def trace(origin: Origin, customer_id: int | None, now: datetime) -> Origin:
    """What door and basket knew, if it is not too old; where they know no link, what a person who agreed to it followed lately."""
    if origin.last_touch_at is not None and origin.last_touch_at < now - LASTS:
        origin = replace(origin, first_link_id=None, first_touch_at=None, last_link_id=None, last_touch_at=None)
    if origin.last_link_id is None and customer_id is not None and links.has_agreed(customer_id):
        for touch in links.touches_of(customers.ids_of(customer_id), now - LASTS):
            origin = origin.touched(touch.link_id, touch.at)
    return origin
