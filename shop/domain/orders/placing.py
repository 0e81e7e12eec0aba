"""Decides that a basket becomes an order."""

from dataclasses import dataclass, field
from datetime import date, datetime
from secrets import token_urlsafe
from typing import Any

from shop.domain import availability, baskets, business, customers
from shop.domain.orders.allocating import allocate
from shop.domain.orders.confirming import announce
from shop.domain.orders.events import OrderHeld
from shop.domain.orders.finding import find_by_checkout
from shop.domain.orders.freezing import freeze
from shop.domain.orders.models import Order
from shop.domain.orders.redeeming import redeem_offers
from shop.domain.orders.tracing import trace
from shop.kernel import clock, events
from shop.kernel.database import db, insert_once, writing
from shop.kernel.origin import Origin, columns_of
from shop.kernel.refusal import Refusal
from shop.kernel.tokens import short_code

CODE_LENGTH = 5


class PriceHasChanged(Refusal):
    """The customer agreed to something else than what the basket costs, or holds, now."""

    code = "price_has_changed"


class BasketIsEmpty(Refusal):
    code = "basket_is_empty"


class BelowMinimum(Refusal):
    code = "below_minimum"
    field = "zone_id"


class NameNeeded(Refusal):
    code = "customer_name_needed"
    field = "name"


class ContactNeeded(Refusal):
    code = "contact_needed"
    field = "email"


class EmailNeeded(Refusal):
    """What goes by letter needs an address to go to."""

    code = "email_needed"
    field = "email"


class AddressNeeded(Refusal):
    code = "address_needed"
    field = "street"


@dataclass(frozen=True)
class Details:
    """Who orders and how they get it. `address`: street, postal_code, town, doorbell; only for delivery."""

    name: str
    email: str | None
    phone: str | None
    starts_at: datetime
    kind: str = "pickup"
    zone_id: int | None = None
    collector: str = ""
    note: str = ""
    courier_note: str = ""
    address: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Terms:
    """How it is paid. `pay_by_at`: the order is held unpaid until then, and stands once its deposit (or all of it) is paid; None: it stands
    at once. `invoice_to` an invoice's buyer, frozen."""

    pay_by_at: datetime | None = None
    deposit_cents: int = 0
    balance_by_on: date | None = None
    tip_cents: int = 0
    invoice_to: dict[str, str] = field(default_factory=dict)


AT_THE_COUNTER = Terms()


def place(
    *,
    checkout: str,
    basket_token: str,
    details: Details,
    seen: str,
    origin: Origin,
    language: str,
    now: datetime,
    by: str = "customer",
    terms: Terms = AT_THE_COUNTER,
) -> Order:
    """The order, whole: quoted again, places and pieces taken, numbered, and its fact recorded, in one transaction.

    `checkout` is the form's own secret: the same form again returns the same order. `seen` is the fingerprint of the quote
    that the customer agreed to. `origin` is the door; what the basket knew of links and staff joins it. `by` who pressed the button:
    a basket that staff filled may be placed by the customer, and the other way round.
    Raises PriceHasChanged, BasketIsEmpty, BelowMinimum, the refusals of availability, stock and offers.
    """
    with writing():
        baskets.hold(basket_token)
        placed = find_by_checkout(checkout)
        if placed is not None:
            return placed
        cleaned = clean(details)
        person = customers.recognise(email=details.email, phone=details.phone, name=details.name, language=language, now=now)
        quote = _agreed_quote(basket_token, cleaned, seen, channel=origin.channel, customer_id=person, now=now)
        basket = baskets.find_basket(basket_token, now=now)
        whole = origin.after(basket.origin) if basket else origin
        by_staff = by.startswith("staff:")
        slot = availability.check(
            quote.wanted, starts_at=cleaned.starts_at, now=now, kind=cleaned.kind, zone_id=cleaned.zone_id, by_staff=by_staff
        )
        values = _values(quote, cleaned, whole, person, language, now)
        times = {"starts_at": slot.starts_at, "ends_at": slot.ends_at, "on": clock.day_of(slot.starts_at)}
        order, is_new = insert(values | vars(terms) | times | {"checkout": checkout, "state": first_state(terms)})
        if is_new:
            _complete(order, quote, by, now)
            baskets.close(basket_token, became=order.token, now=now)
        return order


def first_state(terms: Terms) -> str:
    return "placed" if terms.pay_by_at is None else "awaiting_payment"


def clean(details: Details) -> Details:
    if not details.name.strip():
        raise NameNeeded
    if not details.email and not details.phone:
        raise ContactNeeded
    if details.kind == "digital" and not details.email:
        raise EmailNeeded
    if details.kind == "delivery" and not all(details.address.get(part, "").strip() for part in ("street", "postal_code", "town")):
        raise AddressNeeded
    return details


def _agreed_quote(token: str, details: Details, seen: str, *, channel: str, customer_id: int | None, now: datetime) -> baskets.Quote:
    basket, zone_id = baskets.find_basket(token, now=now), details.zone_id
    quote = baskets.quote(basket, now=now, kind=details.kind, zone_id=zone_id, channel=channel, customer_id=customer_id)
    if quote.is_empty and not quote.gone:
        raise BasketIsEmpty
    if quote.gone or quote.fingerprint != seen:
        raise PriceHasChanged(total_cents=quote.total_cents)
    if quote.missing_for_minimum_cents:
        raise BelowMinimum(missing_cents=quote.missing_for_minimum_cents)
    return quote


def insert(values: dict[str, Any]) -> tuple[Order, bool]:
    """The row, or the one that another process made from the same form a moment ago; a code already used is drawn again."""
    while True:
        is_new = insert_once(Order, code=short_code(CODE_LENGTH), **values)
        order = find_by_checkout(values["checkout"])
        if order is not None:
            return order, is_new


def _values(
    quote: baskets.Quote, details: Details, origin: Origin, customer_id: int | None, language: str, now: datetime
) -> dict[str, Any]:
    own = {name: value for name, value in vars(details).items() if name != "address"}
    return own | columns_of(trace(origin, customer_id, now)) | {
        "token": token_urlsafe(24),
        "language": language,
        "moved_at": now,
        "customer_id": customer_id,
        "on": clock.day_of(details.starts_at),
        "address": details.address if details.kind == "delivery" else {},
        "zone_id": details.zone_id if details.kind == "delivery" else None,
        "goods_cents": quote.goods_cents,
        "fee_cents": quote.fee_cents,
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
        announce(order, by=by, via=order.channel, now=now)
    else:
        order.last_act = events.record(OrderHeld(at=now, by=by, via=order.channel, **order.named, total_cents=order.total_cents))
