"""Where the owner names and orders the categories."""
from collections.abc import Callable
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from shop.domain import catalogue
from shop.domain.staff import Permission
from shop.kernel import clock
from shop.kernel.refusal import NotFound
from shop.kernel.wording import say
from shop.web.asking import by, needs
from shop.web.forms import Form, attempt, read
from shop.web.rendering import reader


@dataclass(frozen=True)
class CategoryForm:
    name_it: str
    name_en: str = ""

    @property
    def words(self) -> dict[str, str]:
        return {"it": self.name_it, "en": self.name_en}


def _draw(form: Form[CategoryForm], at: int | None = None) -> ResponseReturnValue:
    """`at` is the category whose form came back; None the new one."""
    return render_template("admin/product_categories.html", form=form, at=at, categories=catalogue.list_categories(all=True),
                           counts=catalogue.count_products()), 422 if form.errors else 200


def _tried(act: Callable[[CategoryForm], object], at: int | None) -> ResponseReturnValue:
    form = read(CategoryForm, request.form, reader())
    attempt(form, act)
    return _draw(form, at) if form.errors else _done()


def _done() -> ResponseReturnValue:
    flash(say("products.done.saved", reader()))
    return redirect(url_for("admin.categories"), 303)


@needs(Permission.EDIT_PRODUCTS)
def categories() -> ResponseReturnValue:
    return _draw(Form(reader()))


@needs(Permission.EDIT_PRODUCTS)
def add_category() -> ResponseReturnValue:
    return _tried(lambda asked: catalogue.create_category(asked.words, by=by(), now=clock.now()), None)


@needs(Permission.EDIT_PRODUCTS)
def rename_category(category_id: int) -> ResponseReturnValue:
    return _tried(lambda asked: catalogue.rename_category(category_id, asked.words, by=by(), now=clock.now()), category_id)


@needs(Permission.EDIT_PRODUCTS)
def lift_category(category_id: int) -> ResponseReturnValue:
    """One place up the list."""
    ids = [category.id for category in catalogue.list_categories(all=True)]
    if category_id not in ids:
        raise NotFound
    place = max(ids.index(category_id) - 1, 0)
    ids.remove(category_id)
    ids.insert(place, category_id)
    catalogue.order_categories(ids)
    return redirect(url_for("admin.categories"), 303)


@needs(Permission.EDIT_PRODUCTS)
def remove_category(category_id: int) -> ResponseReturnValue:
    form = Form(reader(), asked=CategoryForm(""))
    attempt(form, lambda _asked: catalogue.remove_category(category_id, by=by(), now=clock.now()))
    return _draw(form, category_id) if form.errors else _done()
