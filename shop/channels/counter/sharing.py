"""Where a basket that staff filled is handed to the customer, who finishes it on any device: by link, QR, message or letter."""
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from flask import render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from shop.domain import baskets, business, customers
from shop.domain.baskets import Basket
from shop.domain.staff import Permission
from shop.kernel import clock
from shop.kernel.refusal import NotFound
from shop.kernel.wording import LANGUAGES, say
from shop.web import addresses, drawing
from shop.web.asking import by, needs
from shop.web.forms import Form, attempt, read
from shop.web.rendering import reader


@dataclass(frozen=True)
class Receiver:
    name: str = ""
    phone: str = ""
    email: str = ""
    language: str = "it"


def get_basket(token: str) -> Basket:
    """Raises NotFound."""
    basket = baskets.find_basket(token, now=clock.now())
    if basket is None:
        raise NotFound
    return basket


def _language(form: Form[Any], basket: Basket) -> str:
    typed = str(form.value("language", basket.language))
    return typed if typed in LANGUAGES else "it"


def _draw(token: str, form: Form[Receiver], status: int = 200, *, sent: str = "") -> ResponseReturnValue:
    basket = get_basket(token)
    language = _language(form, basket)
    link = addresses.whole(addresses.open_basket(language, token))
    message = say("sharing.message", language, shop=business.identity().name, link=link)
    phone = _digits(form)
    known = customers.get_customer(basket.customer_id) if basket.customer_id else None
    return render_template(
        "counter/share.html", token=token, basket=basket, form=form, link=link, message=message, known=known, chosen=language, sent=sent,
        quote=baskets.quote(basket, now=clock.now(), channel="website"), ends_at=baskets.ends_at(basket),
        whatsapp=f"https://wa.me/{phone}?text={quote(message)}",
        sms=f"sms:{'+' + phone if phone else ''}?&body={quote(message)}"), status


def _digits(form: Form[Receiver]) -> str:
    phone = customers.clean_phone(form.asked.phone) if form.asked and not form.errors else None
    return (phone or "").lstrip("+")


@needs(Permission.SELL)
def share(token: str) -> ResponseReturnValue:
    return _draw(token, Form(reader()))


@needs(Permission.SELL)
def send(token: str) -> ResponseReturnValue:
    """Known as this customer's from now on; with an email the link goes by letter too."""
    form = read(Receiver, request.form, reader())
    sent = attempt(form, lambda asked: baskets.send(
        token, name=asked.name, email=customers.clean_email(asked.email), phone=customers.clean_phone(asked.phone),
        language=asked.language if asked.language in LANGUAGES else "it", by=by(), now=clock.now()))
    if sent is None or form.asked is None:
        return _draw(token, form, 422)
    email = form.asked.email
    return _draw(token, form, sent=say("sharing.sent_by_letter", reader(), email=email) if email else say("sharing.noted", reader()))


@needs(Permission.SELL)
def show_qr(token: str) -> Response | ResponseReturnValue:
    basket = get_basket(token)
    return drawing.qr(addresses.whole(addresses.open_basket(basket.language, token)))
