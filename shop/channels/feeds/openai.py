"""Decides how an assistant that follows OpenAI's product feed reads our goods: one JSON object a line; they are bought on our pages."""
import json
from typing import Any

from werkzeug.wrappers import Response

from shop.channels.feeds.gathering import Item, brand, list_items
from shop.domain import business
from shop.kernel import clock
from shop.web import addresses

STANDS = {"InStock": "in_stock", "PreOrder": "pre_order", "OutOfStock": "out_of_stock", "InStoreOnly": "out_of_stock"}


def products(language: str) -> Response:
    seller = _seller(language)
    lines = [json.dumps(_line(item) | seller, ensure_ascii=False) + "\n" for item in list_items(language)]
    return Response("".join(lines), content_type="application/jsonl; charset=utf-8")


def _seller(language: str) -> dict[str, Any]:
    """The same on every line."""
    country = business.identity().country
    return {
        "brand": brand(), "seller_name": brand(), "seller_url": addresses.whole(addresses.home(language)),
        "seller_privacy_policy": addresses.whole(addresses.legal(language, "privacy")),
        "seller_tos": addresses.whole(addresses.legal(language, "terms")),
        "return_policy": addresses.whole(addresses.legal(language, "terms")), "target_countries": [country], "store_country": country}


def _line(item: Item) -> dict[str, Any]:
    told: dict[str, Any] = {
        "is_eligible_search": not item.product.counter_only, "is_eligible_checkout": False, "item_id": item.id, "title": item.title,
        "description": item.text or item.title, "url": item.link, "image_url": item.pictures[0], "additional_image_urls": item.pictures[1:],
        "price": item.price, "sale_price": item.sale_price, "availability": STANDS[item.stand],
        "availability_date": clock.day_of(item.from_at).isoformat() if item.from_at else "", "condition": "new",
        "product_category": item.category, "group_id": item.id, "listing_has_variations": False, "is_digital": False,
        "unit_pricing_measure": item.measure, "unit_pricing_base_measure": item.base, "accepts_returns": not item.product.perishable}
    return {name: value for name, value in told.items() if value not in ("", (), [])}
