"""Decides what stands on the first page: open or closed, what is on the counter now, when one can order for."""
from datetime import datetime, timedelta

from flask import redirect, render_template, request
from werkzeug.wrappers import Response

from shop.channels.website.legal import paragraphs
from shop.channels.website.opening import open_days, week_of
from shop.channels.website.shelf import OnShow, show
from shop.domain import business, catalogue, fulfilment
from shop.kernel import clock
from shop.kernel.wording import LANGUAGES, pick
from shop.web import addresses, structured
from shop.web.saying import where

LOOKED_AT, SHOWN = 60, 6


def start() -> Response:
    """`/` leads to the reader's language, Italian when none is known."""
    answer = redirect(addresses.home(request.accept_languages.best_match(LANGUAGES) or "it"))
    answer.headers["Vary"] = "Accept-Language"
    return answer


def on_the_counter(now: datetime) -> list[OnShow]:
    """What is ready now, first what there is a known number of; the first of the menu while the shop is closed."""
    shown = show(catalogue.browse(per_page=LOOKED_AT, on=clock.day_of(now)).products, now=now)
    ready = [card for card in shown if card.card.ready_now] or [card for card in shown if card.can_add]
    return sorted(ready, key=lambda card: card.card.left is None)[:SHOWN]


def home(language: str) -> str:
    now, opens_next = clock.now(), fulfilment.next_opening(clock.now())
    counter, today = on_the_counter(now), clock.day_of(now)
    return render_template(
        "website/home.html", counter=counter, is_fresh=any(card.card.ready_now for card in counter), closes_at=fulfilment.closes_at(now),
        opens_next=opens_next, opens_today=opens_next is not None and clock.day_of(opens_next) == today, week=week_of(now, language),
        days=open_days(now), today=today, tomorrow=today + timedelta(days=1), story=paragraphs(pick(business.face().story, language)),
        directions=where(), structured=structured.bakery(language, today))
