"""Decides how Google reads our goods: the product feed (RSS 2.0 with its g: names) and what lies in the shop today."""
import csv
from collections.abc import Iterator
from datetime import date
from io import StringIO
from xml.etree import ElementTree

from werkzeug.wrappers import Response

from shop.channels.feeds.gathering import Item, brand, list_items
from shop.domain import business
from shop.kernel import clock
from shop.web import addresses, structured

SPACE = "http://base.google.com/ns/1.0"
FOOD = "422"  # Food, Beverages & Tobacco > Food Items
STANDS = {"InStock": "in_stock", "PreOrder": "preorder", "OutOfStock": "out_of_stock", "InStoreOnly": "out_of_stock"}
LOCAL_STANDS = {"InStock": "in_stock", "PreOrder": "on_display_to_order", "OutOfStock": "out_of_stock", "InStoreOnly": "in_stock"}
LOCAL_HEAD = ("store_code", "id", "quantity", "price", "sale_price", "availability", "pickup_method", "pickup_sla")
LONGEST_SLA_DAYS = 6
MOST_PICTURES = 10
ElementTree.register_namespace("g", SPACE)


def products(language: str) -> Response:
    root = ElementTree.Element("rss", {"version": "2.0"})
    channel = ElementTree.SubElement(root, "channel")
    name = business.identity().name
    for tag, words in (("title", name), ("link", addresses.whole(addresses.home(language))), ("description", name)):
        ElementTree.SubElement(channel, tag).text = words
    for item in list_items(language):
        element = ElementTree.SubElement(channel, "item")
        for attribute, value in _attributes(item):
            ElementTree.SubElement(element, f"{{{SPACE}}}{attribute}").text = value
    body = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return Response(body, content_type="application/xml; charset=utf-8")


def _attributes(item: Item) -> Iterator[tuple[str, str]]:
    """Each attribute of an item; one that says nothing is left out."""
    from_at = clock.local(item.from_at).isoformat(timespec="minutes") if item.from_at else ""
    every = [
        ("id", item.id), ("title", item.title), ("description", item.text), ("link", item.link), ("image_link", item.pictures[0]),
        *(("additional_image_link", picture) for picture in item.pictures[1:MOST_PICTURES + 1]),
        ("availability", STANDS[item.stand]), ("availability_date", from_at), ("price", item.price), ("sale_price", item.sale_price),
        ("unit_pricing_measure", item.measure), ("unit_pricing_base_measure", item.base), ("brand", brand()), ("identifier_exists", "no"),
        ("condition", "new"), ("google_product_category", FOOD), ("product_type", item.category), *_destinations(item)]
    yield from ((name, value) for name, value in every if value)


def _destinations(item: Item) -> list[tuple[str, str]]:
    """What is sold at the counter only is shown to who looks for shops nearby, and offered to nobody else."""
    nearby = ("Local_inventory_ads", "Free_local_listings")
    return [("included_destination", place) for place in nearby] if item.product.counter_only else []


def inventory() -> Response:
    """What lies in the shop: tab-separated, one line a product."""
    written, today = StringIO(), clock.today()
    writer = csv.writer(written, delimiter="\t", lineterminator="\n")
    writer.writerow(LOCAL_HEAD)
    writer.writerows(_local(item, today) for item in list_items("it"))
    return Response(written.getvalue(), content_type="text/plain; charset=utf-8")


def _local(item: Item, today: date) -> tuple[str, ...]:
    stand = LOCAL_STANDS[item.stand]
    if item.card.left == 0 and stand == "in_stock":
        stand = "out_of_stock"
    method = "" if item.card.first_at is None or item.product.counter_only else "reserve"
    return (structured.STORE_CODE, item.id, _quantity(item, stand), item.price, item.sale_price, stand, method,
            _pickup_in(item, today) if method else "")


def _quantity(item: Item, stand: str) -> str:
    """The pieces of today; not said where nobody counts them, nor of what lies there only another day."""
    if stand == "out_of_stock":
        return "0"
    return str(item.card.left) if stand == "in_stock" and item.card.left is not None and not item.product.by_weight else ""


def _pickup_in(item: Item, today: date) -> str:
    """How many days ahead it can be fetched first, in Google's words."""
    assert item.card.first_at is not None
    days = (clock.day_of(item.card.first_at) - today).days
    return "same day" if days <= 0 else "next day" if days == 1 else f"{days}-day" if days <= LONGEST_SLA_DAYS else "multi-week"
