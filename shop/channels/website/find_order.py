"""Decides whether someone who names a code and a contact may see the order: a wrong pair and an unknown code get the same answer."""
from dataclasses import dataclass
from datetime import timedelta

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from shop.domain import customers, orders
from shop.domain.orders import Order
from shop.kernel import clock
from shop.kernel.limits import count_try
from shop.kernel.refusal import Refusal
from shop.web import addresses
from shop.web.forms import Form, attempt, read

MOST_TRIES, WITHIN = 12, timedelta(minutes=15)


class NoSuchOrder(Refusal):
    code = "no_such_order"


@dataclass(frozen=True)
class Question:
    code: str
    contact: str


def _is_theirs(order: Order, contact: str) -> bool:
    try:
        typed = customers.clean_email(contact) if "@" in contact else customers.clean_phone(contact)
    except Refusal:
        return False
    return typed is not None and typed in (order.email, order.phone)


def find(asked: Question) -> Order:
    """Raises NoSuchOrder, whatever was wrong, and TooManyTries: by visitor and by code, so that neither can be guessed through."""
    now = clock.now()
    count_try(f"find-order:from:{request.remote_addr}", most=MOST_TRIES, per=WITHIN, now=now)
    count_try(f"find-order:code:{orders.tidy_code(asked.code)[:20]}", most=MOST_TRIES, per=WITHIN, now=now)
    order = orders.find_by_code(asked.code)
    if order is None or not _is_theirs(order, asked.contact):
        raise NoSuchOrder
    return order


def find_order(language: str) -> str:
    return render_template("website/find_order.html", form=Form(language))


def look_for_order(language: str) -> ResponseReturnValue:
    form = read(Question, request.form, language)
    order = attempt(form, find)
    if order is None:
        return render_template("website/find_order.html", form=form), 422
    return redirect(addresses.order(order), 303)
