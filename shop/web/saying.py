"""Decides in which words every page tells when a product can be had, and which way leads to the shop."""
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from shop.domain import business, catalogue
from shop.domain.availability import Card
from shop.kernel import clock
from shop.web.rendering import quantity as amount

FEW = {"piece": 12, "tray": 12, "kg": 1500}
SAID_WHY = ("sold_out", "counter_only", "out_of_season", "not_sold", "none_left")


@dataclass(frozen=True)
class Said:
    """Availability in words: the key of the sentence, its parameters, and the colour of its dot."""

    key: str
    params: dict[str, Any]
    kind: str


def put_in_words(product: catalogue.Product, card: Card, today: date) -> Said:
    """`Ready now`, `Today from 15:30, 3 left`, `From Saturday ...`, or why not."""
    if card.first_at is None or product.counter_only:
        code = "counter_only" if product.counter_only else card.why.code if card.why else ""
        return Said(f"availability.{code if code in SAID_WHY else 'not_now'}", {}, "" if product.counter_only else "bad")
    if product.is_voucher:
        return Said("availability.by_letter", {}, "good")
    on = clock.day_of(card.first_at)
    few = card.left is not None and card.left <= FEW[product.unit] and on == today
    params: dict[str, Any] = {"left": amount(card.left or 0, product.unit)} if few else {}
    if card.ready_now:
        return Said(f"availability.ready_now{'_few' if few else ''}", params, "warn" if few else "good")
    if on == today:
        return Said(f"availability.today{'_few' if few else ''}", params | {"first_time": card.first_at}, "warn" if few else "good")
    if on == today + timedelta(days=1):
        return Said("availability.tomorrow", {"first_time": card.first_at}, "")
    return Said("availability.later", {"first_at": card.first_at}, "")


def where() -> str:
    """The way to the shop on the owner's map, or on one that asks for nothing but the address."""
    who = business.identity()
    found = urlencode({"query": f"{who.street}, {who.postal_code} {who.town}"})
    return business.face().maps_url or f"https://www.openstreetmap.org/search?{found}"
