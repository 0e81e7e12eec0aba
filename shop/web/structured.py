"""Decides what machines are told of the shop and its goods (schema.org), from the same functions as the page."""
import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from markupsafe import Markup

from shop.domain import business, fulfilment
from shop.domain.availability import Card
from shop.domain.baskets import Price
from shop.domain.catalogue import Category, Product
from shop.kernel.wording import pick
from shop.web import addresses

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
CONTEXT = "https://schema.org"
HOURS = "OpeningHoursSpecification"
STORE_CODE = "bottega-1"  # the owner gives the same to the shop's business profile
Thing = dict[str, Any]


def script(thing: Mapping[str, Any]) -> Markup:
    """The data block; nothing in it can end its element, and it is data, which no browser runs."""
    safe = json.dumps(without_blanks(thing), ensure_ascii=False).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return Markup(f'<script type="application/ld+json">{safe}</script>')  # noqa: S704  # escaped above


def without_blanks(thing: Mapping[str, Any]) -> Thing:
    full = {name: without_blanks(value) if isinstance(value, dict) else value for name, value in thing.items()}
    return {name: value for name, value in full.items() if value not in ("", None, [], {})}


def opening_hours() -> list[Thing]:
    """The week as it is set."""
    return [{"@type": HOURS, "dayOfWeek": DAYS[weekday], "opens": f"{o.opens:%H:%M}", "closes": f"{o.closes:%H:%M}"}
            for weekday, openings in sorted(fulfilment.hours().week().items()) for o in openings]


def special_hours(today: date) -> list[Thing]:
    """Dated exceptions still to come; a closed day opens and closes at midnight, as the vocabulary wants it."""
    found: list[Thing] = []
    for day in fulfilment.list_special_days(today)[:30]:
        windows = [(f"{o.opens:%H:%M}", f"{o.closes:%H:%M}") for o in day.openings] or [("00:00", "00:00")]
        on = {"@type": HOURS, "validFrom": day.on.isoformat(), "validThrough": day.on.isoformat()}
        found += [on | {"opens": opens, "closes": closes} for opens, closes in windows]
    return found


def shared_picture(key: str) -> str | None:
    """The whole address of a picture, as other sites show it."""
    return addresses.whole(addresses.picture(key, "original.jpg")) if key else None


def _seller() -> Thing:
    who, face = business.identity(), business.face()
    place = {"@type": "GeoCoordinates", "latitude": who.latitude, "longitude": who.longitude}
    return {
        "@type": who.business_type or "Bakery", "@id": addresses.whole("/#shop"), "name": who.name, "legalName": who.legal_name,
        "telephone": who.phone, "email": who.email, "vatID": f"IT{who.vat_number}" if who.vat_number else None,
        "image": shared_picture(face.home_picture), "logo": shared_picture(face.logo), "hasMap": face.maps_url,
        "sameAs": [link for link in (face.instagram, face.facebook) if link], "geo": place if who.latitude and who.longitude else None,
        "address": {"@type": "PostalAddress", "streetAddress": who.street, "postalCode": who.postal_code, "addressLocality": who.town,
                    "addressRegion": who.province, "addressCountry": who.country}}


def bakery(language: str, today: date) -> Markup:
    """The shop itself: who, where, when open."""
    return script({
        "@context": CONTEXT, **_seller(), "url": addresses.whole(addresses.home(language)), "slogan": pick(business.face().motto, language),
        "currenciesAccepted": "EUR", "paymentAccepted": "Cash, Credit Card", "hasMenu": addresses.whole(addresses.menu(language)),
        "openingHoursSpecification": opening_hours(), "specialOpeningHoursSpecification": special_hours(today)})


def amount(cents: int) -> str:
    """`12.50`, as machines read it."""
    return f"{cents // 100}.{cents % 100:02d}"


def stand(product: Product, card: Card) -> str:
    """Whether it can be had, in the vocabulary's word: the one answer for pages and feeds."""
    if product.counter_only:
        return "InStoreOnly"
    return "OutOfStock" if card.first_at is None else "InStock" if card.ready_now else "PreOrder"


def _offer(product: Product, price: Price, card: Card, address: str) -> Thing:
    """By weight the price is that of a kilogram."""
    asked = {"priceCurrency": "EUR", "price": amount(price.cents)}
    per_kg = {"@type": "UnitPriceSpecification", **asked, "unitCode": "KGM", "valueAddedTaxIncluded": True}
    return {"@type": "Offer", "url": address, **asked,
            "priceSpecification": per_kg if product.by_weight else None,
            "availability": f"{CONTEXT}/{stand(product, card)}", "seller": {"@id": addresses.whole("/#shop")}}


def _good(product: Product, price: Price, card: Card, language: str) -> Thing:
    address = addresses.whole(addresses.product(language, product.slug))
    return {
        "@type": "Product", "name": pick(product.name, language), "description": pick(product.story, language),
        "sku": product.slug, "url": address, "image": [shared_picture(picture.key) for picture in product.pictures],
        "category": pick(product.category.name, language), "brand": {"@type": "Brand", "name": business.identity().name},
        "offers": _offer(product, price, card, address),
        "weight": {"@type": "QuantitativeValue", "value": product.net_g, "unitCode": "GRM"} if product.net_g else None}


def goods(product: Product, price: Price, card: Card, language: str) -> Markup:
    """A product and what it costs."""
    return script({"@context": CONTEXT} | _good(product, price, card, language))


def shelf(shown: Iterable[tuple[Product, Price, Card]], language: str) -> Markup:
    """What can be had on a page, in its order."""
    listed = [{"@type": "ListItem", "position": place, "item": without_blanks(_good(product, price, card, language))}
              for place, (product, price, card) in enumerate(shown, 1)]
    return script({"@context": CONTEXT, "@type": "ItemList", "itemListElement": listed}) if listed else Markup("")


def trail(language: str, category: Category | None) -> Markup:
    """Where in the shop a page of the menu stands; nothing on the menu itself."""
    if category is None:
        return Markup("")
    here = f"{addresses.menu(language)}/{category.slug}"
    steps = [(business.identity().name, addresses.home(language)), (pick(category.name, language), here)]
    listed = [{"@type": "ListItem", "position": place, "name": name, "item": addresses.whole(path)}
              for place, (name, path) in enumerate(steps, 1)]
    return script({"@context": CONTEXT, "@type": "BreadcrumbList", "itemListElement": listed})
