"""The papers of a day: what the laboratory makes, and what the courier carries."""
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from shop.admin import stepping
from shop.admin.today import ONE_DAY, asked_day
from shop.domain import catalogue, orders
from shop.domain.staff import Permission
from shop.kernel.wording import pick, say
from shop.web.asking import by, needs
from shop.web.forms import attempt, read
from shop.web.rendering import reader

RUN_STATES = ("accepted", "preparing", "ready", "out_for_delivery", "delivered", "not_delivered")


@dataclass(frozen=True)
class RunStep:
    to: str
    on: date
    reason: str = ""


@needs(Permission.SEE_ORDERS)
def bench() -> ResponseReturnValue:
    on = asked_day()
    sheet, names = orders.bench(on), _category_names()
    by_category = [(names.get(slug, slug), list(batches)) for slug, batches in groupby(sheet.batches, key=lambda batch: batch.category)]
    return render_template("admin/bench.html", on=on, one_day=ONE_DAY, sheet=sheet, by_category=by_category)


def _category_names() -> dict[str, str]:
    """What is made to measure belongs to none."""
    return {category.slug: pick(category.name, reader()) for category in catalogue.list_categories(all=True)} | {
        "": say("cakes.desk.bench", reader())}


@needs(Permission.SEE_ORDERS)
def run_sheet() -> ResponseReturnValue:
    """The deliveries of a day in the order they are driven."""
    on = asked_day()
    stops = [order for order in orders.list_day(on, kind="delivery") if order.state in RUN_STATES]
    return render_template("admin/run_sheet.html", on=on, one_day=ONE_DAY, stops=stops)


@needs(Permission.CHANGE_ORDERS)
def move_stop(order_id: int) -> ResponseReturnValue:
    form = read(RunStep, request.form, reader())
    attempt(form, lambda step: stepping.step(order_id, step.to, by=by(), reason=step.reason))
    for sentence in form.errors.values():
        flash(sentence)
    return redirect(url_for("admin.run_sheet", on=form.asked.on if form.asked else None) + f"#stop-{order_id}", 303)
