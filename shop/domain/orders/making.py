"""Decides that what was agreed to be made for one customer alone becomes an order: a line without a product, priced by the shop."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from secrets import token_urlsafe
from typing import Any

from sqlalchemy import select

from shop.domain import availability, business, customers
from shop.domain.availability import Wanted
from shop.domain.catalogue import ALLERGENS, Category, Product
from shop.domain.orders.allocating import allocate
from shop.domain.orders.confirming import announce
from shop.domain.orders.events import OrderHeld
from shop.domain.orders.finding import find_by_checkout
from shop.domain.orders.models import Line, Order, Words
from shop.domain.orders.placing import AT_THE_COUNTER, Details, Terms, clean, first_state, insert
from shop.domain.orders.tracing import trace
from shop.kernel import clock, events
from shop.kernel.database import db, writing
from shop.kernel.origin import Origin, columns_of

NO_PRODUCT = 0


@dataclass(frozen=True)
class Made:
    """What was agreed: `cents` for all of it, VAT of that code included; `answers` [{"kind", "label", "text"}] as a line keeps them,
    `pictures` keys of the picture store for private pictures; `until_on` the day it was agreed for, however far ahead."""

    name: Words
    cents: int
    vat: str
    allergens: tuple[str, ...]
    traces: tuple[str, ...] = ()
    answers: tuple[dict[str, Any], ...] = ()
    pictures: tuple[str, ...] = ()
    lead_minutes: int = 0
    until_on: date | None = None


def wanted_of(name: Words, lead_minutes: int, quantity: int = 1) -> Wanted:
    """As availability asks for it: a thing without a shelf, that takes its time."""
    return Product(
        id=NO_PRODUCT, slug="", category=Category(0, "", {}), state="published", name=name, story={}, ingredients={}, unit="piece",
        price_cents=0, step_g=None, min_g=None, net_g=None, net_ml=None, vat=None, allergens=None, traces=frozenset(), alcohol=False,
        perishable=True, keep_cold=False, shelf_life_hours=None, lead_minutes=lead_minutes, pool_size=None, season_from=None,
        season_to=None, from_on=None, until_on=None, sold_out_until=None, counter_only=False, delivers=True, region=None, goes_with=(),
        variants=(), groups=(), questions=(), parts=(), pictures=(),
    ), None, quantity


def place_made(
    *, checkout: str, made: Made, details: Details, origin: Origin, language: str, now: datetime, by: str = "customer",
    terms: Terms = AT_THE_COUNTER,
) -> Order:
    """The order, whole, in one transaction: its place taken by the same rules as any other's. The same `checkout` again returns the same.

    Raises NameNeeded, ContactNeeded, AddressNeeded, UnknownVatRate, and the refusals of availability."""
    with writing():
        placed = find_by_checkout(checkout)
        if placed is not None:
            return placed
        person = customers.recognise(
            email=clean(details).email, phone=details.phone, name=details.name, language=language, now=now)
        slot = availability.check(
            [wanted_of(made.name, made.lead_minutes)], starts_at=details.starts_at, now=now, kind=details.kind, zone_id=details.zone_id,
            by_staff=by.startswith("staff:"), until_on=made.until_on)
        values = _values(made, details, origin, person, now) | vars(terms)
        values |= {"checkout": checkout, "language": language, "ends_at": slot.ends_at, "state": first_state(terms)}
        order, is_new = insert(values)
        if is_new:
            _complete(order, made, by, now)
        return order


def _values(made: Made, details: Details, origin: Origin, customer_id: int | None, now: datetime) -> dict[str, Any]:
    return vars(details) | columns_of(trace(origin, customer_id, now)) | {
        "token": token_urlsafe(24),
        "moved_at": now,
        "customer_id": customer_id,
        "starts_at": details.starts_at.astimezone(UTC),
        "on": clock.day_of(details.starts_at),
        "goods_cents": made.cents,
        "total_cents": made.cents,
        "vat": _vat(made, now),
        "allergens": [key for key in ALLERGENS if key in made.allergens],
        "terms_version": business.legal().terms_version,
        "placed_at": now,
    }


def _vat(made: Made, now: datetime) -> dict[str, int]:
    return {str(business.vat_basis_points(made.vat, clock.day_of(now))): made.cents}


def _complete(order: Order, made: Made, by: str, now: datetime) -> None:
    order.lines = [_line(made, now)]
    db.session.flush()
    allocate(order)
    if order.pay_by_at is None:
        announce(order, by=by, via=order.channel, now=now)
    else:
        order.last_act = events.record(OrderHeld(at=now, by=by, via=order.channel, **order.named, total_cents=order.total_cents))


def _line(made: Made, now: datetime) -> Line:
    answers = [{"id": number} | answer for number, answer in enumerate(made.answers, 1)]
    return Line(
        product_id=NO_PRODUCT, variant_id=None, category="", name=made.name, unit="piece", quantity=1, cents=made.cents, answers=answers,
        allergens=sorted(made.allergens), traces=sorted(made.traces), vat=_vat(made, now), draws=[], lead_minutes=made.lead_minutes,
        pictures=list(made.pictures), may_withdraw=False)  # made to the customer's own wishes: Codice del Consumo art. 59, c. 1, lett. c


def list_pictures() -> set[str]:
    """The keys of all that customers showed for what was made."""
    shown = select(Line.pictures).where(Line.product_id == NO_PRODUCT)
    return {key for keys in db.session.scalars(shown) for key in keys}
