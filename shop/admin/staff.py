"""Where the owner says who works here and what each may do."""
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from shop.domain import letters, staff
from shop.domain.staff import Permission
from shop.kernel import clock
from shop.kernel.wording import say
from shop.web import addresses
from shop.web.asking import by, needs
from shop.web.forms import Form, attempt, read
from shop.web.rendering import reader


@dataclass(frozen=True)
class Invitation:
    name: str
    email: str
    role: str = staff.DEFAULT_ROLE
    language: str = "it"


@dataclass(frozen=True)
class Role:
    role: str


def _person(member_id: int, key: str) -> ResponseReturnValue:
    flash(say(f"admin.staff.{key}", reader(), name=staff.get_member(member_id).name))
    return redirect(url_for("admin.member", member_id=member_id))


@needs(Permission.MANAGE_STAFF)
def list_staff() -> ResponseReturnValue:
    return _draw(Form(reader()))


def _draw(form: Form[Invitation], status: int = 200) -> ResponseReturnValue:
    return render_template("admin/staff.html", people=staff.list_members(), form=form, roles=staff.ROLES), status


@needs(Permission.MANAGE_STAFF)
def invite() -> ResponseReturnValue:
    form, now = read(Invitation, request.form, reader()), clock.now()
    joined = attempt(form, lambda asked: staff.invite(
        name=asked.name, email=asked.email, role=asked.role, language=asked.language, by=by(), now=now))
    return _show_link(joined) if joined else _draw(form, 422)


def _show_link(whom: staff.Member) -> ResponseReturnValue:
    """The link is drawn once, in the answer to the act that made it, and sent by letter where letters leave."""
    now = clock.now()
    link = addresses.whole(addresses.sign_in_link(staff.make_invitation(whom.id, by=by(), now=now)))
    if letters.is_sending():
        letters.queue(kind="invitation", cause=f"invitation:{whom.id}:{now:%Y%m%d%H%M}", about=f"member:{whom.id}", compose_id=whom.id,
                      to=whom.email, language=whom.language, now=now)
    return render_template("admin/staff_link.html", whom=whom, link=link)


@needs(Permission.MANAGE_STAFF)
def member(member_id: int) -> ResponseReturnValue:
    return _draw_member(member_id, Form(reader()))


def _draw_member(member_id: int, form: Form[Role], status: int = 200) -> ResponseReturnValue:
    sessions = staff.list_sessions(member_id, now=clock.now())
    return render_template("admin/member.html", person=staff.get_member(member_id), form=form, roles=staff.ROLES, sessions=sessions), status


@needs(Permission.MANAGE_STAFF)
def save_role(member_id: int) -> ResponseReturnValue:
    form = read(Role, request.form, reader())
    attempt(form, lambda asked: staff.change_member(member_id, role=asked.role, by=by(), now=clock.now()))
    return _draw_member(member_id, form, 422) if form.errors else _person(member_id, "role_saved")


@needs(Permission.MANAGE_STAFF)
def new_link(member_id: int) -> ResponseReturnValue:
    return _show_link(staff.get_member(member_id))


@needs(Permission.MANAGE_STAFF)
def end_sessions(member_id: int) -> ResponseReturnValue:
    staff.close_all(staff.get_member(member_id).id)
    return _person(member_id, "sessions_ended")


@needs(Permission.MANAGE_STAFF)
def stop_code(member_id: int) -> ResponseReturnValue:
    staff.stop_totp(staff.get_member(member_id).id, by=by(), now=clock.now())
    return _person(member_id, "code_stopped")


@needs(Permission.MANAGE_STAFF)
def reset_pin(member_id: int) -> ResponseReturnValue:
    staff.drop_pin(staff.get_member(member_id).id, by=by(), now=clock.now())
    flash(say("till.pin.dropped", reader()))
    return redirect(url_for("admin.member", member_id=member_id))


@needs(Permission.MANAGE_STAFF)
def let_go(member_id: int) -> ResponseReturnValue:
    form = Form[Role](reader(), {}, Role(""))
    attempt(form, lambda _asked: staff.deactivate(member_id, by=by(), now=clock.now()))
    return _draw_member(member_id, form, 422) if form.errors else _person(member_id, "left")


@needs(Permission.MANAGE_STAFF)
def take_back(member_id: int) -> ResponseReturnValue:
    staff.reactivate(member_id, by=by(), now=clock.now())
    return _person(member_id, "back")
