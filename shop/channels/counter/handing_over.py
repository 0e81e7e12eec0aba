"""Where goods are given out: an order found by what was typed or scanned, its balance taken, and never given out twice."""
import re
from collections.abc import Sequence
from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from shop.domain import orders, payments, staff
from shop.domain.orders import Order
from shop.domain.staff import Permission
from shop.kernel import clock
from shop.kernel.refusal import NotFound
from shop.web import asked
from shop.web.asking import by, needs
from shop.web.forms import Cents, Form, attempt, read
from shop.web.rendering import reader

CHANNEL = "counter"
MOST_FOUND = 12
GIVEN_OUT = ("collected", "delivered")


@dataclass(frozen=True)
class HandOver:
    """`given` is the cash put down; left empty it was exact."""

    tender: str = "cash"
    given: Cents | None = None


def find_order(typed: str) -> Order | None:
    """By its code, however it was typed, or by the address its QR code holds."""
    path = [part for part in re.split("[?#]", typed.strip())[0].split("/") if part]
    if "orders" in path[:-1]:
        try:
            return orders.get_by_token(path[path.index("orders") + 1])
        except NotFound:
            return orders.find_by_code(path[-1])
    return orders.find_by_code(typed) if typed.strip() else None


def search(typed: str) -> Sequence[Order]:
    """Those still to be given out whose name, phone or email fits, the next first."""
    found = orders.search(words=typed, per_page=50).orders if len(typed.strip()) > 1 else ()
    return sorted((order for order in found if order.state in orders.LIVE), key=lambda order: order.starts_at)[:MOST_FOUND]


@needs(Permission.HAND_OVER)
def counter() -> ResponseReturnValue:
    ready = [order for order in orders.list_day(clock.today(), kind="pickup") if order.state in ("ready", "preparing", "accepted")]
    ready.sort(key=lambda order: (order.state != "ready", order.starts_at))
    return render_template("counter/counter.html", ready=ready[:40], typed="", found=None)


@needs(Permission.HAND_OVER)
def find() -> ResponseReturnValue:
    typed = asked.words("typed", 300)
    order = find_order(typed)
    if order is not None:
        return redirect(url_for("counter.hand_over", code=order.code))
    return render_template("counter/counter.html", ready=(), typed=typed, found=search(typed))


def _get(code: str) -> Order:
    order = orders.find_by_code(code)
    if order is None:
        raise NotFound
    return order


def _draw(order: Order, form: Form[HandOver], status: int = 200) -> ResponseReturnValue:
    fact = payments.find_hand_over(order.id) if order.state in GIVEN_OUT else None
    taken = [payment for payment in payments.list_of(order.id) if payment.voided_at is None]
    just_now = fact is not None and fact.by == by() and orders.may_undo(order, now=clock.now())
    return render_template(
        "counter/hand_over.html", order=order, form=form, fact=fact, by_name=staff.name_of(fact.by) if fact else "",
        change_cents=sum(payment.given_cents - payment.cents for payment in taken if just_now and fact and payment.taken_at == fact.at),
        just_now=just_now, may_give=bool(set(GIVEN_OUT) & set(orders.list_moves(order))), amounts=_amounts(order.due_cents)), status


def _amounts(due_cents: int) -> list[int]:
    """What people put down for such a sum: the next whole notes."""
    notes = (500, 1000, 2000, 5000, 10_000)
    return sorted({-(-due_cents // note) * note for note in notes} - {due_cents})[:4] if due_cents > 0 else []


@needs(Permission.HAND_OVER)
def hand_over(code: str) -> ResponseReturnValue:
    return _draw(_get(code), Form(reader()))


@needs(Permission.HAND_OVER)
def handed_over(code: str) -> ResponseReturnValue:
    """A code used twice says when and by whom it was used the first time."""
    order_id, form = _get(code).id, read(HandOver, request.form, reader())
    given = attempt(form, lambda asked: payments.hand_over(
        order_id, tender=asked.tender, given_cents=asked.given, by=by(), via=CHANNEL, now=clock.now()))
    return _draw(_get(code), form, 422) if given is None else _back(code)


@needs(Permission.HAND_OVER)
def undo(code: str) -> ResponseReturnValue:
    order_id, form = _get(code).id, Form[HandOver](reader(), asked=HandOver())
    undone = attempt(form, lambda _asked: orders.undo(order_id, by=by(), via=CHANNEL, now=clock.now()))
    return _draw(_get(code), form, 422) if undone is None else _back(code)


def _back(code: str) -> Response:
    return redirect(url_for("counter.hand_over", code=code), 303)
