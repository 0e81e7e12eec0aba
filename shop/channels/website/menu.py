"""Decides which part of the menu one looks at: category, words, allergens to avoid, the day it should be ready."""
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask import render_template, request, url_for

from shop.channels.website.opening import open_days
from shop.channels.website.shelf import OnShow, show
from shop.domain import catalogue
from shop.kernel import clock
from shop.kernel.refusal import NotFound
from shop.web import structured
from shop.web.fragments import wants_fragment

LONGEST_WORDS, PER_PAGE, SORTED_AT_MOST = 80, 24, 400


@dataclass(frozen=True)
class Wish:
    """What the address asks to see; what can't be understood is as if it had not been asked."""

    category: str | None
    words: str
    without: tuple[str, ...]
    on: date | None
    page: int

    def as_query(self, **other: Any) -> dict[str, Any]:
        """The same wish as parts of an address, with some of it changed."""
        on = self.on.isoformat() if self.on else None
        return {"category": self.category, "q": self.words or None, "without": list(self.without) or None, "on": on} | other


def read_wish(category: str | None, today: date) -> Wish:
    asked, page = request.args, request.args.get("page", "")
    avoided = {name for typed in asked.getlist("without") for name in typed.split(",")}
    return Wish(
        category=category or asked.get("category") or None, words=asked.get("q", "").strip()[:LONGEST_WORDS],
        without=tuple(name for name in catalogue.ALLERGENS if name in avoided), on=_day(asked.get("on", ""), today),
        page=int(page) if page.isdecimal() and len(page) < 6 else 1)


def _day(typed: str, today: date) -> date | None:
    try:
        on = date.fromisoformat(typed)
    except ValueError:
        return None
    return on if today <= on <= today + timedelta(days=366) else None


def find(wish: Wish, now: datetime) -> tuple[catalogue.Page, list[OnShow]]:
    """One page of cards; for a day, what can be ready then comes first."""
    def browse(page: int, per_page: int) -> catalogue.Page:
        return catalogue.browse(
            category=wish.category, without=frozenset(wish.without), words=wish.words, on=wish.on, page=page, per_page=per_page)

    found = browse(wish.page, PER_PAGE)
    if wish.on is None or found.total > SORTED_AT_MOST:
        return found, show(found.products, now=now, on=wish.on)
    cards = sorted(show(browse(1, SORTED_AT_MOST).products, now=now, on=wish.on), key=lambda card: not card.can_add)
    return found, cards[(found.page - 1) * PER_PAGE:found.page * PER_PAGE]


def link(language: str, wish: Wish, **other: Any) -> str:
    """The address of the same wish with some of it changed."""
    query = wish.as_query(**other)
    category = query.pop("category")
    if category:
        return url_for("website.category", language=language, category=category, **query)
    return url_for("website.menu", language=language, **query)


def menu(language: str, category: str | None = None) -> str:
    now = clock.now()
    wish, categories = read_wish(category, clock.day_of(now)), catalogue.list_categories()
    here = next((known for known in categories if known.slug == wish.category), None)
    if wish.category and here is None:
        raise NotFound
    found, cards = find(wish, now)
    template = "website/found.html" if wants_fragment() else "website/menu.html"
    return render_template(
        template, wish=wish, categories=categories, here=here, found=found, cards=cards, days=open_days(now), allergens=catalogue.ALLERGENS,
        link=lambda **other: link(language, wish, **other), structured=structured.trail(language, here))
