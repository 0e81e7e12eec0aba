"""Where staff change what was ordered: everything is priced and checked for allergens, shown, and only then agreed."""
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from shop.domain import catalogue, orders
from shop.domain.baskets import Choice
from shop.domain.catalogue import Product
from shop.domain.orders import Edit, Line, Order, Preview
from shop.domain.staff import Permission
from shop.kernel import clock
from shop.kernel.wording import say
from shop.web import asked
from shop.web.asking import by, needs
from shop.web.choosing import first_choice, read_choice
from shop.web.forms import Form, attempt
from shop.web.rendering import reader

FOUND = 8
MOST_NEW = 20


@dataclass(frozen=True)
class Draft:
    """A line about to be added; `prefix` names its fields."""

    prefix: str
    product: Product
    choice: Choice


@dataclass(frozen=True)
class Kept:
    """A line of the order as the form has it; `choice` is None when it is to be taken out. `may_choose`: all that was picked for it
    can still be picked, so that its options may be changed without losing any."""

    line: Line
    product: Product | None
    choice: Choice | None
    may_choose: bool


def _read_kept(order: Order, typed: Mapping[str, str]) -> list[Kept]:
    products = catalogue.get_many([line.product_id for line in order.lines])
    return [_read_line(line, products.get(line.product_id), typed) for line in order.lines]


def _may_choose(agreed: Choice, product: Product | None) -> bool:
    if product is None or not (product.variants or product.groups):
        return False
    known = {option.id for group in product.groups for option in group.options}
    return set(agreed.picks) <= known and (agreed.variant_id is None or product.find_variant(agreed.variant_id) is not None)


def _read_line(line: Line, product: Product | None, typed: Mapping[str, str]) -> Kept:
    agreed = orders.thaw(line)
    may_choose = _may_choose(agreed, product)
    if product and may_choose and typed.get(f"options-{line.id}"):
        chosen = read_choice(product, typed, f"line-{line.id}-")
        agreed = replace(agreed, variant_id=chosen.variant_id, picks=chosen.picks)
    return Kept(line, product, _read_rest(line, agreed, typed), may_choose)


def _read_rest(line: Line, agreed: Choice, typed: Mapping[str, str]) -> Choice | None:
    """How much of it, and its words; None when it is to go."""
    quantity = typed.get(f"quantity-{line.id}", "").strip()
    if typed.get(f"remove-{line.id}") or quantity == "0":
        return None
    if line.product_id == orders.NO_PRODUCT:  # as it was agreed, or not at all
        return agreed
    answers = {asked: typed.get(f"answer-{line.id}-{asked}", text).strip()[:1000] for asked, text in agreed.answers.items()}
    number = int(quantity) if quantity.isascii() and quantity.isdigit() and len(quantity) < 8 else line.quantity
    return replace(agreed, quantity=number, answers={asked: text for asked, text in answers.items() if text})


def _read_drafts(typed: Any) -> list[Draft]:
    """The new lines of the form, and the one just picked from what was found."""
    act = typed.get("act", "")
    drafts = [draft for number in typed.getlist("new")[:MOST_NEW] if act != f"drop-{number}" and (draft := _read_draft(number, typed))]
    picked = catalogue.find_product(int(act[4:])) if act.startswith("add-") and act[4:].isdecimal() and len(act) < 14 else None
    if picked is None:
        return drafts
    number = 1 + max((int(draft.prefix.split("-")[1]) for draft in drafts), default=0)
    return [*drafts, Draft(f"new-{number}-", picked, first_choice(picked))]


def _read_draft(number: str, typed: Mapping[str, str]) -> Draft | None:
    prefix, product_id = f"new-{number}-", typed.get(f"new-{number}-product", "")
    product = catalogue.find_product(int(product_id)) if number.isdecimal() and product_id.isdecimal() and len(product_id) < 10 else None
    return Draft(prefix, product, read_choice(product, typed, prefix)) if product and len(number) < 4 else None


def _edit(kept: list[Kept], drafts: list[Draft]) -> Edit:
    return Edit({one.line.id: one.choice for one in kept}, tuple(draft.choice for draft in drafts))


def _draw(order: Order, form: Form[Any], preview: Preview | None = None, status: int = 200) -> ResponseReturnValue:
    words = asked.words("find")
    found = catalogue.browse(words=words, per_page=FOUND).products if words else ()
    return render_template("admin/order_edit.html", order=order, form=form, kept=_read_kept(order, request.form),
                           drafts=_read_drafts(request.form), words=words, found=found, preview=preview), status


@needs(Permission.CHANGE_ORDERS)
def edit(order_id: int) -> ResponseReturnValue:
    return _draw(orders.get(order_id), Form(reader()))


@needs(Permission.CHANGE_ORDERS)
def save_edit(order_id: int) -> ResponseReturnValue:
    """Find and add only draw the form again; `preview` prices it, `confirm` agrees to the total that was shown."""
    order, act = orders.get(order_id), request.form.get("act", "")
    wanted = _edit(_read_kept(order, request.form), _read_drafts(request.form))
    form = Form(reader(), request.form, asked=wanted)
    if act == "confirm":
        return _confirm(order, form)
    if act != "preview":
        return _draw(order, form)
    preview = attempt(form, lambda edit: orders.preview(order, edit, now=clock.now()))
    return _draw(order, form, preview, 200 if preview else 422)


def _confirm(order: Order, form: Form[Edit]) -> ResponseReturnValue:
    order_id, seen = order.id, request.form.get("seen_cents", "")
    seen_cents = int(seen) if seen.isdecimal() and len(seen) < 10 else -1
    done = attempt(form, lambda edit: orders.change(order_id, edit, seen_cents=seen_cents, by=by(), via="admin", now=clock.now()))
    if done is None:
        again, quiet = orders.get(order_id), Form(reader(), asked=form.asked)
        return _draw(again, form, attempt(quiet, lambda edit: orders.preview(again, edit, now=clock.now())), 422)
    flash(say("desk.done.changed", reader()))
    return redirect(url_for("admin.order", order_id=order_id), 303)
