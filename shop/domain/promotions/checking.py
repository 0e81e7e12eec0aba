"""Decides whether every offer was used as often as it counts, and no more than it may (I4)."""

from collections import Counter
from collections.abc import Iterator

from sqlalchemy import select

from shop.domain.promotions.finding import ALL
from shop.domain.promotions.models import OfferCount, OfferRow, Redemption
from shop.kernel.database import db


def list_faults() -> Iterator[str]:
    live: Counter[tuple[int, int]] = Counter()
    for offer_id, customer_id in db.session.execute(
        select(Redemption.offer_id, Redemption.customer_id).where(Redemption.given_back_at.is_(None))
    ):
        live.update([(offer_id, ALL), *([(offer_id, customer_id)] if customer_id is not None else [])])
    counted = {(row.offer_id, row.customer_id): row.uses for row in db.session.scalars(select(OfferCount))}
    for offer_id, customer_id in sorted(set(live) | set(counted)):
        if live[offer_id, customer_id] != counted.get((offer_id, customer_id), 0):
            yield f"I4 offer {offer_id}: the uses of {customer_id or 'all'} are not counted right"
    yield from _list_beyond(live)


def _list_beyond(live: Counter[tuple[int, int]]) -> Iterator[str]:
    limits = {row.id: (row.most_uses, row.most_per_customer) for row in db.session.scalars(select(OfferRow))}
    for (offer_id, customer_id), uses in sorted(live.items()):
        most = limits[offer_id][0 if customer_id == ALL else 1]
        if most is not None and uses > most:
            yield f"I4 offer {offer_id}: used {uses} times by {customer_id or 'all'}, allowed {most}"
