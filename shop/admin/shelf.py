"""The shelf, on a phone: what came out of the oven, what is finished, what was thrown away; today's and tomorrow's pools."""
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from shop.admin.shelf_page import asked_day, asked_on, draw, standing_of
from shop.domain import catalogue, stock
from shop.domain.catalogue import FOREVER
from shop.domain.staff import Permission
from shop.kernel import clock
from shop.kernel.wording import say
from shop.web.asking import by, needs
from shop.web.forms import Form, attempt, read
from shop.web.fragments import wants_fragment
from shop.web.rendering import reader


@dataclass(frozen=True)
class Size:
    quantity: int | None


@dataclass(frozen=True)
class Waste:
    quantity: int
    reason: str


@dataclass(frozen=True)
class SoldOut:
    until: str = ""


@needs(Permission.KEEP_SHELF)
def shelf() -> ResponseReturnValue:
    return draw()


def _answer(product_id: int, form: Form[Any], done: str) -> ResponseReturnValue:
    """The product as it stands now: alone where a script asked, else with the whole desk."""
    if wants_fragment():
        standing = standing_of(catalogue.get_product(product_id), stock.wasted_each(asked_on()))
        status = 422 if form.errors else 200
        return render_template("admin/shelf_item.html", standing=standing, day=asked_day(), form=form, reasons=stock.WASTE_REASONS), status
    if form.errors:
        return draw(422, {product_id: form})
    flash(say(f"places.shelf.{done}", reader()))
    return redirect(url_for("admin.shelf", day=asked_day(), _anchor=f"shelf-{product_id}"))


@needs(Permission.KEEP_SHELF)
def save_size(product_id: int) -> ResponseReturnValue:
    form, product, on = read(Size, request.form, reader()), catalogue.get_product(product_id), asked_on()
    attempt(form, lambda asked: stock.set_size(product, on, asked.quantity, by=by(), now=clock.now()))
    return _answer(product_id, form, "counted")


@needs(Permission.KEEP_SHELF)
def save_waste(product_id: int) -> ResponseReturnValue:
    form, product, on = read(Waste, request.form, reader()), catalogue.get_product(product_id), asked_on()
    attempt(form, lambda asked: stock.waste(product, on, asked.quantity, reason=asked.reason, by=by(), now=clock.now()))
    return _answer(product_id, form, "wasted")


@needs(Permission.KEEP_SHELF)
def save_sold_out(product_id: int) -> ResponseReturnValue:
    form = read(SoldOut, request.form, reader())
    ends = {"tonight": clock.start_of(clock.today() + timedelta(days=1)), "notice": FOREVER}
    attempt(form, lambda asked: catalogue.mark_sold_out(product_id, ends.get(asked.until), by=by(), now=clock.now()))
    return _answer(product_id, form, "sold_out" if request.form.get("until") else "back_done")
