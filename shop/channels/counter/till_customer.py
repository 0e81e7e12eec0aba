"""Who stands at the till: found by phone, email or name, or noted for the first time, and put on the running ticket."""
from dataclasses import dataclass

from flask import render_template, request
from flask.typing import ResponseReturnValue

from shop.channels.counter.till import back, find_ticket, own_ticket
from shop.domain import baskets, customers
from shop.domain.staff import Permission
from shop.kernel import clock
from shop.kernel.refusal import Refusal
from shop.web import asked
from shop.web.asking import needs
from shop.web.forms import Form, attempt, read
from shop.web.rendering import reader

MOST_FOUND = 8


class SignNeeded(Refusal):
    """Nobody can be found again by a name alone."""

    code = "sign_needed"
    field = "phone"


@dataclass(frozen=True)
class Person:
    """Somebody known (`customer_id`), or somebody who tells how to be found again."""

    customer_id: int = 0
    name: str = ""
    phone: str = ""
    email: str = ""


def _draw(form: Form[Person], status: int = 200) -> ResponseReturnValue:
    words = asked.words("words")
    found = customers.search(words, limit=MOST_FOUND).people if len(words) > 1 else ()
    return render_template("counter/till_customer.html", form=form, basket=find_ticket(), words=words, found=found), status


@needs(Permission.SELL)
def find() -> ResponseReturnValue:
    return _draw(Form(reader(), request.args))


@needs(Permission.SELL)
def attach() -> ResponseReturnValue:
    form = read(Person, request.form, reader())
    token = attempt(form, _attach)
    return _draw(form, 422) if token is None else back(token)


def _attach(person: Person) -> str:
    """The ticket with this person on it, opened if there was none."""
    if person.customer_id:
        known: int | None = customers.get_person(person.customer_id).id
    else:
        email, phone = customers.clean_email(person.email), customers.clean_phone(person.phone)
        known = customers.recognise(email=email, phone=phone, name=person.name, language="it", now=clock.now())
    if known is None:
        raise SignNeeded
    token = own_ticket()
    baskets.attach_customer(token, known, now=clock.now())
    return token


@needs(Permission.SELL)
def detach() -> ResponseReturnValue:
    token = asked.words("basket")
    baskets.attach_customer(token, None, now=clock.now())
    return back(token)
