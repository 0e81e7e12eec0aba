"""Decides what stands on the page behind the link in the profile: the shop's face, what is there today, one way to each thing."""
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import render_template, url_for

from shop.domain import availability, baskets, fulfilment, posts, promotions
from shop.domain.catalogue import Picture, Product
from shop.kernel import clock
from shop.kernel.wording import LANGUAGES
from shop.web import addresses, asking, came, structured
from shop.web.saying import Said, put_in_words, where

CHANNEL = "website"  # the door its orders are placed at: the page itself sells nothing
ANY_AMOUNT = 10_000_000  # an offer is shown before anything is in the basket


@dataclass(frozen=True)
class Good:
    """A pinned product as the page shows it."""

    product: Product
    price: baskets.Price
    card: availability.Card
    said: Said

    @property
    def picture(self) -> Picture | None:
        return self.product.pictures[0] if self.product.pictures else None


def goods(now: datetime) -> list[Good]:
    today = clock.day_of(now)
    products = posts.list_pinned(today)
    prices, cards = baskets.price_each(products, now=now, channel=CHANNEL), availability.ask_each(products, now=now)
    return [Good(product, prices[product.id], cards[product.id], put_in_words(product, cards[product.id], today)) for product in products]


def latest_offer(now: datetime) -> promotions.Offer | None:
    """The newest offer that anybody has now without a code."""
    about = promotions.Situation(CHANNEL, now, ANY_AMOUNT)
    holding = [offer for offer in promotions.running(now) if offer.trigger == "automatic" and not offer.is_used_up
               and offer.why_not(about, reads_goods=False) is None]
    return holding[-1] if holding else None


def open_words(now: datetime, today: date) -> dict[str, Any]:
    opens_next = fulfilment.next_opening(now)
    return {"closes_at": fulfilment.closes_at(now), "opens_next": opens_next,
            "opens_today": opens_next is not None and clock.day_of(opens_next) == today, "hours": fulfilment.opens_and_closes(today)}


def bio(language: str) -> str:
    now = clock.now()
    shown, today = goods(now), clock.day_of(now)
    basket = baskets.find_basket(asking.basket_token(), now=now)
    return render_template(
        "instagram/bio.html", shown=shown, offer=latest_offer(now), directions=where(),
        arrived=came.arrived(basket.held_offers if basket else None, now),
        here=addresses.whole(addresses.bio(language)), others=[(other, url_for("instagram.bio", language=other)) for other in LANGUAGES],
        structured=[structured.bakery(language, today), structured.shelf([(one.product, one.price, one.card) for one in shown], language)],
        **open_words(now, today))
