"""When too much comes at once: pause today's orders, ask for more notice, close early; each ends or is undone with one tap."""
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from shop.admin.clashes import attempt_or_name
from shop.admin.shelf_page import PAUSES, draw
from shop.domain import availability, fulfilment
from shop.domain.availability import BadMoment
from shop.domain.orders import Order
from shop.domain.staff import Permission
from shop.kernel import clock
from shop.kernel.wording import say
from shop.web.asking import by, needs
from shop.web.forms import Form, attempt, read
from shop.web.rendering import reader


@dataclass(frozen=True)
class Pause:
    minutes: int | None = None
    until: time | None = None


@dataclass(frozen=True)
class Busy:
    minutes: int = 20
    hours: int = 1


@dataclass(frozen=True)
class Close:
    close_at: time | None = None
    anyway: bool = False


def _answer(form: Form[Any], done: str, in_the_way: Sequence[Order] = ()) -> ResponseReturnValue:
    if form.errors:
        return draw(422, slow={"form": form, "in_the_way": in_the_way})
    flash(say(f"places.rush.{done}", reader()))
    return redirect(url_for("admin.shelf"))


def _today_at(wall: time) -> datetime:
    moment = clock.at(clock.today(), wall)
    if moment is None:
        raise BadMoment
    return moment


@needs(Permission.KEEP_SHELF)
def pause() -> ResponseReturnValue:
    form, now = read(Pause, request.form, reader()), clock.now()

    def verb(asked: Pause) -> None:
        until = _today_at(asked.until) if asked.until else now + timedelta(minutes=asked.minutes or PAUSES[0])
        availability.pause(until, by=by(), now=now)

    attempt(form, verb)
    return _answer(form, "paused")


@needs(Permission.KEEP_SHELF)
def resume() -> ResponseReturnValue:
    availability.resume(by=by(), now=clock.now())
    return _answer(Form(reader()), "resumed")


@needs(Permission.KEEP_SHELF)
def be_busy() -> ResponseReturnValue:
    form, now = read(Busy, request.form, reader()), clock.now()
    attempt(form, lambda asked: availability.be_busy(asked.minutes, now + timedelta(hours=min(asked.hours, 24)), by=by(), now=now))
    return _answer(form, "busy")


@needs(Permission.KEEP_SHELF)
def calm_down() -> ResponseReturnValue:
    availability.calm_down(by=by(), now=clock.now())
    return _answer(Form(reader()), "calm_done")


@needs(Permission.KEEP_SHELF)
def close_early() -> ResponseReturnValue:
    form, now = read(Close, request.form, reader()), clock.now()
    in_the_way = attempt_or_name(form, lambda asked: fulfilment.close_early(
        _today_at(asked.close_at) if asked.close_at else now, anyway=asked.anyway, by=by(), now=now))
    return _answer(form, "closed", in_the_way)


@needs(Permission.KEEP_SHELF)
def reopen() -> ResponseReturnValue:
    fulfilment.reopen(clock.today(), by=by(), now=clock.now())
    return _answer(Form(reader()), "reopened")
