"""Who stands at the till: a name and a PIN take the place, a lock leaves it to nobody; whoever sells is on the sale."""
from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from shop.domain import staff
from shop.domain.staff import Permission
from shop.kernel import clock
from shop.web import addresses
from shop.web.asking import STAFF_COOKIE, needs, own_path, staff_member
from shop.web.forms import Form, attempt, read
from shop.web.rendering import reader


@dataclass(frozen=True)
class Place:
    member_id: int
    pin: str
    next: str = ""


def _secret() -> str:
    return request.cookies.get(STAFF_COOKIE, "")


def _draw(form: Form[Place], status: int = 200) -> ResponseReturnValue:
    return render_template("counter/who.html", form=form, sellers=staff.list_sellers(), next=own_path(form.value("next")),
                           locked=staff_member() is None), status


def who() -> ResponseReturnValue:
    """Open to every browser of the shop, a locked one too; to nobody else."""
    device = staff.find_device(_secret(), now=clock.now())
    return _draw(Form(reader(), request.args)) if device else redirect(addresses.sign_in())


def take_place() -> ResponseReturnValue:
    if staff.find_device(_secret(), now=clock.now()) is None:
        return redirect(addresses.sign_in())
    form = read(Place, request.form, reader())
    member = attempt(form, lambda asked: staff.switch(_secret(), member_id=asked.member_id, pin=asked.pin, now=clock.now()))
    if member is None or form.asked is None:
        return _draw(form, 422)
    return redirect(own_path(form.asked.next) or url_for("counter.till"), 303)


@needs(Permission.SELL)
def lock() -> ResponseReturnValue:
    """Not while nobody could open it again by a PIN."""
    if staff.list_sellers():
        staff.lock(_secret(), now=clock.now())
    return redirect(url_for("counter.who"), 303)
