"""Where people are found: by name, number, address or handle; and a new one is written down."""

from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from shop.domain import customers, reports
from shop.domain.staff import Permission
from shop.kernel import clock
from shop.kernel.wording import say
from shop.web import asked
from shop.web.asking import by, needs
from shop.web.forms import Form, attempt, read
from shop.web.fragments import wants_fragment
from shop.web.rendering import reader

PER_PAGE = 40


@dataclass(frozen=True)
class NewCustomer:
    """`offers`: asked at the counter whether they want offers, they said yes; the letter still asks them to confirm."""

    name: str = ""
    email: str = ""
    phone: str = ""
    instagram: str = ""
    language: str = "it"
    offers: bool = False


@needs(Permission.SEE_CUSTOMERS)
def list_customers() -> ResponseReturnValue:
    words, before = asked.words("words"), asked.number("before")
    found = customers.search(words, before_id=before or None, limit=PER_PAGE)
    glances = reports.list_glances(found.people, now=clock.now())
    template = "admin/customers_found.html" if wants_fragment() else "admin/customers.html"
    return render_template(template, glances=glances, words=words, next_id=found.next_id, before=before)


@needs(Permission.SELL)
def new_customer() -> ResponseReturnValue:
    return _draw(Form(reader()))


def _draw(form: Form[NewCustomer], status: int = 200) -> ResponseReturnValue:
    return render_template("admin/customer_new.html", form=form), status


@needs(Permission.SELL)
def add_customer() -> ResponseReturnValue:
    """Who is known by one of the signs already is shown instead."""
    form = read(NewCustomer, request.form, reader())
    found = attempt(form, _add)
    return _draw(form, 422) if found is None else redirect(url_for("admin.customer", customer_id=found), 303)


def _add(typed: NewCustomer) -> int:
    now = clock.now()
    found = customers.add_by_hand(name=typed.name, email=typed.email, phone=typed.phone, instagram=typed.instagram,
                                  language=typed.language, by=by(), now=now)
    if typed.offers and typed.email.strip():
        customers.ask_to_confirm(typed.email, name=typed.name, source="till", words=say("people.consent.marketing", typed.language),
                                 language=typed.language, by=by(), now=now)
    return found
