"""Where the cash drawer is opened, and money put in or taken out; what is inside at any time, and the shifts that were."""
from dataclasses import dataclass
from secrets import token_urlsafe
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from shop.domain import payments, shifts, staff
from shop.domain.shifts import DrawerRules, Shift
from shop.domain.staff import Permission
from shop.kernel import clock
from shop.kernel.wording import say
from shop.web.asking import by, needs, staff_member
from shop.web.forms import Cents, Form, attempt, read
from shop.web.rendering import reader


@dataclass(frozen=True)
class Opening:
    float: Cents


@dataclass(frozen=True)
class Move:
    """`reference` was made when the form was drawn: the same form twice moves cash once."""

    reference: str
    amount: Cents
    way: str = "in"
    words: str = ""


@dataclass(frozen=True)
class Rules:
    cash_needs_shift: bool = False


def who(person: str) -> str:
    return staff.name_of(person) or say("desk.by.shop", reader())


def _draw(form: Form[Any], status: int = 200) -> ResponseReturnValue:
    now = payments.x_report()
    shift, report = now if now else (None, {})
    return render_template(
        "counter/drawer.html", form=form, shift=shift, report=report, who=who, reference=form.value("reference") or token_urlsafe(18),
        inside_cents=shifts.expected_of(shift) if shift else 0, before=[one for one in shifts.list_shifts() if one.closed_at],
        rules=shifts.drawer_rules(), may_rule=staff.may(staff_member(), Permission.EDIT_PAYMENTS)), status


def _back(words: str, **params: object) -> ResponseReturnValue:
    flash(say(f"drawer.{words}", reader(), **params))
    return redirect(url_for("counter.drawer"), 303)


@needs(Permission.KEEP_DRAWER)
def drawer() -> ResponseReturnValue:
    return _draw(Form(reader()))


@needs(Permission.KEEP_DRAWER)
def open_drawer() -> ResponseReturnValue:
    form = read(Opening, request.form, reader())
    opened: Shift | None = attempt(form, lambda asked: shifts.open_shift(float_cents=asked.float, by=by(), now=clock.now()))
    return _draw(form, 422) if opened is None else _back("opened")


@needs(Permission.KEEP_DRAWER)
def move_cash() -> ResponseReturnValue:
    form = read(Move, request.form, reader())
    moved = attempt(form, lambda asked: shifts.move_cash(
        way=asked.way, cents=asked.amount, words=asked.words, reference=asked.reference, by=by(), now=clock.now()))
    return _draw(form, 422) if moved is None else _back(f"moved_{moved.why}", moved_cents=abs(moved.cents))


@needs(Permission.EDIT_PAYMENTS)
def save_rules() -> ResponseReturnValue:
    form = read(Rules, request.form, reader())
    attempt(form, lambda asked: shifts.save_rules(DrawerRules(asked.cash_needs_shift), by=by(), now=clock.now()))
    return _back("rules_saved")
