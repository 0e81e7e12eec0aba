"""Decides how a basket that staff filled gets to the customer who will finish it: as theirs, and by letter where there is an address."""

from datetime import datetime

from shop.domain import customers, letters
from shop.domain.baskets.events import BasketSent
from shop.domain.baskets.filling import LASTS, get_basket
from shop.domain.baskets.models import Basket
from shop.kernel import clock, events
from shop.kernel.database import db, writing
from shop.kernel.refusal import NotFound, Refusal


class NothingToSend(Refusal):
    code = "nothing_to_send"


def send(token: str, *, name: str, email: str | None, phone: str | None, language: str, by: str, now: datetime) -> Basket:
    """The basket, attached to whom these signs belong; a letter with its link goes to the email, at most one an hour. Who staff say
    it is stays out of the basket's choices: whoever has the link may read those. Raises NothingToSend, NotFound.
    """
    with writing():
        basket = get_basket(token, now=now)
        if not basket.lines:
            raise NothingToSend
        known = customers.recognise(email=email, phone=phone, name=name, language=language, now=now)
        basket.customer_id, basket.language = known or basket.customer_id, language
        db.session.flush()
        about = f"basket:{basket.id}"
        events.record(BasketSent(at=now, about=about, customer_id=basket.customer_id, by=by, via="counter", basket_id=basket.id))
    if email:  # composed outside the write
        cause = f"{about} {email} {now:%Y-%m-%dT%H}"
        letters.queue(kind="basket", cause=cause, about=about, compose_id=basket.id, to=email, language=language, now=now)
    return basket


def get_by_id(basket_id: int) -> Basket:
    """For the letter about it. Raises NotFound."""
    basket = db.session.get(Basket, basket_id)
    if basket is None:
        raise NotFound
    return basket


def ends_at(basket: Basket) -> datetime:
    """Until when its link opens it, if nobody touches it any more."""
    return clock.local(basket.touched_at + LASTS)
