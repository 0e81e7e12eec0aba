"""Decides what stays of the baskets of a person who is forgotten: the goods, as nobody's."""

from sqlalchemy import select, update

from shop.domain.baskets.models import Basket, BasketLine
from shop.domain.customers import CustomerErased
from shop.kernel.database import change, db, writing


def forget_baskets(event: CustomerErased) -> None:
    """With nothing that was written on them."""
    with writing():
        own = select(Basket.id).where(Basket.customer_id.in_(event.ids))
        change(update(BasketLine).where(BasketLine.basket_id.in_(own)).values(answers={}).execution_options(synchronize_session=False))
        theirs = update(Basket).where(Basket.customer_id.in_(event.ids)).execution_options(synchronize_session=False)
        change(theirs.values(customer_id=None, choices={}))
        db.session.expire_all()
