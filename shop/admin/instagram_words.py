"""Decides the words proposed for a picture: from the product's own, with the price and the availability of this moment."""
from datetime import datetime, timedelta

from shop.domain import availability, baskets, business, posts
from shop.domain.availability import Card
from shop.domain.baskets import Price
from shop.domain.catalogue import Product
from shop.kernel import clock
from shop.kernel.wording import LANGUAGES, money, pick, say


def propose(product: Product, now: datetime) -> dict[str, str]:
    """In each language: the owner's own words where there are any, else fresh ones."""
    own = posts.list_captions([product.id]).get(product.id, {})
    price = baskets.price_each([product], now=now, channel="website")[product.id]
    card = availability.ask_each([product], now=now)[product.id]
    return {language: own.get(language) or _fresh(product, price, card, language, now) for language in LANGUAGES}


def _fresh(product: Product, price: Price, card: Card, language: str, now: datetime) -> str:
    who = business.identity()
    told = say("instagram.caption.text", language, name=pick(product.name, language), story=pick(product.story, language),
               price=_price(price, language), when=_when(card, language, now), street=who.street, town=who.town)
    tagged = " ".join(posts.tags(product, language, shop=who.name, town=who.town))
    lines = f"{told}\n\n{tagged}".replace("\n\n\n", "\n\n")
    return lines[:posts.LONGEST]


def _price(price: Price, language: str) -> str:
    said = money(price.cents, language)
    if price.unit == "kg":
        said = say("instagram.caption.per_kg", language, money=said)
    return say("instagram.caption.from", language, money=said) if price.is_from else said


def _when(card: Card, language: str, now: datetime) -> str:
    """A post is read for days: what is ready now is said only of now."""
    if card.first_at is None:
        return say("instagram.caption.ask", language)
    if card.ready_now:
        return say("instagram.caption.ready", language)
    on = clock.day_of(card.first_at)
    if on == clock.day_of(now):
        return say("instagram.caption.today", language, first_time=card.first_at)
    return say("instagram.caption.later", language, day_on=max(on, clock.day_of(now) + timedelta(days=1)))
