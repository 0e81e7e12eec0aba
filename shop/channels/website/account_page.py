"""Decides what a signed-in customer sees of themselves, and what they may change, take along or have forgotten."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from flask import jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from shop.channels.website import account
from shop.domain import customers, orders, reports
from shop.domain.customers import Customer
from shop.kernel import clock
from shop.kernel.wording import say
from shop.web import addresses, asking
from shop.web.forms import Form, attempt, read

View = Callable[..., ResponseReturnValue]


@dataclass(frozen=True)
class Details:
    name: str = ""
    phone: str = ""
    spoken: str = "it"


@dataclass(frozen=True)
class Choices:
    """What is ticked is agreed to; `allergies` is kept only with its tick."""

    marketing: bool = False
    profiling: bool = False
    keep_allergies: bool = False
    allergies: str = ""


def signed_in(view: Callable[[str, Customer], ResponseReturnValue]) -> View:
    """Let customers in; anyone else is asked to sign in first."""

    @wraps(view)
    def guarded(language: str) -> ResponseReturnValue:
        person = asking.customer()
        return account.sign_in_page(language) if person is None else view(language, person)

    return guarded


def draw(language: str, person: Customer, status: int = 200, **forms: Form[Any]) -> ResponseReturnValue:
    drawn = {"details": Form[Any](language), "choices": Form[Any](language), "erasing": Form[Any](language)} | forms
    kept = reports.keep_of(person.id)
    return render_template("website/account.html", person=person, kept=kept, said=account.said(language), **drawn,
                           glance=reports.glance(person.id, now=clock.now()), live=orders.LIVE), status


@signed_in
def account_page(language: str, person: Customer) -> ResponseReturnValue:
    return draw(language, person)


def _done(language: str, what: str) -> Response:
    return redirect(f"{addresses.account(language)}?done={what}", 303)


@signed_in
def save_details(language: str, person: Customer) -> ResponseReturnValue:
    form = read(Details, request.form, language)
    attempt(form, lambda typed: customers.change_details(
        person.id, name=typed.name, phone=typed.phone, language=typed.spoken, by="customer", now=clock.now()))
    return draw(language, person, 422, details=form) if form.errors else _done(language, "saved")


@signed_in
def save_choices(language: str, person: Customer) -> ResponseReturnValue:
    form = read(Choices, request.form, language)
    attempt(form, lambda typed: customers.choose(
        person.id, marketing=typed.marketing, profiling=typed.profiling, allergies=typed.allergies if typed.keep_allergies else "",
        words={purpose: say(f"people.consent.{purpose}", language) for purpose in ("marketing", "profiling", "allergies")},
        source="account", now=clock.now()))
    return draw(language, person, 422, choices=form) if form.errors else _done(language, "choices")


@signed_in
def take_data(language: str, person: Customer) -> ResponseReturnValue:
    """All that is kept, for another program to read (GDPR art. 20)."""
    answer = jsonify(reports.export_person(person.id))
    answer.headers["Content-Disposition"] = f'attachment; filename="bottega-{clock.today().isoformat()}.json"'
    return answer


@signed_in
def erase(language: str, person: Customer) -> ResponseReturnValue:
    """For ever; refused while something is still to be collected."""
    form = Form[bool](language, asked=True)
    attempt(form, lambda _yes: customers.erase(person.id, by="customer", now=clock.now()))
    if form.errors:
        return draw(language, person, 409, erasing=form)
    answer = redirect(addresses.home(language), 303)
    for cookie in (asking.CUSTOMER_COOKIE, asking.BASKET_COOKIE):
        answer.delete_cookie(cookie)
    return answer


def claim(language: str, token: str) -> ResponseReturnValue:
    """The receipt's purchase becomes the customer's."""
    person = asking.customer()
    if person is None:
        return redirect(f"{addresses.account(language)}?{urlencode({'back': addresses.order(orders.get_by_token(token))})}", 303)
    orders.claim(token, customer_id=person.id, now=clock.now())
    return _done(language, "claimed")
