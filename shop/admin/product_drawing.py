"""Decides what the page of a product shows beside its form: the card customers see, what is missing, the prices of the past."""
from collections.abc import Sequence
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue

from shop.admin import typed_rows
from shop.admin.product_reading import Typed, read_pictures, read_sheet
from shop.domain import baskets, business, catalogue, staff
from shop.domain.catalogue import ALLERGENS, QUESTION_KINDS, UNITS, Product
from shop.domain.staff import Permission
from shop.kernel import clock
from shop.kernel.wording import pick, say
from shop.web.asking import staff_member
from shop.web.rendering import reader

MOST_NAMES = 400


def in_order(keys: frozenset[str] | None) -> tuple[str, ...] | None:
    """Allergens in the order of the law; None stays unknown."""
    return None if keys is None else tuple(key for key in ALLERGENS if key in keys)


def on_cards(products: Sequence[Product]) -> dict[str, Any]:
    """What cards need beside the product: its price and its allergens in order."""
    return {"prices": baskets.price_each(products, now=clock.now()),
            "contained": {product.id: in_order(product.allergens) for product in products},
            "traced": {product.id: in_order(product.traces) for product in products}}


def draw(product_id: int | None, typed: Typed, errors: dict[str, str], status: int = 200) -> ResponseReturnValue:
    """The form as typed, and beside it the product it would make."""
    kept = catalogue.get_product(product_id, any_state=True) if product_id else None
    product = catalogue.imagine(read_sheet(typed, reader())[0], read_pictures(typed, reader()), kept)
    history = [(change, staff.name_of(change.by)) for change in catalogue.list_prices(product_id)] if product_id else []
    page = render_template(
        "admin/product.html", kept=kept, product=product, typed=typed, errors=errors, history=history, **_options(),
        **on_cards([product]), may_edit=staff.may(staff_member(), Permission.EDIT_PRODUCTS),
        missing=catalogue.list_missing(product), rows=lambda name: range(typed_rows.count(typed, name)))
    return page, status


def _options() -> dict[str, Any]:
    language = reader()
    categories = catalogue.list_categories(all=True)
    return {
        "categories": [("", say("products.choose", language))] + [(category.id, pick(category.name, language)) for category in categories],
        "units": [(unit, say(f"products.units.{unit}", language)) for unit in UNITS],
        "rates": [("", say("products.choose", language))]
                 + [(code, say(f"admin.settings.vat.{code}", language)) for code in business.VAT_CODES],
        "kinds": [(kind, say(f"products.kinds.{kind}", language)) for kind in QUESTION_KINDS],
        "fourteen": ALLERGENS, "names": [pick(p.name, "it") for p in catalogue.look_through(per_page=MOST_NAMES).products]}
