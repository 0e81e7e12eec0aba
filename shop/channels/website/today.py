"""Decides what the window's page shows: what is there now with its numbers, and when the rest can be had; closed, one orders for later."""
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from flask import render_template

from shop.channels.website.shelf import OnShow, show
from shop.domain import catalogue, fulfilment
from shop.kernel import clock
from shop.web import structured

LOOKED_AT, MOST_NOW, MOST_LATER, MOST_DAYS = 200, 36, 12, 3


@dataclass(frozen=True)
class Shelf:
    """Goods that can be had from the same day on; `on` None: they are there now."""

    on: date | None
    cards: list[OnShow]


def shelves(now: datetime) -> list[Shelf]:
    """What is there now, then day by day what can be ordered; counted goods first, since they run out."""
    shown = show(catalogue.browse(per_page=LOOKED_AT, on=clock.day_of(now)).products, now=now)
    here = [card for card in shown if card.can_add and card.card.ready_now]
    later = sorted((card for card in shown if card.can_add and not card.card.ready_now), key=_first_on)
    days = [Shelf(on, _best(list(cards), MOST_LATER)) for on, cards in groupby(later, key=_first_on)]
    return ([Shelf(None, _best(here, MOST_NOW))] if here else []) + days[:MOST_DAYS]


def _first_on(card: OnShow) -> date:
    assert card.card.first_at is not None, "only what can be had is on a shelf"
    return clock.day_of(card.card.first_at)


def _best(cards: list[OnShow], most: int) -> list[OnShow]:
    return sorted(cards, key=lambda card: card.card.left is None)[:most]


def today(language: str) -> str:
    now = clock.now()
    on, stand, opens_next = clock.day_of(now), shelves(now), fulfilment.next_opening(now)
    return render_template(
        "website/today.html", shelves=stand, closes_at=fulfilment.closes_at(now), opens_next=opens_next, today=on,
        opens_today=opens_next is not None and clock.day_of(opens_next) == on, tomorrow=on + timedelta(days=1),
        structured=structured.shelf([(card.product, card.price, card.card) for one in stand for card in one.cards], language))
