"""Where an order by phone gets its time and its name, and is read back before it counts."""
from dataclasses import dataclass
from datetime import datetime
from secrets import token_urlsafe
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from shop.channels.counter.ordering import origin
from shop.domain import baskets, customers, orders
from shop.domain.baskets import Basket
from shop.domain.orders import Details, Order
from shop.domain.staff import Permission
from shop.kernel import clock
from shop.kernel.refusal import NotFound
from shop.kernel.wording import LANGUAGES
from shop.web import slots
from shop.web.asking import by, needs
from shop.web.forms import Form, attempt, read
from shop.web.fragments import wants_fragment
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


def _get(token: str) -> Basket:
    basket = baskets.find_basket(token, now=clock.now())
    if basket is None:
        raise NotFound
    return basket


def _draw(token: str, form: Form[Any], status: int = 200) -> ResponseReturnValue:
    now = clock.now()
    quote = baskets.quote(_get(token), now=now, channel=origin().channel)
    times = slots.offer(quote.wanted, request.values, now=now)
    template = "counter/times.html" if wants_fragment() and request.method == "GET" else "counter/checkout.html"
    return render_template(template, token=token, form=form, quote=quote, times=times, checkout=form.value("checkout") or token_urlsafe(18),
                           languages=LANGUAGES), status


@needs(Permission.CHANGE_ORDERS)
def checkout(token: str) -> ResponseReturnValue:
    return _draw(token, Form(reader()))


@needs(Permission.CHANGE_ORDERS)
def place(token: str) -> ResponseReturnValue:
    if request.form.get("act") == "look":
        return _draw(token, Form(reader(), request.form))
    form = read(PhoneOrder, request.form, reader())
    order = attempt(form, lambda asked: _place(token, asked))
    return _draw(token, form, 422) if order is None else redirect(url_for("counter.placed", code=order.code), 303)


def _place(token: str, asked: PhoneOrder) -> Order:
    details = Details(name=asked.name, email=customers.clean_email(asked.email), phone=customers.clean_phone(asked.phone),
                      starts_at=asked.starts_at, note=asked.note)
    return orders.place(checkout=asked.checkout, basket_token=token, details=details, seen=asked.seen, origin=origin(), by=by(),
                        language=asked.language if asked.language in LANGUAGES else "it", now=clock.now())


@needs(Permission.CHANGE_ORDERS)
def placed(code: str) -> ResponseReturnValue:
    order = orders.find_by_code(code)
    if order is None:
        raise NotFound
    return render_template("counter/placed.html", order=order)
