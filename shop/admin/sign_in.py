"""Where staff sign in: by link, by password, with a code where one is set; and sign out."""
from dataclasses import dataclass

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from shop.domain import letters, staff
from shop.kernel import clock
from shop.kernel.wording import say
from shop.web import addresses
from shop.web.asking import STAFF_COOKIE, own_path, set_cookie, staff_member
from shop.web.forms import Form, attempt, read
from shop.web.rendering import reader

SECOND_STEP_COOKIE = "second-step"
BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "Mac"), ("Linux", "Linux"))


@dataclass(frozen=True)
class Password:
    email: str
    password: str
    next: str = ""


@dataclass(frozen=True)
class AskLink:
    email: str
    next: str = ""


@dataclass(frozen=True)
class Code:
    code: str
    next: str = ""


def device() -> str:
    """The browser in words a person recognises: `Firefox · Android`."""
    agent = request.user_agent.string
    found = [next((word for mark, word in marks if mark in agent), "") for marks in (BROWSERS, SYSTEMS)]
    return " · ".join(filter(None, found)) or "?"


def sign_in() -> ResponseReturnValue:
    if staff_member():
        return redirect(own_path(request.args.get("next", "")) or url_for("admin.home"))
    return _draw(Form(reader(), request.args))


def _draw(form: Form[Password] | Form[AskLink], status: int = 200) -> ResponseReturnValue:
    return render_template("admin/sign_in.html", form=form, next=own_path(form.value("next")), sends=letters.is_sending()), status


def sign_in_with_password() -> ResponseReturnValue:
    form, now = read(Password, request.form, reader()), clock.now()
    done = attempt(form, lambda asked: staff.sign_in_with_password(
        asked.email, asked.password, device=device(), source=request.remote_addr or "", now=now))
    return _go_on(done, request.form.get("next", "")) if done else _draw(form, 422)


def link(secret: str) -> ResponseReturnValue:
    """Looking at a link signs nobody in: mail scanners look at every link."""
    try:
        whom = staff.peek_link(secret, now=clock.now())
    except staff.LinkSpent:
        return _spent()
    return render_template("admin/sign_in_link.html", whom=whom, next=own_path(request.args.get("next", "")))


def use_link(secret: str) -> ResponseReturnValue:
    try:
        return _go_on(staff.sign_in_with_link(secret, device=device(), now=clock.now()), request.form.get("next", ""))
    except staff.LinkSpent:
        return _spent()


def _spent() -> Response:
    flash(say("refusal.link_spent", reader()), "bad")
    return redirect(url_for("admin.sign_in"))


def _go_on(done: staff.SignedIn, back_to: str) -> Response:
    where = own_path(back_to)
    if done.session is None:
        answer = redirect(url_for("admin.code", next=where or None))
        return set_cookie(answer, SECOND_STEP_COOKIE, done.second_step or "", days=5 / 1440)
    staff.close_session(request.cookies.get(STAFF_COOKIE, ""))
    answer = redirect(where or url_for("admin.home"))
    answer.delete_cookie(SECOND_STEP_COOKIE)
    return set_cookie(answer, STAFF_COOKIE, done.session, days=365)  # how long it opens anything is decided on the server


def code() -> ResponseReturnValue:
    try:
        staff.peek_second_step(request.cookies.get(SECOND_STEP_COOKIE, ""), now=clock.now())
    except staff.LinkSpent:
        return _spent()
    return _draw_code(Form(reader(), request.args))


def _draw_code(form: Form[Code], status: int = 200) -> ResponseReturnValue:
    return render_template("admin/sign_in_code.html", form=form, next=own_path(form.value("next"))), status


def use_code() -> ResponseReturnValue:
    form, secret = read(Code, request.form, reader()), request.cookies.get(SECOND_STEP_COOKIE, "")
    try:
        staff.peek_second_step(secret, now=clock.now())
        done = attempt(form, lambda asked: staff.sign_in_with_code(secret, asked.code, device=device(), now=clock.now()))
    except staff.LinkSpent:
        return _spent()
    return _go_on(done, request.form.get("next", "")) if done else _draw_code(form, 422)


def ask_link() -> ResponseReturnValue:
    """Say the same whether or not anyone here has this address."""
    form = read(AskLink, request.form, reader())
    attempt(form, _send_link)
    if form.errors:
        return _draw(form, 422)
    flash(say("admin.sign_in.link_sent" if letters.is_sending() else "admin.sign_in.link_kept", reader()), "good")
    return redirect(url_for("admin.sign_in", next=own_path(request.form.get("next", "")) or None))


def _send_link(asked: AskLink) -> None:
    now = clock.now()
    staff.count_tries(asked.email.lower()[:254], source=request.remote_addr or "", now=now)
    whom = staff.find_by_email(asked.email)
    if whom is not None and letters.is_sending():
        # one letter in five minutes: nobody can flood a mailbox from here
        letters.queue(kind="sign_in", cause=f"sign-in:{whom.id}:{int(now.timestamp()) // 300}", about=f"member:{whom.id}",
                      compose_id=whom.id, to=whom.email, language=whom.language, now=now)


def sign_out() -> ResponseReturnValue:
    staff.close_session(request.cookies.get(STAFF_COOKIE, ""))
    answer = make_response(redirect(addresses.sign_in()))
    answer.delete_cookie(STAFF_COOKIE)
    return answer
