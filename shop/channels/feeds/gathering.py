"""Decides what every feed says of a product: the same price and availability as its page, from the same functions."""
import re
from dataclasses import dataclass
from datetime import datetime

from shop.domain import availability, baskets, business, catalogue
from shop.domain.availability import Card
from shop.domain.baskets import Price
from shop.domain.catalogue import Product
from shop.kernel import clock
from shop.kernel.wording import pick, say
from shop.web import addresses, structured

MOST = 100_000
LONGEST_TITLE, LONGEST_TEXT, LONGEST_BRAND = 150, 5_000, 70
UNREADABLE = re.compile("[<>\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Item:
    """One product in one language. `price` before and `sale_price` after offers, as `12.50 EUR`; of goods by weight, for a kilogram.

    `stand` is schema.org's word for its availability; `from_at` the first moment it can be had, when that is not now.
    `measure` and `base` are what is in the pack and what a comparable price is of.
    """

    product: Product
    card: Card
    id: str
    title: str
    text: str
    link: str
    pictures: tuple[str, ...]
    category: str
    price: str
    sale_price: str
    stand: str
    from_at: datetime | None
    measure: str
    base: str


def amount(cents: int) -> str:
    return f"{structured.amount(cents)} EUR"


def brand() -> str:
    return business.identity().name[:LONGEST_BRAND]


def list_items(language: str) -> list[Item]:
    """All that is published, has a picture and costs something: without these no other window takes it; nor a gift card, which is money."""
    goods = [product for product in catalogue.browse(per_page=MOST).products if product.pictures and not product.is_voucher]
    now = clock.now()
    prices, cards = baskets.price_each(goods, now=now), availability.ask_each(goods, now=now)
    return [_item(product, prices[product.id], cards[product.id], language) for product in goods if prices[product.id].cents]


def _item(product: Product, price: Price, card: Card, language: str) -> Item:
    stand = structured.stand(product, card)
    measure, base = _measure(product)
    return Item(
        product=product, card=card, id=str(product.id), title=_clean(pick(product.name, language), LONGEST_TITLE),
        text=_describe(product, language), link=addresses.whole(addresses.product(language, product.slug)),
        pictures=tuple(found for picture in product.pictures if (found := structured.shared_picture(picture.key))),
        category=_clean(pick(product.category.name, language), LONGEST_TITLE), price=amount(price.full_cents),
        sale_price=amount(price.cents) if price.is_reduced else "", stand=stand,
        from_at=card.first_at if stand == "PreOrder" else None, measure=measure, base=base)


def _measure(product: Product) -> tuple[str, str]:
    """What one price pays for, and the amount prices are compared by."""
    if product.by_weight:
        return "1kg", "1kg"
    cheapest = min(product.variants, key=lambda variant: variant.price_cents, default=None)
    if net_g := (cheapest.net_g if cheapest else None) or product.net_g:
        return f"{net_g}g", "100g"
    return (f"{product.net_ml}ml", "100ml") if product.net_ml else ("", "")


def _describe(product: Product, language: str) -> str:
    """Its story, what is in it, and the allergens in words: they come before buying, wherever one looks."""
    parts = [pick(product.story, language)]
    if ingredients := pick(product.ingredients, language).replace("*", ""):
        parts.append(say("feeds.ingredients", language, words=ingredients))
    if product.allergens:
        parts.append(say("feeds.allergens", language, words=_names(product.allergens, language)))
    elif product.allergens is not None:
        parts.append(say("feeds.no_allergens", language))
    if traces := product.traces - (product.allergens or frozenset()):
        parts.append(say("feeds.traces", language, words=_names(traces, language)))
    if product.by_weight:
        parts.append(say("feeds.per_kg", language))
    return _clean(" ".join(part for part in parts if part), LONGEST_TEXT)


def _names(keys: frozenset[str], language: str) -> str:
    return ", ".join(say(f"allergen.{key}", language) for key in catalogue.ALLERGENS if key in keys)


def _clean(words: str, most: int) -> str:
    """On one line, without what no XML may hold and what looks like HTML."""
    return " ".join(UNREADABLE.sub("", words).split())[:most].rstrip()
