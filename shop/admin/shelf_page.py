"""Decides what the shelf's page draws: each product's pool of the day, and how rushed the shop is."""
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from shop.domain import business, catalogue, fulfilment, stock
from shop.domain.catalogue import FOREVER, Product
from shop.domain.orders import Order
from shop.domain.stock import Stand
from shop.kernel import clock
from shop.web.forms import Form
from shop.web.rendering import reader

DAYS = ("today", "tomorrow")
PER_PAGE = 40
BATCH = {"piece": 12, "tray": 6, "kg": 2000}
STEP = {"piece": 1, "tray": 1, "kg": 500}
PAUSES = (15, 30, 60)
DELAYS = (10, 20, 30, 45, 60)
SPANS = (1, 2, 3)  # hours a busy time lasts


@dataclass(frozen=True)
class Standing:
    """One product on the shelf of a day; `sold_out` is "" | tonight | notice."""

    product: Product
    stand: Stand
    wasted: Mapping[str, int]
    sold_out: str

    @property
    def step(self) -> int:
        return STEP[self.product.unit]

    @property
    def batch(self) -> int:
        return BATCH[self.product.unit]


def asked_day() -> str:
    """Today unless tomorrow was asked for."""
    name = request.values.get("day", "today")
    return name if name in DAYS else "today"


def asked_on() -> date:
    """The day the page is about."""
    return clock.today() + timedelta(days=DAYS.index(asked_day()))


def _sold_out(product: Product) -> str:
    until = product.sold_out_until
    return "" if until is None or until <= clock.now() else "notice" if until >= FOREVER else "tonight"


def standing_of(product: Product, wasted: Mapping[int, Mapping[str, int]]) -> Standing:
    """How this product stands on the day the page is about."""
    return Standing(product, stock.stand(product, asked_on()), wasted.get(product.id, {}), _sold_out(product))


def draw(status: int = 200, wrong: Mapping[int, Form[Any]] | None = None, slow: Mapping[str, Any] | None = None) -> ResponseReturnValue:
    """The whole desk; `wrong` are forms that came back, by product, `slow` what came back of the rush."""
    category, words = request.args.get("category") or None, request.args.get("words", "")[:100]
    page = catalogue.browse(category=category, words=words, page=request.args.get("page", 1, type=int), per_page=PER_PAGE)
    wasted = stock.wasted_each(asked_on())
    return render_template(
        "admin/shelf.html", day=asked_day(), days=DAYS, page=page, standings=[standing_of(product, wasted) for product in page.products],
        category=category, words=words, categories=catalogue.list_categories(), wrong=wrong or {}, reasons=stock.WASTE_REASONS,
        **rush(**slow or {})), status


def rush(form: Form[Any] | None = None, in_the_way: Sequence[Order] = ()) -> dict[str, Any]:
    """How rushed the shop is: paused, busy, closing early."""
    rules, now, today = business.order_rules(), clock.now(), clock.today()
    return {
        "rush_form": form or Form(reader()), "in_the_way": in_the_way, "pauses": PAUSES, "delays": DELAYS, "spans": SPANS,
        "paused_until": rules.paused_until if rules.paused_until and now < rules.paused_until else None,
        "busy_until": rules.extra_until if rules.extra_until and now < rules.extra_until else None, "extra_minutes": rules.extra_minutes,
        "is_open": fulfilment.is_open(now), "windows": fulfilment.opens_and_closes(today), "closed_early": fulfilment.closes_early(today)}
