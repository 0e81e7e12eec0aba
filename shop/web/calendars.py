"""Decides what an order is in a calendar: one event at the agreed time, whose later versions replace the earlier ones."""
from urllib.parse import urlsplit

from shop.domain import business
from shop.domain.orders import Order
from shop.kernel.wording import say


def order_calendar(order: Order, *, language: str, page: str) -> str:
    """The iCalendar file of an order; `page` is its page's whole address. Moments are UTC, so no time zone has to be defined."""
    from icalendar import Calendar, Event  # heavy, and only needed here

    seller = business.identity()
    calendar, event = Calendar(), Event()
    calendar.add("prodid", "-//Bottega//orders//")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    event.add("uid", f"order-{order.code.lower()}@{urlsplit(page).hostname}")
    event.add("dtstamp", order.moved_at)
    event.add("sequence", order.version)
    event.add("dtstart", order.starts_at)
    event.add("dtend", order.ends_at)
    event.add("summary", say(f"letters.calendar.{order.kind}", language, shop=seller.name, code=order.code))
    event.add("location", place(order))
    event.add("description", say("letters.calendar.about", language, page=page))
    event.add("url", page)
    calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written.decode()


def place(order: Order) -> str:
    """Where the goods change hands."""
    if order.kind == "digital":
        return order.email or ""
    if order.kind == "delivery":
        parts = order.address
        return f"{parts.get('street', '')}, {parts.get('postal_code', '')} {parts.get('town', '')}"
    seller = business.identity()
    return f"{seller.name}, {seller.street}, {seller.postal_code} {seller.town}"
