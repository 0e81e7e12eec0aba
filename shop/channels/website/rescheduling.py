"""Decides how a customer moves an order to another time."""
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from shop.channels.website import frame, when
from shop.domain import fulfilment, orders
from shop.domain.orders import Order
from shop.kernel import clock
from shop.web import addresses
from shop.web.forms import Form, attempt, read
from shop.web.places import Place


@dataclass(frozen=True)
class NewTime:
    starts_at: datetime


def _place_of(order: Order) -> Place:
    if order.kind == "pickup" or order.zone_id is None:
        return Place("pickup")
    where, zone = order.address, fulfilment.get_zone(order.zone_id, also_closed=True)
    return Place("delivery", where.get("postal_code", ""), where.get("town", ""), (), zone)


def draw(order: Order, form: Form[NewTime]) -> str:
    now = clock.now()
    offered = when.offer(orders.list_wanted(order), _place_of(order), request.values, now=now)
    today = clock.day_of(now)
    return render_template("website/choose_time.html", order=order, form=form, when=offered, may_change=orders.may_cancel(order, now=now),
                           today=today, tomorrow=today + timedelta(days=1))


def choose_time(language: str, token: str) -> str:
    return draw(orders.get_by_token(token), Form(language))


def change_time(language: str, token: str) -> ResponseReturnValue:
    order, form = orders.get_by_token(token), read(NewTime, request.form, language)
    order_id = order.id
    moved = attempt(form, lambda asked: orders.reschedule(order_id, asked.starts_at, by="customer", via=frame.CHANNEL, now=clock.now()))
    if moved is None:
        return draw(orders.get_by_token(token), form), 422
    return redirect(addresses.order(moved), 303)
