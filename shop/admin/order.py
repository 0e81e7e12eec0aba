"""One order: what was agreed and what happened to it, and all that staff may do about it."""
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from shop.admin import refunds, stepping
from shop.domain import letters, orders, payments, reports, staff
from shop.domain.orders import Order
from shop.domain.staff import Permission
from shop.kernel import clock, events
from shop.kernel.wording import has, say
from shop.web import moneys, returns, slots
from shop.web.asking import by, needs, staff_member
from shop.web.forms import Form, attempt, read
from shop.web.rendering import reader

ONE_TAP = ("accepted", "preparing", "ready", "out_for_delivery", "collected", "delivered")
WITH_WORDS = ("not_delivered", "not_collected", "cancelled_by_shop")


@dataclass(frozen=True)
class Step:
    to: str
    reason: str = ""


@dataclass(frozen=True)
class Note:
    staff_note: str = ""


@dataclass(frozen=True)
class NewTime:
    starts_at: datetime


@dataclass(frozen=True)
class Happened:
    """One line of the order's story, in the reader's words."""

    at: datetime
    words: str
    who: str
    via: str


def draw(order: Order, form: Form[Any], status: int = 200) -> ResponseReturnValue:
    now, moves = clock.now(), orders.list_moves(order)
    unpaid = stepping.GIVEN_OUT if order.due_cents > 0 else ()
    return render_template(
        "admin/order.html", order=order, form=form, story=tell(order), given=refunds.look(order), payments=payments.list_of(order.id),
        letters=letters.list_about(f"order:{order.id}"), steps=[to for to in ONE_TAP if to in moves and to not in unpaid],
        endings=[to for to in WITH_WORDS if to in moves], hands_over=any(to in moves for to in unpaid),
        asks=payments.takes_online() and moneys.due_on_page(order) > 0 and staff.may(staff_member(), Permission.CHANGE_ORDERS),
        undoable=orders.may_undo(order, now=now), still=returns.still_to_give(order, reader()),
        returned=returns.list_returned(order, reader()),
        glance=reports.glance(order.customer_id, now=now) if order.customer_id else None,
        may_take_back=staff.may(staff_member(), Permission.TAKE_BACK) and bool(orders.list_returnable(order)),
        changeable=order.state in ("placed", "accepted", "preparing", "ready") and not order.given_sum), status


def tell(order: Order) -> list[Happened]:
    """The order's facts, oldest first."""
    language = reader()
    return [Happened(fact.at, words, staff.name_of(fact.by) or say(f"desk.by.{fact.by}", language), say(f"desk.via.{fact.via}", language))
            for fact in events.list_about(f"order:{order.id}")
            if (words := _words(fact.name, fact.facts, language) or returns.story_words(order, fact.name, fact.facts, language))]


def _words(name: str, facts: dict[str, Any], language: str) -> str:
    if name == "order.moved":
        state = say(f"order.state.{facts['to']}", language)
        key = "desk.story.undone" if facts["undone"] else "desk.story.moved_because" if facts["reason"] else "desk.story.moved"
        return say(key, language, state=state, reason=facts["reason"])
    if name == "order.changed":
        return say(f"desk.story.changed_{facts['what']}", language, was_cents=facts["was_cents"], now_cents=facts["now_cents"])
    if name == "payment.taken":
        return say("desk.story.paid", language, paid_cents=facts["cents"], tender=say(f"order.tender.{facts['tender']}", language))
    key = f"desk.story.{name.replace('.', '_')}"
    return say(key, language) if has(key, language) else ""


@needs(Permission.SEE_ORDERS)
def order(order_id: int) -> ResponseReturnValue:
    return draw(orders.get(order_id), Form(reader()))


def _try(order_id: int, form: Form[Any], verb: Callable[[Any], object], done: str) -> ResponseReturnValue:
    """Do it and say so, or draw the order again with what was wrong."""
    if attempt(form, verb) is None:
        return draw(orders.get(order_id), form, 422)
    flash(say(done, reader()))
    return _back(order_id)


def _back(order_id: int) -> Response:
    return redirect(url_for("admin.order", order_id=order_id), 303)


@needs(Permission.CHANGE_ORDERS)
def move_order(order_id: int) -> ResponseReturnValue:
    form = read(Step, request.form, reader())
    return _try(order_id, form, lambda step: stepping.step(order_id, step.to, by=by(), reason=step.reason), "desk.done.moved")


@needs(Permission.CHANGE_ORDERS)
def undo_order(order_id: int) -> ResponseReturnValue:
    form = Form[bool](reader(), asked=True)
    return _try(order_id, form, lambda _asked: orders.undo(order_id, by=by(), via="admin", now=clock.now()), "desk.done.undone")


@needs(Permission.CHANGE_ORDERS)
def note_order(order_id: int) -> ResponseReturnValue:
    form = read(Note, request.form, reader())
    return _try(order_id, form, lambda asked: orders.note(
        order_id, staff_note=asked.staff_note, by=by(), via="admin", now=clock.now()), "desk.done.noted")


@needs(Permission.CHANGE_ORDERS)
def choose_time(order_id: int) -> ResponseReturnValue:
    return _draw_time(orders.get(order_id), Form(reader()))


def _draw_time(order: Order, form: Form[Any], status: int = 200) -> ResponseReturnValue:
    times = slots.offer(orders.list_wanted(order), request.values, now=clock.now(), kind=order.kind, zone_id=order.zone_id)
    return render_template("admin/order_time.html", order=order, form=form, times=times), status


@needs(Permission.CHANGE_ORDERS)
def reschedule(order_id: int) -> ResponseReturnValue:
    if request.form.get("act") == "look":
        return _draw_time(orders.get(order_id), Form(reader()))
    form = read(NewTime, request.form, reader())
    moved = attempt(form, lambda asked: orders.reschedule(order_id, asked.starts_at, by=by(), via="admin", now=clock.now()))
    if moved is None:
        return _draw_time(orders.get(order_id), form, 422)
    flash(say("desk.done.rescheduled", reader(), starts_at=moved.starts_at))
    return _back(order_id)
