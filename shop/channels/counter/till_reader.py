"""Where one waits for the customer's card on the reader: looked at again and again until it is paid, declined or taken off."""
from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from shop.channels.counter.till_paying import reopen
from shop.domain import orders, payments
from shop.domain.orders import UNPAID, Order
from shop.domain.payments import PaymentSession
from shop.domain.staff import Permission
from shop.kernel import clock
from shop.kernel.refusal import NotFound, Refusal
from shop.kernel.wording import say
from shop.web.asking import by, needs
from shop.web.fragments import wants_fragment
from shop.web.rendering import reader

WAITS = ("new", "open", "processing")


def _get(code: str) -> Order:
    order = orders.find_by_code(code)
    if order is None:
        raise NotFound
    return order


def _look(order_id: int) -> tuple[PaymentSession | None, str]:
    """The sum on the reader, and why nothing new is known of it."""
    try:
        return payments.look_at_reader(order_id, now=clock.now()), ""
    except Refusal as refusal:
        return payments.find_reading(order_id), say(f"refusal.{refusal.code}", reader(), **refusal.params)


def _ahead(order: Order) -> ResponseReturnValue:
    """Where it goes on once nothing waits on the reader."""
    sold = order.kind == "counter" and order.state not in UNPAID
    return redirect(url_for("counter.till_sold" if sold else "counter.hand_over", code=order.code), 303)


@needs(Permission.HAND_OVER)
def waiting(code: str) -> ResponseReturnValue:
    order = _get(code)
    session, problem = _look(order.id)
    order = orders.get(order.id)
    held = order.kind == "counter" and order.state in UNPAID
    if (session is None and not held) or (session and session.state == "paid") or order.state not in (*UNPAID, *orders.LIVE):
        return _ahead(order)
    page = "counter/reading.html" if wants_fragment() else "counter/reader.html"
    return render_template(page, order=order, session=session, problem=problem, waits=session is not None and session.state in WAITS)


@needs(Permission.HAND_OVER)
def start(code: str) -> ResponseReturnValue:
    """What is due, on the reader; once more after a card that was declined."""
    return show(_get(code))


def show(order: Order) -> ResponseReturnValue:
    order_id, code = order.id, order.code
    try:
        payments.start_on_reader(order_id, by=by(), now=clock.now())
    except Refusal as refusal:
        flash(say(f"refusal.{refusal.code}", reader(), **refusal.params))
        if payments.find_reading(order_id) is None and order.kind != "counter":
            return redirect(url_for("counter.hand_over", code=code), 303)
    return redirect(url_for("counter.reader", code=code), 303)


@needs(Permission.HAND_OVER)
def stop(code: str) -> ResponseReturnValue:
    """Off the reader; a ticket is a ticket again. A card that was faster has paid."""
    order = _get(code)
    try:
        payments.stop_reader(order.id, now=clock.now())
    except Refusal as refusal:
        flash(say(f"refusal.{refusal.code}", reader(), **refusal.params))
        return redirect(url_for("counter.reader", code=code), 303)
    after = orders.get(order.id)
    if after.kind == "counter" and after.state == "expired":
        flash(say("reading.stopped", reader()))
        return redirect(url_for("counter.till", basket=reopen(after)), 303)
    return _ahead(after)
