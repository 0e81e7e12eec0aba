"""Decides what can be sold over the counter at this minute: what is there, whatever the hours and the time of making say."""
from collections.abc import Iterable, Sequence
from datetime import datetime

from shop.domain.availability.answering import scene
from shop.domain.availability.needing import Wanted, need_of
from shop.domain.availability.refusing import refusal_of
from shop.domain.availability.ruling import Reason, Scene, never, short
from shop.domain.catalogue import Product, get_many


def check_counter(wanted: Sequence[Wanted], *, now: datetime) -> None:
    """Raises the refusal of the first thing that is not there today; the guarded UPDATEs behind stay the judge."""
    reason = _missing(wanted, scene(now=now, by_staff=True))
    if reason:
        raise refusal_of(reason)


def _missing(wanted: Sequence[Wanted], shop: Scene) -> Reason | None:
    need = need_of(wanted)
    until = next(((one.name, one.sold_out_until) for one, _ in need.wants if one.sold_out_until and one.sold_out_until > shop.now), None)
    gone = Reason("sold_out_today", {"product": until[0], "until_at": until[1]}) if until else None
    return never(need, shop) or gone or short(need, shop, shop.today)


def left_now(products: Iterable[Product], *, now: datetime) -> dict[int, int | None]:
    """Pieces or grams of each that can be sold now; None for no limit, 0 for what is sold out."""
    goods, shop = list(products), scene(now=now, by_staff=True)
    get_many({part.product_id for product in goods for part in product.parts})
    return {product.id: _left(product, shop) for product in goods}


def _left(product: Product, shop: Scene) -> int | None:
    need = need_of([(product, None, 1)])
    if any(one.sold_out_until and one.sold_out_until > shop.now for one, _ in need.wants):
        return 0
    fits = [have // quantity for one, quantity in need.wants if (have := shop.left(one, shop.today)) is not None]
    return max(0, min(fits)) if fits else None
