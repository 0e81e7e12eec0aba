"""Where a member keeps the own name and language, password, code app and open sessions."""
from dataclasses import dataclass
from typing import Any

import segno
from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from shop.domain import business, staff
from shop.domain.staff import Permission
from shop.kernel import clock
from shop.kernel.wording import say
from shop.web.asking import STAFF_COOKIE, needs, staff_member
from shop.web.forms import Form, attempt, read
from shop.web.rendering import reader


@dataclass(frozen=True)
class Details:
    name: str
    language: str


@dataclass(frozen=True)
class NewPassword:
    password: str
    current: str = ""


@dataclass(frozen=True)
class FirstCode:
    secret: str
    code: str


@dataclass(frozen=True)
class LastCode:
    code: str


@dataclass(frozen=True)
class Pin:
    pin: str = ""


def _me() -> staff.Member:
    member = staff_member()
    assert member is not None, "the guard of the view let only members in"
    return member


def _own_session() -> str:
    return staff.session_id(request.cookies.get(STAFF_COOKIE, ""))


def _done(key: str, language: str = "") -> ResponseReturnValue:
    flash(say(f"admin.account.{key}", language or reader()))
    return redirect(url_for("admin.account"))


@needs(Permission.OWN_ACCOUNT)
def account() -> ResponseReturnValue:
    return _draw()


def _draw(status: int = 200, **came_back: Form[Any]) -> ResponseReturnValue:
    forms: dict[str, Form[Any]] = {name: came_back.get(name, Form(reader())) for name in ("details", "password", "code", "pin")}
    sessions = staff.list_sessions(_me().id, now=clock.now())
    return render_template("admin/account.html", forms=forms, sessions=sessions, own_session=_own_session()), status


@needs(Permission.OWN_ACCOUNT)
def save_details() -> ResponseReturnValue:
    form, me = read(Details, request.form, reader()), _me().id
    attempt(form, lambda asked: staff.change_own(me, name=asked.name, language=asked.language, now=clock.now()))
    return _done("details_saved", staff.get_member(me).language) if not form.errors else _draw(422, details=form)


@needs(Permission.OWN_ACCOUNT)
def save_password() -> ResponseReturnValue:
    form, me = read(NewPassword, request.form, reader()), _me().id
    attempt(form, lambda asked: staff.set_password(me, current=asked.current, password=asked.password, now=clock.now()))
    if form.errors:
        return _draw(422, password=form)
    staff.close_all(me, but=_own_session())
    return _done("password_saved")


@needs(Permission.OWN_ACCOUNT)
def save_pin() -> ResponseReturnValue:
    form, me, now = read(Pin, request.form, reader()), _me(), clock.now()
    attempt(form, lambda asked: staff.set_pin(me.id, pin=asked.pin, by=me.by, now=now))
    if form.errors:
        return _draw(422, pin=form)
    flash(say("till.pin.saved", reader()))
    return redirect(url_for("admin.account"))


@needs(Permission.OWN_ACCOUNT)
def drop_pin() -> ResponseReturnValue:
    staff.drop_pin(_me().id, by=_me().by, now=clock.now())
    flash(say("till.pin.dropped", reader()))
    return redirect(url_for("admin.account"))


@needs(Permission.OWN_ACCOUNT)
def code_app() -> ResponseReturnValue:
    return _draw_code(Form(reader()), staff.propose_totp())


def _draw_code(form: Form[FirstCode], secret: str, status: int = 200) -> ResponseReturnValue:
    address = staff.totp_address(secret, account=_me().email, shop=business.identity().name)
    qr = segno.make(address, micro=False).svg_data_uri(scale=6, border=3, light="#fff", dark="#000")
    return render_template("admin/account_code.html", form=form, secret=secret, qr_src=qr), status


@needs(Permission.OWN_ACCOUNT)
def save_code_app() -> ResponseReturnValue:
    form, me = read(FirstCode, request.form, reader()), _me().id
    attempt(form, lambda asked: staff.set_totp(me, secret=asked.secret, code=asked.code, now=clock.now()))
    if not form.errors:
        return _done("code_saved")
    proposed = request.form.get("secret", "")
    return _draw_code(form, proposed if staff.is_totp_secret(proposed) else staff.propose_totp(), 422)


@needs(Permission.OWN_ACCOUNT)
def stop_code_app() -> ResponseReturnValue:
    form, me = read(LastCode, request.form, reader()), _me().id
    attempt(form, lambda asked: staff.stop_own_totp(me, code=asked.code, now=clock.now()))
    return _draw(422, code=form) if form.errors else _done("code_stopped")


@needs(Permission.OWN_ACCOUNT)
def end_session() -> ResponseReturnValue:
    staff.close_one(_me().id, request.form.get("session", ""))
    return _done("session_ended")


@needs(Permission.OWN_ACCOUNT)
def end_other_sessions() -> ResponseReturnValue:
    staff.close_all(_me().id, but=_own_session())
    return _done("sessions_ended")
