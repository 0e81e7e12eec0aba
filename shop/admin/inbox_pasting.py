"""Where staff paste what somebody wrote or said elsewhere, so that it is answered and found like all the rest."""
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from shop.domain import conversations, orders
from shop.domain.staff import Permission
from shop.kernel import clock
from shop.kernel.refusal import Refusal
from shop.kernel.wording import LANGUAGES, say
from shop.web import addresses
from shop.web.asking import needs
from shop.web.forms import Form, attempt, read
from shop.web.rendering import reader

CHANNELS = ("message", "email", "phone")


class WhoSaidIt(Refusal):
    """A word of nobody can't be answered."""

    code = "who_said_it"
    field = "name"


class NoOrderOfThatCode(Refusal):
    code = "no_order_of_that_code"
    field = "order"


@dataclass(frozen=True)
class Pasted:
    text: str
    channel: str = "message"
    name: str = ""
    handle: str = ""
    phone: str = ""
    email: str = ""
    order: str = ""
    language: str = "it"


def _keep(pasted: Pasted) -> int:
    """The conversation it belongs to. Raises WhoSaidIt, NoOrderOfThatCode and what conversations.hear does."""
    if not (pasted.name or pasted.handle or pasted.phone or pasted.email):
        raise WhoSaidIt
    order = orders.find_by_code(pasted.order) if pasted.order else None
    if pasted.order and order is None:
        raise NoOrderOfThatCode
    return conversations.hear(
        channel=pasted.channel if pasted.channel in CHANNELS else CHANNELS[0], text=pasted.text, now=clock.now(), handle=pasted.handle,
        phone=pasted.phone, email=pasted.email, name=pasted.name, order_id=order.id if order else None,
        language=pasted.language if pasted.language in LANGUAGES else "it")


def _draw(form: Form[Any], status: int = 200) -> ResponseReturnValue:
    return render_template("admin/inbox_paste.html", form=form, channels=CHANNELS, longest=conversations.MOST_LETTERS), status


@needs(Permission.ANSWER)
def paste() -> ResponseReturnValue:
    given = {name: request.args[name][:254] for name in ("handle", "phone", "email", "name", "order", "channel") if name in request.args}
    return _draw(Form(reader(), given))


@needs(Permission.ANSWER)
def keep_pasted() -> ResponseReturnValue:
    form = read(Pasted, request.form, reader())
    kept = attempt(form, _keep)
    if kept is None:
        return _draw(form, 422)
    flash(say("inbox.pasted", reader()))
    return redirect(addresses.conversation(kept), 303)
