"""Where the drawer is counted, by notes and coins or in one sum, and closed; its report on paper, before (X) and after (Z)."""
from collections.abc import Mapping
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from shop.channels.counter.drawer import who
from shop.domain import payments, shifts
from shop.domain.shifts import Shift
from shop.domain.staff import Permission
from shop.kernel import clock
from shop.kernel.refusal import NotFound
from shop.kernel.wording import say
from shop.web.asking import by, needs
from shop.web.forms import Cents, Form, NotUnderstood, attempt, read
from shop.web.rendering import reader


@dataclass(frozen=True)
class Count:
    """`counted` in one sum, where it was not counted piece by piece; `seen` the last move when the page was drawn."""

    shift: int
    seen: int
    counted: Cents | None = None
    note: str = ""


def read_pieces(typed: Mapping[str, str]) -> dict[int, int]:
    """{cents of a note or coin: how many}, without those of which there are none. Raises NotUnderstood."""
    pieces: dict[int, int] = {}
    for coin in shifts.COINS:
        words = typed.get(f"c-{coin}", "").strip()
        if words and not (words.isascii() and words.isdigit() and len(words) < 6):
            raise NotUnderstood
        if words.strip("0"):
            pieces[coin] = int(words)
    return pieces


def _sum(typed: Mapping[str, str]) -> int | None:
    """What was counted so far; None while it can't be said."""
    form = read(Count, {"shift": "0", "seen": "0", "counted": typed.get("counted", "")}, reader())
    try:
        pieces = read_pieces(typed)
    except NotUnderstood:
        return None
    if pieces:
        return sum(coin * number for coin, number in pieces.items())
    return form.asked.counted if form.asked else None


def _draw(shift: Shift, form: Form[Count], status: int = 200) -> ResponseReturnValue:
    return render_template(
        "counter/drawer_count.html", shift=shift, form=form, coins=shifts.COINS, counted_cents=_sum(form.typed), who=who,
        expected_cents=shifts.expected_of(shift), seen=shifts.last_move(shift.id)), status


@needs(Permission.KEEP_DRAWER)
def count() -> ResponseReturnValue:
    """Asked again while one counts, for the sum alone."""
    shift = shifts.find_open()
    return _draw(shift, Form(reader(), request.args)) if shift else redirect(url_for("counter.drawer"))


@needs(Permission.KEEP_DRAWER)
def close() -> ResponseReturnValue:
    """With `act` add the sum is shown first, else the drawer is closed with it."""
    form = read(Count, request.form, reader())
    shift = shifts.find_open()
    if request.form.get("act") == "add" and shift:
        return _draw(shift, Form(reader(), request.form))
    closed = attempt(form, _close)
    if closed is not None:
        return redirect(url_for("counter.shift", shift_id=closed.id), 303)
    again = shifts.find_open()
    if again is not None:
        return _draw(again, form, 422)
    for sentence in form.errors.values():
        flash(sentence)
    return redirect(url_for("counter.drawer"), 303)


def _close(asked: Count) -> Shift:
    pieces = read_pieces(request.form)
    counted = shifts.add_up(pieces) if pieces else asked.counted
    if counted is None or (pieces and asked.counted not in (None, counted)):
        raise shifts.BadCount
    return payments.close_drawer(asked.shift, counted_cents=counted, pieces=pieces, note=asked.note, seen=asked.seen, by=by(),
                                 now=clock.now())


@needs(Permission.KEEP_DRAWER)
def x_report() -> ResponseReturnValue:
    now = payments.x_report()
    if now is None:
        return redirect(url_for("counter.drawer"))
    return _print(*now, title=say("drawer.x_title", reader()), expected_cents=shifts.expected_of(now[0]))


@needs(Permission.KEEP_DRAWER)
def shift(shift_id: int) -> ResponseReturnValue:
    """The Z report as it was frozen."""
    shift = shifts.get_shift(shift_id)
    if shift.closed_at is None:
        raise NotFound
    return _print(shift, shift.report, title=say("drawer.z_title", reader(), number=shift.number), expected_cents=shift.expected_cents or 0)


def _print(shift: Shift, report: Mapping[str, object], *, title: str, expected_cents: int) -> ResponseReturnValue:
    return render_template("counter/drawer_report.html", shift=shift, report=report, title=title, expected_cents=expected_cents, who=who,
                           told_at=shift.closed_at or clock.now())
