"""Decides where a link leads today: always to something useful of this shop, and says so when it isn't what was promised."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from shop.domain import catalogue
from shop.domain.catalogue import Product
from shop.domain.links.models import Link
from shop.kernel import clock

NOTICES = ("unknown", "expired", "stopped", "withdrawn", "sold_out")


@dataclass(frozen=True)
class Target:
    """`kind` home, menu, today, bio, category or product, with the `id` and `slug` of the last two; `notice` one of NOTICES or nothing."""

    kind: str
    id: int | None = None
    slug: str = ""
    notice: str = ""


def is_running(link: Link, now: datetime) -> bool:
    """Whether it still counts people and carries its offer; the day it expires on is its last."""
    return link.is_active and (link.expires_on is None or clock.day_of(now) <= link.expires_on)


def is_offered(product: Product, now: datetime) -> bool:
    return product.sold_out_until is None or product.sold_out_until <= now


def where_to(link: Link | None, now: datetime, *, can_be_had: Callable[[Product], bool] | None = None) -> Target:
    """The page for whoever followed it. `can_be_had` asks who knows the shelf (floors above) whether a product may be ordered at all."""
    if link is None:
        return Target("today", notice="unknown")
    over = "" if is_running(link, now) else "stopped" if not link.is_active else "expired"
    if link.target == "product" and link.target_id is not None:
        return _to_product(link.target_id, over, can_be_had or (lambda product: is_offered(product, now)))
    if link.target == "category" and link.target_id is not None:
        return _to_category(link.target_id, over)
    return Target(link.target, notice=over)


def _to_product(product_id: int, over: str, can_be_had: Callable[[Product], bool]) -> Target:
    product = catalogue.find_product(product_id, any_state=True)
    if product is None:
        return Target("menu", notice="withdrawn")
    if not product.is_published:
        return _to_category(product.category.id, over or "withdrawn")
    if not can_be_had(product):
        return _to_category(product.category.id, over or "sold_out")
    return Target("product", product.id, product.slug, over)


def _to_category(category_id: int, notice: str) -> Target:
    """Its page while something is in it, or else the whole menu."""
    known = next((category for category in catalogue.list_categories() if category.id == category_id), None)
    return Target("category", known.id, known.slug, notice) if known else Target("menu", notice=notice or "withdrawn")
