"""Where staff ask a customer to pay online what is due: by letter, message or QR; and where an order is no longer waited for."""
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from shop.channels.counter.handing_over import get_order
from shop.domain import business, customers, orders, payments
from shop.domain.orders import Order
from shop.domain.staff import Permission
from shop.kernel import clock
from shop.kernel.wording import say
from shop.web import addresses, moneys
from shop.web.asking import by, needs
from shop.web.forms import Form, attempt, read
from shop.web.rendering import reader

HOLDS = (1, 4, 24, 48)  # hours that a caller may be given to pay


@dataclass(frozen=True)
class Receiver:
    email: str


@dataclass(frozen=True)
class Asked:
    """What goes out: the link, the words around it, and the same for the two kinds of message."""

    due_cents: int
    link: str
    message: str
    whatsapp: str
    sms: str


def put(order: Order) -> Asked | None:
    """None where nothing is due, or nobody takes cards for the shop."""
    due = moneys.due_on_page(order)
    if not due or not payments.takes_online():
        return None
    link, phone = addresses.whole(addresses.pay(order)), (order.phone or "").lstrip("+")
    message = say("paying.link.message", order.language, shop=business.identity().name, code=order.code, due_cents=due, link=link)
    whatsapp, sms = f"https://wa.me/{phone}?text={quote(message)}", f"sms:{'+' + phone if phone else ''}?&body={quote(message)}"
    return Asked(due, link, message, whatsapp, sms)


def hold_of(hours: int) -> timedelta:
    return timedelta(hours=hours if hours in HOLDS else HOLDS[0])


def draw(order: Order, form: Form[Any], status: int = 200, *, sent: str = "") -> ResponseReturnValue:
    may_confirm = order.state in orders.UNPAID and not order.deposit_cents and order.kind in ("pickup", "delivery")
    return render_template("counter/pay_link.html", order=order, asked=put(order), form=form, sent=sent, may_confirm=may_confirm), status


@needs(Permission.CHANGE_ORDERS)
def pay_link(code: str) -> ResponseReturnValue:
    return draw(get_order(code), Form(reader()))


@needs(Permission.CHANGE_ORDERS)
def send_link(code: str) -> ResponseReturnValue:
    order, form = get_order(code), read(Receiver, request.form, reader())
    sent = attempt(form, lambda asked: _send(order.id, asked))
    said = say("paying.link.sent", reader(), email=sent) if sent else ""
    return draw(get_order(code), form, 200 if sent else 422, sent=said)


def _send(order_id: int, asked: Receiver) -> str:
    email = customers.clean_email(asked.email) or ""
    payments.send_pay_link(order_id, email=email, now=clock.now())
    return email


@needs(Permission.CHANGE_ORDERS)
def confirm_unpaid(code: str) -> ResponseReturnValue:
    """It is waited for no longer: it stands, and is paid when the goods go out."""
    order, form = get_order(code), Form[bool](reader(), asked=True)
    order_id = order.id
    placed = attempt(form, lambda _asked: payments.pay_at_counter(order_id, by=by(), via="counter", now=clock.now()))
    return draw(get_order(code), form, 409) if placed is None else redirect(url_for("counter.placed", code=code), 303)
