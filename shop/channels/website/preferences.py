"""Decides how an address comes to offers and away from them: asked for here, confirmed by letter, refused by one click without a key."""

from dataclasses import dataclass
from datetime import timedelta

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from shop.domain import customers
from shop.domain.customers import Customer
from shop.kernel import clock
from shop.kernel.limits import count_try
from shop.kernel.refusal import NotFound
from shop.kernel.wording import LANGUAGES, say
from shop.web import addresses
from shop.web.forms import Form, attempt, read

MOST_ASKED, WITHIN = 10, timedelta(hours=1)


@dataclass(frozen=True)
class SignUp:
    email: str
    name: str = ""


@dataclass(frozen=True)
class Wishes:
    offers: bool = False


def newsletter(language: str) -> ResponseReturnValue:
    return _draw(Form(language))


def _draw(form: Form[SignUp], status: int = 200) -> ResponseReturnValue:
    return render_template("website/newsletter.html", form=form, asked_for=""), status


def ask_for_offers(language: str) -> ResponseReturnValue:
    """The same answer for every address; nothing is sent there but the question."""
    form = read(SignUp, request.form, language)
    done = attempt(form, lambda typed: _ask(typed, language))
    return _draw(form, 422) if done is None else render_template("website/newsletter.html", form=Form(language), asked_for=done)


def _ask(typed: SignUp, language: str) -> str:
    count_try(f"offers:from:{request.remote_addr}", most=MOST_ASKED, per=WITHIN, now=clock.now())
    customers.ask_to_confirm(typed.email, name=typed.name[:120], source="website", words=say("people.consent.marketing", language),
                             language=language, now=clock.now())
    return typed.email


def confirm_offers(language: str, secret: str) -> str:
    """Looking changes nothing: mail scanners open every link."""
    person = customers.peek_confirmation(secret, now=clock.now())
    return render_template("website/confirm_offers.html", person=person, secret=secret, done=False)


def offers_confirmed(language: str, secret: str) -> str:
    person = customers.confirm(secret, words=say("people.consent.marketing", language), now=clock.now())
    return render_template("website/confirm_offers.html", person=person, secret=secret, done=True)


def _whose(token: str) -> Customer:
    row_id = customers.read_token(token)
    if row_id is None:
        raise NotFound
    return customers.get_customer(row_id)


def preferences(language: str, token: str) -> str:
    """Without signing in: the letter that led here went to this address. Nothing else of the person is shown."""
    return render_template("website/preferences.html", person=_whose(token), token=token, done=request.args.get("done") == "1")


def save_preferences(language: str, token: str) -> ResponseReturnValue:
    person, form = _whose(token), read(Wishes, request.form, language)
    wants = form.asked is not None and form.asked.offers
    if wants and person.erased_at is not None:  # an old letter: nobody is there any more
        raise NotFound
    if wants != (person.marketing in ("consent", "soft")):
        customers.consent(person.id, "marketing", act="given" if wants else "withdrawn", source="preferences",
                          words=say("people.consent.marketing", language), now=clock.now())
    return redirect(f"{addresses.preferences(language, token)}?done=1", 303)


def _tongue(person: Customer) -> str:
    return person.language if person.language in LANGUAGES else "it"


def unsubscribe(token: str) -> Response:
    """Seen in a browser: the page with the button."""
    return redirect(addresses.preferences(_tongue(_whose(token)), token))


def unsubscribe_at_once(token: str) -> Response:
    """RFC 8058: the mail program's POST, without cookie or origin, is the refusal."""
    person = _whose(token)
    if person.marketing != "refused":
        customers.consent(person.id, "marketing", act="withdrawn", source="unsubscribe",
                          words=request.form.get("List-Unsubscribe", "")[:40], now=clock.now())
    return Response(say("people.preferences.out", _tongue(person)) + "\n", content_type="text/plain; charset=utf-8")


unsubscribe_at_once.from_outside = True  # type: ignore[attr-defined]  # read by web.csrf
