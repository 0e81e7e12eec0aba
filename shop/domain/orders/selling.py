"""Decides that a basket is sold over the counter: an order without a slot, its pieces from today's shelf, collected in the same moment."""

from dataclasses import dataclass, replace
from datetime import datetime
from secrets import token_urlsafe
from typing import Any

from shop.domain import availability, baskets, business, customers
from shop.domain.orders.allocating import allocate
from shop.domain.orders.confirming import announce_sale
from shop.domain.orders.events import OrderHeld
from shop.domain.orders.finding import find_by_checkout
from shop.domain.orders.freezing import freeze
from shop.domain.orders.models import Order
from shop.domain.orders.placing import AT_THE_COUNTER, BasketIsEmpty, PriceHasChanged, Terms, first_state, insert
from shop.domain.orders.redeeming import redeem_offers
from shop.domain.orders.tracing import trace
from shop.kernel import clock, events
from shop.kernel.database import db, writing
from shop.kernel.origin import Origin, columns_of


@dataclass(frozen=True)
class Buyer:
    """Who buys, as far as they say: nobody has to. Without an id the person is recognised by email or phone."""

    customer_id: int | None = None
    name: str = ""
    email: str | None = None
    phone: str | None = None


NOBODY = Buyer()


def sell(
    *,
    checkout: str,
    basket_token: str,
    seen: str,
    origin: Origin,
    language: str,
    by: str,
    now: datetime,
    buyer: Buyer = NOBODY,
    terms: Terms = AT_THE_COUNTER,
) -> tuple[Order, bool]:
    """The sale, whole, and whether it is new: the same `checkout` again returns the same order, however often it is sent.
    With `terms.pay_by_at` its pieces are held until its money came from outside (see confirming).

    `seen` is the fingerprint of the quote that the seller read out. The basket's own customer is the buyer where none is named.
    Raises PriceHasChanged, BasketIsEmpty, the refusals of availability, stock and offers.
    """
    with writing():
        baskets.hold(basket_token)
        sold = find_by_checkout(checkout)
        if sold is not None:
            return sold, False
        basket = baskets.find_basket(basket_token, now=now)
        person = _known(buyer, basket, language, now)
        quote = _agreed(basket, person, origin.channel, seen, now)
        availability.check_counter(quote.wanted, now=now)
        whole = origin.after(basket.origin) if basket else origin
        values = _values(quote, person, whole, language, now) | vars(terms)
        order, is_new = insert(values | {"checkout": checkout, "state": first_state(terms)})
        if is_new:
            _complete(order, quote, by, now)
            baskets.close(basket_token, became=order.token, now=now)
        return order, is_new


def _known(buyer: Buyer, basket: baskets.Basket | None, language: str, now: datetime) -> Buyer:
    """The buyer with an id, and what the shop knows of the person staff chose where nothing else was said. A sign alone brings no other
    contact: who first wrote somebody's number beside an address of their own must not get that person's papers."""
    found = customers.recognise(email=buyer.email, phone=buyer.phone, name=buyer.name, language=language, now=now)
    chosen = buyer.customer_id or (basket.customer_id if basket and found is None else None)
    if chosen is None and found is None:
        return buyer
    kept = customers.get_person(chosen or found or 0)
    whole = replace(buyer, customer_id=kept.id, name=buyer.name or kept.name)
    return replace(whole, email=buyer.email or kept.email, phone=buyer.phone or kept.phone) if chosen else whole


def _agreed(basket: baskets.Basket | None, person: Buyer, channel: str, seen: str, now: datetime) -> baskets.Quote:
    quote = baskets.quote(basket, now=now, kind="counter", channel=channel, customer_id=person.customer_id)
    if quote.is_empty and not quote.gone:
        raise BasketIsEmpty
    if quote.gone or quote.fingerprint != seen:
        raise PriceHasChanged(total_cents=quote.total_cents)
    return quote


def _values(quote: baskets.Quote, person: Buyer, origin: Origin, language: str, now: datetime) -> dict[str, Any]:
    return vars(person) | columns_of(trace(origin, person.customer_id, now)) | {
        "token": token_urlsafe(24),
        "language": language,
        "moved_at": now,
        "kind": "counter",
        "on": clock.day_of(now),
        "starts_at": now,
        "ends_at": now,
        "address": {},
        "goods_cents": quote.goods_cents,
        "total_cents": quote.total_cents,
        "vat": {str(bp): cents for bp, cents in quote.vat.items()},
        "allergens": list(quote.allergens),
        "terms_version": business.legal().terms_version,
        "placed_at": now,
    }


def _complete(order: Order, quote: baskets.Quote, by: str, now: datetime) -> None:
    order.lines = [freeze(line) for line in quote.lines]
    db.session.flush()
    allocate(order)
    redeem_offers(order, quote, now=now)
    if order.pay_by_at is None:
        announce_sale(order, by=by, via=order.channel, now=now)
    else:
        order.last_act = events.record(OrderHeld(at=now, by=by, via=order.channel, **order.named, total_cents=order.total_cents))
