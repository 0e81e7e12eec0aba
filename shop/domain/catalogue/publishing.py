"""Decides when a product may be shown: everything the law and the customer need is said; and takes it off again."""
from datetime import datetime

from sqlalchemy import update

from shop.domain.business import VOUCHER
from shop.domain.catalogue import describing
from shop.domain.catalogue.entering import ProductSheet
from shop.domain.catalogue.facts import Product
from shop.domain.catalogue.models import ProductRow
from shop.domain.catalogue.pricing import note_prices
from shop.kernel import audit
from shop.kernel.database import change, db, writing
from shop.kernel.refusal import NotFound, Refusal


class NotComplete(Refusal):
    """Reg. (EU) 1169/2011: no food is offered at a distance before what it is made of is said."""

    code = "not_complete"


def list_missing(product: Product | ProductSheet) -> list[str]:
    """What is still to be said before it may be published; words under `catalogue.missing.<code>`."""
    is_food = product.vat != VOUCHER
    lacks = {
        "name": not product.name.get("it"),
        "price": not all(v.price_cents for v in product.variants) if product.variants else not product.price_cents,
        "net_quantity": is_food and not (product.unit == "kg" or _says_net(product)),
        "ingredients": is_food and not product.ingredients.get("it"),
        "allergens": is_food and product.allergens is None,
        "vat": not product.vat,
        "parts": product.unit == "tray" and not product.parts,
    }
    return [code for code, missing in lacks.items() if missing]


def _says_net(product: Product | ProductSheet) -> bool:
    return bool(product.net_g or product.net_ml or (product.variants and all(v.net_g for v in product.variants)))


def refuse_incomplete(product: Product | ProductSheet) -> None:
    """Raises NotComplete naming what is missing."""
    if missing := list_missing(product):
        raise NotComplete(missing_keys=[f"catalogue.missing.{code}" for code in missing])


def publish(product_id: int, *, by: str, now: datetime) -> None:
    """Show the product on every channel. Raises NotComplete, NotFound."""
    with writing():
        row = db.session.get(ProductRow, product_id, with_for_update=True, populate_existing=True)
        if row is None:
            raise NotFound
        refuse_incomplete(describing.load([product_id])[product_id])
        if row.state != "published":
            change(update(ProductRow).where(ProductRow.id == product_id).values(state="published"))
            db.session.expire(row)
            note_prices(row, {}, by=by, now=now)
            audit.note(what="product.published", by=by, about=f"product:{product_id}", at=now)


def withdraw(product_id: int, *, by: str, now: datetime) -> None:
    """Take the product off every channel; what is ordered of it stays ordered. Raises NotFound."""
    with writing():
        known = update(ProductRow).where(ProductRow.id == product_id).values(state="withdrawn")
        if change(known) != 1:
            raise NotFound
        audit.note(what="product.withdrawn", by=by, about=f"product:{product_id}", at=now)
