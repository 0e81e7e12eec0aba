"""Decides who is let into their own page: whoever reads the address they name; the answer is the same whether it is known or not."""

from dataclasses import dataclass

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from shop.channels.website import frame
from shop.domain import baskets, customers, letters
from shop.kernel import clock
from shop.kernel.wording import say
from shop.web import addresses, asked, asking
from shop.web.forms import Form, attempt, read

REMEMBERED_DAYS = 60


@dataclass(frozen=True)
class Address:
    email: str


@dataclass(frozen=True)
class Proof:
    email: str
    code: str


def sign_in_page(language: str, form: Form[Address] | None = None, status: int = 200) -> ResponseReturnValue:
    return render_template("website/account_sign_in.html", form=form or Form(language), back=_back(), sends=letters.is_sending()), status


def _back() -> str:
    """The page of ours that one came from, to be led back to."""
    path = request.values.get("back", "")[:300]
    return path if frame.is_ours(path) else ""


def ask_code(language: str) -> ResponseReturnValue:
    form = read(Address, request.form, language)
    sent_to = attempt(form, lambda typed: customers.ask_code(
        typed.email, source=request.remote_addr or "", language=language, now=clock.now()))
    return sign_in_page(language, form, 422) if sent_to is None else _code_page(Form(language, {"email": sent_to}))


def _code_page(form: Form[Proof], status: int = 200) -> ResponseReturnValue:
    return render_template("website/account_code.html", form=form, email=form.value("email"), back=_back()), status


def sign_in(language: str) -> ResponseReturnValue:
    """With the code: the browser is remembered, and its basket becomes the customer's by the rule that the page then says."""
    form, now = read(Proof, request.form, language), clock.now()
    signed = attempt(form, lambda typed: customers.sign_in(
        typed.email, typed.code, source=request.remote_addr or "", language=language, now=now))
    if signed is None:
        return _code_page(form, 422)
    person = customers.get_person(signed.customer_id)
    joined = baskets.join_at_sign_in(asking.basket_token(), customer_id=person.id, ids=customers.ids_of(person.id), now=now)
    answer = redirect(_back() or f"{addresses.account(language)}?basket={joined.how}", 303)
    if joined.token:
        asking.keep_basket(answer, joined.token)
    return asking.set_cookie(answer, asking.CUSTOMER_COOKIE, signed.secret, days=REMEMBERED_DAYS)


def sign_out(language: str) -> Response:
    """The basket stays the customer's and comes back with them; this browser forgets both."""
    customers.close_visit(request.cookies.get(asking.CUSTOMER_COOKIE, ""))
    answer = redirect(addresses.account(language), 303)
    for cookie in (asking.CUSTOMER_COOKIE, asking.BASKET_COOKIE):
        answer.delete_cookie(cookie)
    return answer


def said(language: str) -> str:
    """What has just happened, in words: named by the address one was led to."""
    for name, known in (("basket", ("taken", "both")), ("done", ("saved", "choices", "claimed"))):
        if (what := asked.words(name, 20)) in known:
            return say(f"people.account.{name}_{what}", language)
    return ""
