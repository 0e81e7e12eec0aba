"""The board of a day: what needs a decision, what is being made, what waits to be collected; one tap moves a card."""
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from shop.admin import stepping, ticketing
from shop.domain import orders, payments, staff
from shop.domain.orders import Order
from shop.domain.staff import Permission
from shop.kernel import clock, events
from shop.kernel.wording import say
from shop.web import asked, lines
from shop.web.asking import by, needs, staff_member
from shop.web.forms import Form, attempt, read
from shop.web.fragments import wants_fragment
from shop.web.rendering import reader

ONE_DAY = timedelta(days=1)
LATELY = timedelta(hours=3)
BEST = 3


@dataclass(frozen=True)
class Step:
    to: str
    on: date | None = None


def asked_day() -> date:
    """The day looked at; today when none is named, or none that exists."""
    return asked.day() or clock.today()


@needs(Permission.SEE_ORDERS)
def today() -> ResponseReturnValue:
    """The whole page, or for the script that follows it only its parts; nothing at all while nothing has happened."""
    tag, on, now = _tag(), asked_day(), clock.now()
    if request.if_none_match.contains_weak(tag) and wants_fragment():
        return _tagged(Response(status=304), tag)
    template = "admin/today_parts.html" if wants_fragment() else "admin/today.html"
    answer = make_response(render_template(template, **_board(on, now), **_said(now)))
    return _tagged(answer, tag)


def _tag() -> str:
    """All that the board says changes with an event or with the minute."""
    member = staff_member()
    minute = int(clock.now().timestamp()) // 60
    return f"{events.last_id()}-{minute}-{asked_day()}-{member.id if member else 0}-{reader()}"


def _tagged(answer: Response, tag: str) -> Response:
    answer.set_etag(tag, weak=True)
    return answer


def _board(on: date, now: datetime) -> dict[str, Any]:
    of_day, lately = orders.list_day(on), orders.list_placed_since(now - LATELY, not_on=on)
    return {
        "on": on, "one_day": ONE_DAY, "is_today": on == clock.day_of(now),
        "columns": list(ticketing.columns(of_day, now=now, language=reader())),
        "waiting": orders.list_waiting(),
        "lately": [order for order in lately if order.state in orders.LIVE and order.state != "placed"],
        "delivers": any(order.kind == "delivery" for order in of_day), "figures": _figures(on, of_day),
        "cancelled": sum(order.state in orders.CANCELLED for order in of_day)}


def _figures(on: date, of_day: Any) -> list[tuple[str, str, str]]:
    language = reader()
    kept = [order for order in of_day if order.state not in orders.NO_SALE]
    to_make = sum(order.state in ("placed", "accepted", "preparing") for order in kept)
    figures = [(say("desk.today.orders", language), str(len(kept)), say("desk.today.to_make", language, n=to_make))]
    if staff.may(staff_member(), Permission.SEE_TAKINGS):
        taken = payments.takings(on)
        figures.append((say("desk.today.takings", language), say("desk.cents", language, sum_cents=sum(taken.values())),
                        say("desk.today.tenders", language, cash_cents=taken.get("cash", 0), card_cents=taken.get("card", 0))))
    best = [f"{lines.amount(quantity, line.unit, language)} {lines.name(line, language)}"
            for line, quantity in orders.list_best_sellers(on, BEST)]
    return figures + ([(say("desk.today.best", language), best[0], " · ".join(best[1:]))] if best else [])


def _said(now: datetime) -> dict[str, Any]:
    """What the act that led here has to say: a step that can still be taken back, or words."""
    moved = asked.number("moved")
    order = orders.get(moved) if moved else None
    if order is None or not orders.may_undo(order, now=now):
        return {"undoable": None, "speaks": bool(request.args.get("said")), "seconds": 0}
    return {"undoable": order, "speaks": True, "seconds": max(1, int((order.moved_at + orders.UNDO_TIME - now).total_seconds()))}


@needs(Permission.CHANGE_ORDERS)
def move_card(order_id: int) -> ResponseReturnValue:
    form = read(Step, request.form, reader())
    moved = attempt(form, lambda step: stepping.step(order_id, step.to, by=by()))
    return _back(form, moved=order_id if moved else None)


@needs(Permission.CHANGE_ORDERS)
def undo_card(order_id: int) -> ResponseReturnValue:
    form = read(Step, request.form, reader())
    undone = attempt(form, lambda _step: orders.undo(order_id, by=by(), via="admin", now=clock.now()))
    if isinstance(undone, Order):
        flash(say("desk.today.undone", reader(), state=say(f"order.state.{undone.state}", reader())))
    return _back(form)


def _back(form: Form[Step], moved: int | None = None) -> Response:
    for sentence in form.errors.values():
        flash(sentence)
    on = form.asked.on if form.asked else None
    return redirect(url_for("admin.today", on=on, moved=moved, said=None if moved else 1), 303)
