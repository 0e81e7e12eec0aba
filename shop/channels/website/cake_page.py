"""Decides what the person sees of a wish of theirs: the talk, the photos, the offer, and how it becomes an order."""
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from shop.channels.website import frame, paying, when
from shop.channels.website.bill import Bill
from shop.channels.website.questions import LONGEST, MOST_WORDS_MORE, WITHIN, SayingMore
from shop.channels.website.when import When
from shop.domain import availability, commissions, conversations, customers, orders
from shop.domain.availability import Answer
from shop.domain.commissions import Commission
from shop.domain.orders import Details, Order
from shop.kernel import clock
from shop.kernel.limits import count_try
from shop.kernel.wording import say
from shop.web import addresses, came, showing
from shop.web.forms import Form, attempt, read
from shop.web.fragments import wants_fragment
from shop.web.places import Place

ANSWERED = ("occasion", "people", "taste", "inscription", "allergies")  # what of a wish stands on the order's line
KINDS = {"inscription": "inscription", "allergies": "allergy_note"}


@dataclass(frozen=True)
class Taking:
    """`version` is the offer that was read."""

    version: int
    starts_at: datetime
    name: str = ""
    email: str = ""
    phone: str = ""
    way: str = "counter"


def cake(language: str, token: str) -> str:
    return _draw(commissions.get_by_token(token), Form(language))


def _draw(row: Commission, form: Form[Any]) -> str:
    now = clock.now()
    talk, order = conversations.get_conversation(row.conversation_id), orders.get(row.order_id) if row.order_id else None
    good = commissions.is_good(row, now=now)
    return render_template(
        "website/cake_offer.html" if wants_fragment() else "website/cake.html", form=form, cake=row, talk=talk, order=order,
        messages=conversations.list_messages(talk.id), longest=LONGEST, is_good=good, most_photos=commissions.MOST_PHOTOS,
        live=commissions.find_live_order(row), is_open=row.state in commissions.OPEN, today=clock.day_of(now),
        tomorrow=clock.day_of(now) + timedelta(days=1), **(_to_choose(row, form, now) if good else {}))


def _to_choose(row: Commission, form: Form[Any], now: datetime) -> dict[str, Any]:
    ways, cents = commissions.ways(row), row.offer["cents"]
    usual = next((way for way in ways if way.code == "deposit"), ways[0])
    chosen = next((way for way in ways if way.code == form.value("way")), usual)
    return {"when": days_around(row, form, now), "bill": Bill(ways, chosen, (), 0, 0, cents, ())}


def days_around(row: Commission, form: Form[Any], now: datetime) -> When:
    """The agreed day and those beside it; of what can be had the agreed one is marked, else the nearest."""
    wanted = commissions.wanted_of(row)
    days = availability.list_days_around(wanted, on=row.on, days=commissions.DAYS_AROUND, now=now)
    free = {day.on: day.slots for day in days if day.slots}
    if not free:
        why = next((day.why_not for day in days if day.on == row.on), days[0].why_not if days else None)
        return When(Place("pickup"), days, None, (), None, Answer(None, why))
    on = next((day for day in free if day.isoformat() == form.value("on")), min(free, key=lambda day: (abs(day - row.on), day)))
    times = when.with_full(on, Place("pickup"), free[on])
    chosen = next((slot for slot in free[on] if slot.starts_at.isoformat() == form.value("starts_at")), free[on][0])
    return When(Place("pickup"), days, on, times, chosen, Answer(free[on][0], None))


def choose_day(language: str, token: str) -> str:
    """Another day or way: drawn again with all that was typed, ordered nothing."""
    return _draw(commissions.get_by_token(token), Form(language, request.form))


def take_offer(language: str, token: str) -> ResponseReturnValue:
    form = read(Taking, request.form, language)
    commissions.get_by_token(token)
    _check_day(form)
    order = attempt(form, lambda wanted: _take(token, wanted, language))
    if order is None:
        return _draw(commissions.get_by_token(token), form), 422
    return redirect(paying.after_placing(order), 303)


def _check_day(form: Form[Taking]) -> None:
    """Without scripts one may mark another day and still have a time of the first."""
    marked = request.form.get("on", "")
    if form.asked and marked and _day_of(form.asked.starts_at) != marked:
        form.errors["starts_at"], form.asked = say("refusal.time_of_another_day", form.language), None


def _day_of(moment: datetime) -> str:
    day: date = clock.day_of(moment)
    return day.isoformat()


def _take(token: str, wanted: Taking, language: str) -> Order:
    """Raises what commissions.take does, BadEmail, BadPhone."""
    row = commissions.get_by_token(token)
    details = Details(name=wanted.name, email=customers.clean_email(wanted.email), phone=customers.clean_phone(wanted.phone),
                      starts_at=wanted.starts_at)
    return commissions.take(
        token, version=wanted.version, details=details, way=wanted.way, answers=answers_of(row),
        origin=came.read().through(frame.CHANNEL), language=language, now=clock.now())


def answers_of(row: Commission) -> tuple[dict[str, Any], ...]:
    """What was wished for, as the order's line keeps it: labelled in both languages."""
    return tuple(
        {"kind": KINDS.get(name, "text"), "text": str(getattr(row, name)),
         "label": {language: say(f"cakes.line.{name}", language) for language in ("it", "en")}}
        for name in ANSWERED if getattr(row, name))


def say_of_cake(language: str, token: str) -> ResponseReturnValue:
    row, form = commissions.get_by_token(token), read(SayingMore, request.form, language)
    talk = conversations.get_conversation(row.conversation_id).token
    attempt(form, lambda wanted: _say_more(talk, wanted.text))
    return (_draw(commissions.get_by_token(token), form), 422) if form.errors else redirect(addresses.cake(language, token) + "#last", 303)


def _say_more(talk: str, text: str) -> None:
    count_try(f"question:more:{talk[:40]}", most=MOST_WORDS_MORE, per=WITHIN, now=clock.now())
    conversations.say_more(talk, text, now=clock.now())


def drop_cake(language: str, token: str) -> ResponseReturnValue:
    form = Form[bool](language, asked=True)
    attempt(form, lambda _asked: commissions.drop(token, say("cakes.dropped_words", language), now=clock.now()))
    return (_draw(commissions.get_by_token(token), form), 422) if form.errors else redirect(addresses.cake(language, token), 303)


def add_photos(language: str, token: str) -> ResponseReturnValue:
    """More photos while it is talked about."""
    showing.expect_photos()
    row, form = commissions.get_by_token(token), Form[bool](language, request.form, asked=True)
    photos = showing.read_photos(form, most=commissions.MOST_PHOTOS - len(row.pictures))
    number, keys = row.id, tuple(photo.key for photo in photos)
    attempt(form, lambda _asked: commissions.show_more(number, keys))
    if form.errors:
        return _draw(commissions.get_by_token(token), form), 422
    return redirect(addresses.cake(language, token) + "#photos", 303)


def cake_photo(language: str, token: str, key: str) -> Response:
    return showing.show(key, commissions.get_by_token(token).pictures)


def order_photo(language: str, token: str, key: str) -> Response:
    """The same on the page of the order that it became."""
    return showing.show(key, [shown for line in orders.get_by_token(token).lines for shown in line.pictures])
