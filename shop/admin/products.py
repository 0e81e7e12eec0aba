"""Where the owner keeps the products: the list, one product's page, and what is done with it."""
from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from shop.admin import product_drawing, product_saving
from shop.admin.product_writing import write_sheet
from shop.domain import catalogue
from shop.domain.catalogue import ProductSheet
from shop.domain.staff import Permission
from shop.kernel import clock
from shop.kernel.wording import say
from shop.web.asking import by, needs
from shop.web.rendering import reader

STATES = ("published", "draft", "withdrawn")


def _number(name: str) -> int | None:
    typed = request.args.get(name, "")
    return int(typed) if typed.isdecimal() and len(typed) < 10 else None


@needs(Permission.SEE_PRODUCTS)
def products() -> ResponseReturnValue:
    """Every product, by words, category and state."""
    words, category_id, state = request.args.get("words", "")[:100], _number("category_id"), request.args.get("state")
    state = state if state in STATES else None
    found = catalogue.look_through(words=words, category_id=category_id, state=state, page=_number("page") or 1)
    return render_template("admin/products.html", found=found, words=words, category_id=category_id, state=state, states=STATES,
                           categories=catalogue.list_categories(all=True), **product_drawing.on_cards(found.products))


@needs(Permission.EDIT_PRODUCTS)
def new_product() -> ResponseReturnValue:
    sheet = ProductSheet(category_id=_number("category_id") or 0, name={}, vat="reduced")
    return product_drawing.draw(None, write_sheet(sheet, []), {})


@needs(Permission.SEE_PRODUCTS)
def product(product_id: int) -> ResponseReturnValue:
    sheet, version = catalogue.read_sheet(product_id)
    typed = write_sheet(sheet, catalogue.list_pictures(product_id))
    typed["version"] = str(version)
    return product_drawing.draw(product_id, typed, {})


@needs(Permission.EDIT_PRODUCTS)
def create_product() -> ResponseReturnValue:
    return product_saving.answer(None)


@needs(Permission.EDIT_PRODUCTS)
def save_product(product_id: int) -> ResponseReturnValue:
    return product_saving.answer(product_id)


def _back_to(product_id: int, done: str) -> Response:
    flash(say(f"products.done.{done}", reader()))
    return redirect(url_for("admin.product", product_id=product_id), 303)


@needs(Permission.EDIT_PRODUCTS)
def withdraw_product(product_id: int) -> ResponseReturnValue:
    catalogue.withdraw(product_id, by=by(), now=clock.now())
    return _back_to(product_id, "withdrawn")


@needs(Permission.EDIT_PRODUCTS)
def copy_product(product_id: int) -> ResponseReturnValue:
    return _back_to(catalogue.duplicate_product(product_id, by=by(), now=clock.now()), "copied")
