"""Decides that an offer is used, and given back: never more often than its owner allowed, whoever else uses it at this moment."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import update

from shop.domain.promotions.counting import ids_counted
from shop.domain.promotions.facts import Discount
from shop.domain.promotions.finding import ALL, count_uses, find_many
from shop.domain.promotions.models import OfferCount, OfferRow, Redemption
from shop.domain.promotions.refusing import OfferAlreadyUsed, OfferNeedsCustomer, OfferUsedUp
from shop.kernel.database import change, db, insert_once, writing


def redeem(*, order_id: int, customer_id: int | None, discounts: Sequence[Discount], now: datetime) -> None:
    """Count one use of each. Raises OfferUsedUp, OfferAlreadyUsed, OfferNeedsCustomer, and then nothing is used."""
    with writing():
        for discount in sorted(discounts, key=lambda one: one.offer_id):
            _take(discount.offer_id, customer_id)
            _note(discount, order_id=order_id, customer_id=customer_id, now=now)


def _take(offer_id: int, customer_id: int | None) -> None:
    offer = next(iter(find_many([offer_id])), None)
    if offer is None or not _count(offer_id, ALL, offer.most_uses):
        raise OfferUsedUp(name=offer.name if offer else "")
    _mark_if_last(offer_id, offer.most_uses)
    if customer_id is None:
        if offer.most_per_customer is not None:
            raise OfferNeedsCustomer(name=offer.name)
        return
    most = offer.most_per_customer
    others = [one for one in ids_counted(customer_id) if one != customer_id] if most is not None else []
    used = count_uses([offer_id], customer_ids=others).get(offer_id, 0) if others else 0
    if not _count(offer_id, customer_id, most - used if most is not None else None):
        raise OfferAlreadyUsed(name=offer.name)


def _count(offer_id: int, customer_id: int, most: int | None) -> bool:
    insert_once(OfferCount, offer_id=offer_id, customer_id=customer_id, uses=0)
    mine = update(OfferCount).where(OfferCount.offer_id == offer_id, OfferCount.customer_id == customer_id)
    guarded = mine if most is None else mine.where(OfferCount.uses < most)
    return change(guarded.values(uses=OfferCount.uses + 1)) == 1


def _mark_if_last(offer_id: int, most: int | None, *, more: int = 0) -> None:
    """The last use, and its return, change the topic: pages that still show the offer are drawn anew."""
    if most is not None and count_uses([offer_id], customer_ids=[ALL])[offer_id] + more >= most:
        change(update(OfferRow).where(OfferRow.id == offer_id).values(state=OfferRow.state))


def _note(discount: Discount, *, order_id: int, customer_id: int | None, now: datetime) -> None:
    """A first use is a new row; one given back by the same order (a cancel undone) lives again."""
    values = {"customer_id": customer_id, "cents": discount.cents, "at": now}
    if not insert_once(Redemption, offer_id=discount.offer_id, order_id=order_id, **values):
        of = (Redemption.offer_id == discount.offer_id, Redemption.order_id == order_id, Redemption.given_back_at.is_not(None))
        if change(update(Redemption).where(*of).values(given_back_at=None, **values)) != 1:
            raise OfferAlreadyUsed(name=discount.name)


def give_back(*, order_id: int, now: datetime, offer_ids: Sequence[int] | None = None) -> None:
    """All the order used, or only these, may be used by others again; a second time changes nothing."""
    with writing():
        for row in db.session.query(Redemption).filter_by(order_id=order_id).order_by(Redemption.offer_id):
            live = update(Redemption).where(Redemption.id == row.id, Redemption.given_back_at.is_(None))
            if (offer_ids is None or row.offer_id in offer_ids) and change(live.values(given_back_at=now)) == 1:
                _give(row.offer_id, row.customer_id)


def _give(offer_id: int, customer_id: int | None) -> None:
    """In the order in which `_take` takes, so that two who meet wait instead of barring each other's way."""
    _count_down(offer_id, ALL)
    _mark_if_last(offer_id, next((offer.most_uses for offer in find_many([offer_id])), None), more=1)
    if customer_id is not None:
        _count_down(offer_id, customer_id)


def _count_down(offer_id: int, customer_id: int) -> None:
    mine = (OfferCount.offer_id == offer_id, OfferCount.customer_id == customer_id, OfferCount.uses > 0)
    change(update(OfferCount).where(*mine).values(uses=OfferCount.uses - 1))


def revise(*, order_id: int, discounts: Sequence[Discount], now: datetime) -> None:
    """The order was changed: these of its offers still hold, with these cents; the others are given back."""
    with writing():
        kept = {discount.offer_id: discount.cents for discount in discounts}
        live = [row for row in list_of(order_id) if row.given_back_at is None]
        give_back(order_id=order_id, now=now, offer_ids=[row.offer_id for row in live if row.offer_id not in kept])
        for offer_id, cents in sorted(kept.items()):
            mine = (Redemption.order_id == order_id, Redemption.offer_id == offer_id, Redemption.given_back_at.is_(None))
            change(update(Redemption).where(*mine).values(cents=cents))


def list_of(order_id: int) -> Sequence[Redemption]:
    return db.session.query(Redemption).filter_by(order_id=order_id).order_by(Redemption.offer_id).all()
