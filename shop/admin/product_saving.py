"""Decides what a button of a product's form does: a row more or less, pictures taken in, the whole kept, or shown to customers."""
from dataclasses import replace
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from shop.admin import product_drawing, typed_rows
from shop.admin.product_reading import ESSENTIAL, FRESH, Typed, read_pictures, read_sheet
from shop.admin.product_writing import write_picture, write_sheet
from shop.domain import catalogue
from shop.domain.catalogue import PictureSheet, ProductSheet
from shop.kernel import clock, ports
from shop.kernel.database import db, writing
from shop.kernel.refusal import Refusal
from shop.kernel.wording import say
from shop.web.asking import by
from shop.web.forms import Form, attempt
from shop.web.rendering import reader


def answer(product_id: int | None) -> ResponseReturnValue:
    """Nothing typed is ever lost: what can't be kept is drawn again with its sentence."""
    tree, wish = typed_rows.grow(request.form), request.form.get("do", "save")
    errors = _take_uploads(tree)
    if wish not in ("save", "publish"):
        typed_rows.act(tree, wish, FRESH)
        return product_drawing.draw(product_id, typed_rows.flatten(tree), errors, 422 if errors else 200)
    typed_rows.drop_blank(tree, ESSENTIAL)
    typed = typed_rows.flatten(tree)
    saved_id = _save(product_id, typed, errors)
    if saved_id is None:
        return product_drawing.draw(product_id, typed, errors, 422)
    return _publish(saved_id) if wish == "publish" else _done(saved_id, "saved")


def _take_uploads(tree: typed_rows.Branch) -> dict[str, str]:
    """Keep the pictures sent along: from here on they are rows of the form, and survive any other mistake."""
    errors: dict[str, str] = {}
    db.session.rollback()
    for file in request.files.getlist("pictures"):
        if file.filename:
            try:
                stored = ports.picture_store().keep(file.read())
                rows = tree.setdefault("pictures", {})
                if stored.key not in [row["key"][0] for row in rows.values() if row.get("key")]:
                    rows[max(rows, default=-1) + 1] = write_picture(PictureSheet(stored, {}))
            except Refusal as refusal:
                errors["pictures"] = say("products.picture_refused", reader(), file=file.filename[:60],
                                         why=say(f"refusal.{refusal.code}", reader(), **refusal.params))
    return errors


def _save(product_id: int | None, typed: Typed, errors: dict[str, str]) -> int | None:
    """The product's id once it is kept; otherwise `errors` says why not."""
    sheet, mistakes = read_sheet(typed, reader())
    errors |= mistakes
    form = Form[ProductSheet](reader(), typed, sheet if not errors else None, errors)
    pictures = [picture for picture in read_pictures(typed, reader())
                if ports.picture_store().find(picture.stored.key, "original.jpg")]
    try:
        return attempt(form, lambda asked: _keep(product_id, asked, pictures, typed))
    finally:
        if "form" in errors and product_id is not None:
            _let_save_again(product_id, typed)


def _keep(product_id: int | None, sheet: ProductSheet, pictures: list[PictureSheet], typed: Typed) -> int:
    now, who = clock.now(), by()
    with writing():
        if name := typed.get("new_category", "").strip()[:100]:
            sheet = replace(sheet, category_id=catalogue.create_category({"it": name}, by=who, now=now))
        if product_id is None:
            saved_id = catalogue.create_product(sheet, by=who, now=now)
        else:
            saved_id = product_id
            version = typed.get("version", "")
            catalogue.save_product(product_id, sheet, version=int(version) if version.isdecimal() else 0, by=who, now=now)
        catalogue.show_pictures(saved_id, pictures, by=who, now=now)
    return saved_id


def _let_save_again(product_id: int, typed: Typed) -> None:
    """After the sentence that someone else saved meanwhile, pressing again means it."""
    typed["version"] = str(catalogue.read_sheet(product_id)[1])


def _publish(product_id: int) -> ResponseReturnValue:
    """What was typed is kept; only showing it may be refused."""
    sheet, version = catalogue.read_sheet(product_id)
    typed = write_sheet(sheet, catalogue.list_pictures(product_id))
    typed["version"] = str(version)
    form = Form[Any](reader(), typed, True)
    attempt(form, lambda _asked: catalogue.publish(product_id, by=by(), now=clock.now()))
    return product_drawing.draw(product_id, typed, form.errors, 422) if form.errors else _done(product_id, "published")


def _done(product_id: int, what: str) -> ResponseReturnValue:
    flash(say(f"products.done.{what}", reader()))
    return redirect(url_for("admin.product", product_id=product_id), 303)


