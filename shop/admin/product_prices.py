"""Where the owner changes many prices at once, after seeing what they become."""
from collections.abc import Mapping
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from shop.admin.product_reading import read_effect
from shop.admin.typed import KINDS, Percent
from shop.domain import catalogue
from shop.domain.catalogue import ROUNDINGS, Adjustment
from shop.domain.staff import Permission
from shop.kernel import clock
from shop.kernel.wording import money, pick, say
from shop.web.asking import by, needs
from shop.web.forms import READ, Form, attempt, read
from shop.web.rendering import reader


class Change(int):
    """A percentage, up or down, in hundredths of a percent."""


class Effect(int):
    """Euro more, or less."""


def _change(typed: str) -> Change:
    plain = typed.strip().removeprefix("+")
    return Change(-KINDS[Percent](plain[1:]) if plain.startswith(("-", "−")) else KINDS[Percent](plain))


READ.update({Change: _change, Effect: lambda typed: Effect(read_effect(typed.strip()))})


@dataclass(frozen=True)
class PricesForm:
    category_id: int | None
    percent: Change = Change(0)
    more: Effect = Effect(0)
    step: int = 10

    @property
    def adjustment(self) -> Adjustment:
        step = self.step if self.step in ROUNDINGS else 10
        return Adjustment(category_id=self.category_id, basis_points=self.percent, more_cents=self.more, step_cents=step)


def _draw(typed: Mapping[str, str], errors: dict[str, str] | None = None) -> ResponseReturnValue:
    form = read(PricesForm, typed, reader()) if "step" in typed else Form[PricesForm](reader(), typed)
    changes = attempt(form, lambda asked: catalogue.preview_prices(asked.adjustment))
    form.errors |= errors or {}
    categories = [("", say("products.every_category", reader()))] + [
        (category.id, pick(category.name, reader())) for category in catalogue.list_categories(all=True)]
    page = render_template("admin/product_prices.html", form=form, changes=changes, seen=catalogue.fingerprint(changes or []),
                           categories=categories, steps=[(step, money(step, reader())) for step in ROUNDINGS])
    return page, 422 if form.errors else 200


@needs(Permission.EDIT_PRODUCTS)
def product_prices() -> ResponseReturnValue:
    """The question, and what it would do; nothing changes by looking."""
    return _draw(request.args)


@needs(Permission.EDIT_PRODUCTS)
def change_prices() -> ResponseReturnValue:
    form = read(PricesForm, request.form, reader())
    seen = request.form.get("seen", "")
    changed = attempt(form, lambda asked: catalogue.change_prices(asked.adjustment, seen=seen, by=by(), now=clock.now()))
    if form.errors:
        return _draw(request.form, form.errors)
    flash(say("products.done.prices", reader(), n=changed))
    return redirect(url_for("admin.products"), 303)
