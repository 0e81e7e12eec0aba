"""Decides what machines are told of the shop and its goods (schema.org), from the same functions as the page."""
import json
from collections.abc import Mapping
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
Thing = dict[str, Any]


def script(thing: Mapping[str, Any]) -> Markup:
    """The data block; nothing in it can end its element, and it is data, which no browser runs."""
    safe = json.dumps(without_blanks(thing), ensure_ascii=False).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return Markup(f'<script type="application/ld+json">{safe}</script>')  # noqa: S704  # escaped above


def without_blanks(thing: Mapping[str, Any]) -> Thing:
    return {name: without_blanks(value) if isinstance(value, dict) else value for name, value in thing.items() if value not in ("", None, [], {})}


def opening_hours() -> list[Thing]:
    """The week as it is set, then the days that differ from it."""
    weekly = [{"@type": "OpeningHoursSpecification", "dayOfWeek": DAYS[weekday], "opens": f"{o.opens:%H:%M}", "closes": f"{o.closes:%H:%M}"}
              for weekday, openings in sorted(fulfilment.hours().week().items()) for o in openings]
    return weekly


def special_hours(today: date) -> list[Thing]:
    """Dated exceptions still to come; a closed day opens and closes at midnight, as the vocabulary wants it."""
    found: list[Thing] = []
    for day in fulfilment.list_special_days(today)[:30]:
        on = {"@type": "OpeningHoursSpecification", "validFrom": day.on.isoformat(), "validThrough": day.on.isoformat()}
        found += [on | {"opens": f"{o.opens:%H:%M}", "closes": f"{o.closes:%H:%M}"} for o in day.openings] or [on | {"opens": "00:00", "closes": "00:00"}]
    return found


def bakery(language: str, today: date) -> Markup:
    who, face = business.identity(), business.face()
    return script({
        "@context": CONTEXT, "@type": who.business_type or "Bakery", "@id": addresses.whole("/#shop"), "name": who.name, "legalName": who.legal_name,
        "url": addresses.whole(addresses.home(language)), "telephone": who.phone, "email": who.email, "vatID": who.vat_number and f"IT{who.vat_number}",
        "slogan": pick(face.motto, language), "image": shared_picture(face.home_picture), "priceRange": "€", "currenciesAccepted": "EUR",
        "paymentAccepted": "Cash, Credit Card", "hasMap": face.maps_url, "sameAs": [link for link in (face.instagram, face.facebook) if link],
        "hasMenu": addresses.whole(addresses.menu(language)), "openingHoursSpecification": opening_hours(), "specialOpeningHoursSpecification": special_hours(today),
        "address": {"@type": "PostalAddress", "streetAddress": who.street, "postalCode": who.postal_code, "addressLocality": who.town,
                    "addressRegion": who.province, "addressCountry": who.country},
        "geo": {"@type": "GeoCoordinates", "latitude": who.latitude, "longitude": who.longitude} if who.latitude and who.longitude else None})


def shared_picture(key: str) -> str | None:
    """The whole address of a picture, as other sites show it."""
    return addresses.whole(addresses.picture(key, "original.jpg")) if key else None


def goods(product: Product, price: Price, card: Card, language: str) -> Markup:
    """A product and what it costs; by weight the price is that of a kilogram."""
    address = addresses.whole(addresses.product(language, product.slug))
    available = "OutOfStock" if card.first_at is None else "InStock" if card.ready_now else "PreOrder"
    offer: Thing = {"@type": "Offer", "url": address, "priceCurrency": "EUR", "price": f"{price.cents // 100}.{price.cents % 100:02d}",
                    "availability": f"{CONTEXT}/{'InStoreOnly' if product.counter_only else available}", "itemCondition": f"{CONTEXT}/NewCondition",
                    "seller": {"@id": addresses.whole("/#shop")}}
    if product.by_weight:
        offer["priceSpecification"] = {"@type": "UnitPriceSpecification", "priceCurrency": "EUR", "price": offer["price"], "unitCode": "KGM", "valueAddedTaxIncluded": True}
    return script({
        "@context": CONTEXT, "@type": "Product", "name": pick(product.name, language), "description": pick(product.story, language), "sku": product.slug,
        "url": address, "image": [shared_picture(picture.key) for picture in product.pictures], "category": pick(product.category.name, language),
        "brand": {"@type": "Brand", "name": business.identity().name}, "offers": offer,
        "weight": {"@type": "QuantitativeValue", "value": product.net_g, "unitCode": "GRM"} if product.net_g else None})


def trail(language: str, category: Category | None) -> Markup:
    """Where in the shop a page of the menu stands; nothing on the menu itself."""
    if category is None:
        return Markup("")
    steps = [(business.identity().name, addresses.home(language)), (pick(category.name, language), addresses.menu(language) + f"/{category.slug}")]
    return script({"@context": CONTEXT, "@type": "BreadcrumbList", "itemListElement": [
        {"@type": "ListItem", "position": place, "name": name, "item": addresses.whole(path)} for place, (name, path) in enumerate(steps, 1)]})
