"""Decides how a visitor asks for something made to measure: the form, its photos, and the page that begins with it."""
from dataclasses import dataclass
from datetime import date, timedelta
from secrets import token_urlsafe
from typing import Any

from flask import make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from shop.channels.website.questions import NotAPerson, WhereToAnswer
from shop.domain import commissions
from shop.domain.commissions import Asker, Wish
from shop.kernel import clock
from shop.kernel.limits import count_try
from shop.kernel.refusal import Refusal
from shop.kernel.wording import say
from shop.web import addresses, showing
from shop.web.forms import Form, attempt, read
from shop.web.showing import Photo

MOST_WISHES, WITHIN = 6, timedelta(hours=1)
LONGEST = commissions.LONGEST | {"name": 120, "email": 254, "phone": 40}


class WishesAreClosed(Refusal):
    code = "wishes_are_closed"


@dataclass(frozen=True)
class Wishing:
    """The form. `reference` is made when it is drawn and good for one wish; `fax` stands where only programs look."""

    reference: str
    on: date
    people: int
    taste: str
    occasion: str = ""
    inscription: str = ""
    allergies: str = ""
    name: str = ""
    email: str = ""
    phone: str = ""
    fax: str = ""


def cakes(language: str) -> Response:
    """For everybody to find, but drawn anew each time: the form has a secret of its own."""
    answer = make_response(_draw(Form(language), ()))
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _draw(form: Form[Any], photos: tuple[Photo, ...]) -> str:
    tomorrow = clock.today() + timedelta(days=1)
    return render_template("website/cakes.html", form=form, photos=photos, longest=LONGEST, most_photos=commissions.MOST_PHOTOS,
                           is_open=showing.takes_wishes(), first_on=tomorrow, most_people=commissions.MOST_PEOPLE,
                           secret=form.value("reference") or token_urlsafe(18))


def ask_cake(language: str) -> ResponseReturnValue:
    showing.expect_photos()
    form = read(Wishing, request.form, language)
    check_lengths(form)
    photos = showing.read_photos(form)
    token = attempt(form, lambda wanted: _ask(wanted, photos, language))
    return redirect(addresses.cake(language, token), 303) if token else (_draw(form, photos), 422)


def check_lengths(form: Form[Any]) -> None:
    for name, most in LONGEST.items():
        if len(request.form.get(name, "")) > most:
            form.errors.setdefault(name, say("refusal.too_long", form.language, most=most))


def _ask(wanted: Wishing, photos: tuple[Photo, ...], language: str) -> str:
    """The secret of the wish. Raises WishesAreClosed, NotAPerson, WhereToAnswer, TooManyTries and what commissions.ask does."""
    if not showing.takes_wishes():
        raise WishesAreClosed
    if wanted.fax:
        raise NotAPerson
    if not wanted.email and not wanted.phone:
        raise WhereToAnswer
    now = clock.now()
    wish = Wish(wanted.on, wanted.people, wanted.taste, wanted.occasion, wanted.inscription, wanted.allergies,
                tuple(photo.key for photo in photos))
    count_try(f"wish:from:{request.remote_addr}", most=MOST_WISHES, per=WITHIN, now=now)
    text = say("cakes.first_words", language, day_on=wish.on, people=wish.people, taste=wish.taste)
    asker = Asker(wanted.name, wanted.email, wanted.phone, language)
    return commissions.ask(wish, asker, text=text, reference=wanted.reference[:60], now=now).token


def waiting_photo(language: str, signed: str) -> Response:
    """A photo that is in the form already and not yet sent: seen by whose form has it."""
    key = showing.unsign(signed)
    return showing.show(key or "", [key] if key else [])
