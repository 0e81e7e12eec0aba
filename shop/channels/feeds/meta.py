"""Decides how Meta's catalogue (Facebook and Instagram shops) reads our goods: comma-separated, one line a product."""
import csv
from io import StringIO

from werkzeug.wrappers import Response

from shop.channels.feeds.gathering import Item, brand, list_items
from shop.channels.feeds.google import FOOD

STANDS = {"InStock": "in stock", "PreOrder": "available for order", "OutOfStock": "out of stock", "InStoreOnly": "out of stock"}
HEAD = ("id", "title", "description", "availability", "condition", "price", "sale_price", "link", "image_link", "additional_image_link",
        "brand", "google_product_category", "product_type")


def catalogue(language: str) -> Response:
    written, by = StringIO(), brand()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(HEAD)
    writer.writerows(_row(item, by) for item in list_items(language))
    return Response(written.getvalue(), content_type="text/csv; charset=utf-8")


def _row(item: Item, by: str) -> tuple[str, ...]:
    return (item.id, item.title, item.text or item.title, STANDS[item.stand], "new", item.price, item.sale_price, item.link,
            item.pictures[0], ",".join(item.pictures[1:]), by, FOOD, item.category)
