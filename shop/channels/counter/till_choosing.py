"""The till's sheet for what must be weighed, chosen or written, with the price as it stands."""
from collections.abc import Mapping
from dataclasses import replace

from flask import render_template, request
from flask.typing import ResponseReturnValue

from shop.channels.counter.till import CHANNEL, back, find_ticket, put
from shop.domain import availability, baskets, catalogue
from shop.domain.baskets import Choice, Quote
from shop.domain.catalogue import Product
from shop.domain.staff import Permission
from shop.kernel import clock
from shop.kernel.refusal import Refusal
from shop.web.asking import needs
from shop.web.choosing import first_choice, read_choice
from shop.web.forms import Form, attempt
from shop.web.rendering import reader

MOST_DIGITS = 9


def read_grams(typed: str, unit: str) -> int:
    """Grams of `350`, `350 g`, `0,350` or `1.2 kg`; what is no weight is none, what ends in a unit wins over the one chosen."""
    words = typed.strip().lower().replace(" ", "")
    for ending in ("kg", "g"):
        if words.endswith(ending):
            words, unit = words.removesuffix(ending), ending
            break
    whole, _, part = words.replace(".", ",").partition(",")
    if not (whole + part).isascii() or not (whole + part).isdigit() or len(whole + part) > MOST_DIGITS:
        return 0
    if unit != "kg":
        return int(whole or 0) if not part.strip("0") else 0
    return int(whole or 0) * 1000 + int(part.ljust(3, "0")[:3]) if not part[3:].strip("0") else 0


def _read(product: Product, typed: Mapping[str, str]) -> Choice:
    choice = read_choice(product, typed)
    if not product.by_weight:
        return choice
    return replace(choice, quantity=read_grams(typed.get("weight", ""), typed.get("unit", "g")))


def _price(product: Product, choice: Choice) -> Quote | None:
    """What it costs at the till; None while something is missing."""
    try:
        return baskets.quote_one(baskets.check(choice, product, by_scale=True), now=clock.now(), channel=CHANNEL)
    except Refusal:
        return None


def _draw(product: Product, choice: Choice, form: Form[Choice], status: int = 200) -> ResponseReturnValue:
    now = clock.now()
    return render_template(
        "counter/till_choose.html", product=product, choice=choice, form=form, basket=find_ticket(), priced=_price(product, choice),
        left=availability.left_now([product], now=now)[product.id],
        price=baskets.price_each([product], now=now, channel=CHANNEL)[product.id]), status


@needs(Permission.SELL)
def choose(product_id: int) -> ResponseReturnValue:
    """The sheet; asked again while one types, for its price alone."""
    product = catalogue.get_product(product_id)
    typed = "weight" in request.args or "quantity" in request.args
    choice = _read(product, request.args) if typed else replace(first_choice(product), quantity=0 if product.by_weight else 1)
    return _draw(product, choice, Form(reader(), request.args))


@needs(Permission.SELL)
def chosen(product_id: int) -> ResponseReturnValue:
    product = catalogue.get_product(product_id)
    choice = _read(product, request.form)
    form = Form(reader(), request.form, asked=choice)
    token = attempt(form, put)
    return back(token) if token else _draw(product, choice, form, 422)


