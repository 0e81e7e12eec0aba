"""Where an order by phone gets its time, its place and its name, and is read back before it counts."""
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from secrets import token_urlsafe
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from shop.channels.counter.asking_money import HOLDS, hold_of, put
from shop.channels.counter.handing_over import get_order
from shop.channels.counter.ordering import origin
from shop.channels.counter.sharing import get_basket
from shop.domain import baskets, customers, fulfilment, payments
from shop.domain.orders import Details, Order
from shop.domain.staff import Permission
from shop.kernel import clock
from shop.kernel.refusal import Refusal
from shop.kernel.wording import LANGUAGES, say
from shop.web import slots
from shop.web.asking import by, needs
from shop.web.forms import Form, attempt, read
from shop.web.fragments import wants_fragment
from shop.web.places import check_place, read_place
from shop.web.rendering import reader


@dataclass(frozen=True)
class PhoneOrder:
    """`checkout` was made when the form was drawn: the same form twice is one order."""

    checkout: str
    seen: str
    starts_at: datetime
    name: str
    phone: str
    email: str = ""
    note: str = ""
    language: str = "it"
    street: str = ""
    doorbell: str = ""
    courier_note: str = ""
    way: str = "counter"
    hold_hours: int = 1


def _draw(token: str, form: Form[Any], status: int = 200) -> ResponseReturnValue:
    now, place = clock.now(), read_place(request.values)
    quote = baskets.quote(get_basket(token), now=now, kind=place.kind, zone_id=place.zone_id, channel=origin().channel,
                          customer_id=_find_caller(form.typed))
    times = slots.offer(quote.wanted, request.values, now=now, kind=place.kind, zone_id=place.zone_id) if place.is_known else None
    ways = payments.ways(quote, kind=place.kind, by_staff=True)
    template = "counter/times.html" if wants_fragment() and request.method == "GET" else "counter/checkout.html"
    return render_template(template, token=token, form=form, quote=quote, times=times, checkout=form.value("checkout") or token_urlsafe(18),
                           place=place, delivers=bool(fulfilment.list_zones()), languages=LANGUAGES,
                           ways=[way for way in ways if way.code != "counter"], holds=HOLDS), status


def _find_caller(typed: Mapping[str, Any]) -> int | None:
    """Whose order this is going to be, as far as is known: some offers may be used once by each."""
    try:
        email, phone = customers.clean_email(typed.get("email", "")), customers.clean_phone(typed.get("phone", ""))
    except Refusal:
        return None
    return customers.find_known(email=email, phone=phone)


@needs(Permission.CHANGE_ORDERS)
def checkout(token: str) -> ResponseReturnValue:
    return _draw(token, Form(reader()))


@needs(Permission.CHANGE_ORDERS)
def place(token: str) -> ResponseReturnValue:
    if request.form.get("act") == "look":
        return _draw(token, Form(reader(), request.form))
    form = _read()
    order = attempt(form, lambda asked: _place(token, asked))
    return _draw(token, form, 422) if order is None else redirect(url_for("counter.placed", code=order.code), 303)


def _read() -> Form[PhoneOrder]:
    """The form, with what is wrong about the place said beside all else."""
    form = read(PhoneOrder, request.form, reader())
    try:
        check_place(request.form)
    except Refusal as refusal:
        form.errors[refusal.field or "form"] = say(f"refusal.{refusal.code}", reader(), **refusal.params)
        form.asked = None
    return form


def _place(token: str, asked: PhoneOrder) -> Order:
    where = read_place(request.form)
    address = {"street": asked.street, "postal_code": where.postal_code, "town": where.town, "doorbell": asked.doorbell}
    details = Details(
        name=asked.name, email=customers.clean_email(asked.email), phone=customers.clean_phone(asked.phone), starts_at=asked.starts_at,
        kind=where.kind, zone_id=where.zone_id, note=asked.note, courier_note=asked.courier_note,
        address=address if where.kind == "delivery" else {})
    return payments.place(way=asked.way, hold=hold_of(asked.hold_hours), checkout=asked.checkout, basket_token=token, details=details,
                          seen=asked.seen, origin=origin(), by=by(), language=asked.language if asked.language in LANGUAGES else "it",
                          now=clock.now())


@needs(Permission.CHANGE_ORDERS)
def placed(code: str) -> ResponseReturnValue:
    order = get_order(code)
    return render_template("counter/placed.html", order=order, asks=put(order) is not None)
