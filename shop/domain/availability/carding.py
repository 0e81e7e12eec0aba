"""Decides what a product's card says of when it can be had: worked out once a minute, until anything it rests on changes."""
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from shop.domain.availability.answering import first_of, scene
from shop.domain.availability.needing import Need, lead_of, need_of
from shop.domain.availability.ruling import Reason, Scene
from shop.domain.catalogue import Product, get_many
from shop.domain.fulfilment import is_open
from shop.kernel import clock
from shop.kernel.snapshots import Snapshot


@dataclass(frozen=True)
class Card:
    """What a product's card says. `left` is of the day of `first_at` (today when there is none), None for no limit."""

    ready_now: bool
    left: int | None
    first_at: datetime | None
    why: Reason | None


Known = dict[tuple[int, date | None], tuple[Product, Card]]


class Memory:
    """The cards of the present minute; a product's facts must be the very same for its card to hold."""

    def __init__(self) -> None:
        self._kept: tuple[datetime | None, Known] = (None, {})

    def at(self, minute: datetime) -> Known:
        kept = self._kept
        if kept[0] != minute:
            kept = self._kept = (minute, {})
        return kept[1]


_memory: Snapshot[Memory] = Snapshot(("catalogue", "hours", "places", "settings"), Memory)


def ask_each(products: Iterable[Product], *, now: datetime, on: date | None = None) -> dict[int, Card]:
    """What each product's card says, for one piece (or the least weight) to be picked up; no query beyond what is remembered."""
    goods, shop = list(products), scene(now=now)
    known = _memory.get().at(shop.now)
    missing = [product for product in goods if (found := known.get((product.id, on))) is None or found[0] is not product]
    if missing:
        get_many({part.product_id for product in missing for part in product.parts})
        open_now = is_open(shop.now)
        for product in missing:
            known[product.id, on] = product, _card(product, shop, on, open_now)
    return {product.id: known[product.id, on][1] for product in goods}


def _card(product: Product, shop: Scene, on: date | None, open_now: bool) -> Card:
    need = need_of([(product, None, product.first_quantity)])
    found = first_of(need, shop, on)
    day = clock.day_of(found.first.starts_at) if found.first else on or shop.today
    ready = open_now and found.first is not None and day == shop.today and lead_of(product) == 0
    return Card(ready, pieces_left(need, shop, day), found.first.starts_at if found.first else None, found.why)


def pieces_left(need: Need, shop: Scene, on: date) -> int | None:
    """How often the need fits into what is left that day, in units of its first product; None for no limit."""
    unit = need.products[0].first_quantity
    fits = [(unit * have) // quantity for product, quantity in need.wants if (have := shop.left(product, on)) is not None]
    return max(0, min(fits)) if fits else None
