"""Where staff fill a basket for somebody on the phone: found by word or category, chosen, counted."""
from dataclasses import dataclass
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from shop.domain import availability, baskets, catalogue, customers
from shop.domain.baskets import Basket, Choice
from shop.domain.catalogue import Product
from shop.domain.staff import Permission
from shop.kernel import clock
from shop.kernel.origin import Origin
from shop.kernel.refusal import NotFound
from shop.web import asked
from shop.web.asking import needs, staff_member
from shop.web.choosing import first_choice, read_choice
from shop.web.forms import Form, NotUnderstood, attempt, read
from shop.web.rendering import reader

CHANNEL = "phone"
SHOWN = 24


@dataclass(frozen=True)
class Shelf:
    """What the tiles show, and the words and category they were looked for with."""

    products: tuple[Product, ...]
    words: str
    category: str


@dataclass(frozen=True)
class LineWanted:
    line_id: int
    quantity: int

    def __post_init__(self) -> None:
        if self.quantity < 0:
            raise NotUnderstood


def origin() -> Origin:
    """Where the order comes from: the phone, and who of the shop took it."""
    member = staff_member()
    return Origin(CHANNEL, staff_id=member.id if member else None)


def find_basket() -> Basket | None:
    """The basket this order is being filled into; none before the first click."""
    return baskets.find_basket(asked.words("basket"), now=clock.now())


def own_basket() -> str:
    basket = find_basket()
    return basket.token if basket else baskets.open_basket(origin=origin(), language="it", now=clock.now())


def draw(form: Form[Any], status: int = 200) -> ResponseReturnValue:
    basket, now = find_basket(), clock.now()
    words, category = asked.words("words"), asked.words("category")
    page = catalogue.browse(category=category or None, words=words, per_page=SHOWN)
    shelf = Shelf(tuple(page.products), words, category)
    person = customers.get_person(basket.customer_id) if basket and basket.customer_id else None
    return render_template("counter/phone.html", form=form, shelf=shelf, person=person, basket=basket,
                           categories=catalogue.list_categories(),
                           quote=baskets.quote(basket, now=now, channel=CHANNEL),
                           prices=baskets.price_each(shelf.products, now=now, channel=CHANNEL),
                           cards=availability.ask_each(shelf.products, now=now)), status


@needs(Permission.CHANGE_ORDERS)
def phone() -> ResponseReturnValue:
    return draw(Form(reader()))


def _back(token: str) -> Response:
    words, category = asked.words("words") or None, asked.words("category") or None
    return redirect(url_for("counter.phone", basket=token, words=words, category=category), 303)


def _put(form: Form[Choice]) -> str | None:
    """Into the basket, which the first click opens."""
    return attempt(form, _add)


def _add(choice: Choice) -> str:
    baskets.check(choice, catalogue.get_product(choice.product_id))
    token = own_basket()
    baskets.add(token, choice, now=clock.now())
    return token


@needs(Permission.CHANGE_ORDERS)
def add() -> ResponseReturnValue:
    product = catalogue.get_product(asked.number("product_id"))
    if product.needs_choice or product.questions or product.groups:
        return redirect(url_for("counter.choose", product_id=product.id, basket=request.form.get("basket") or None), 303)
    form = Form(reader(), request.form, asked=first_choice(product))
    token = _put(form)
    return _back(token) if token else draw(form, 422)


@needs(Permission.CHANGE_ORDERS)
def choose(product_id: int) -> ResponseReturnValue:
    product = catalogue.get_product(product_id)
    return _draw_choice(product, first_choice(product), Form(reader()))


def _draw_choice(product: Product, choice: Choice, form: Form[Choice], status: int = 200) -> ResponseReturnValue:
    return render_template("counter/choose.html", product=product, choice=choice, form=form, basket=find_basket()), status


@needs(Permission.CHANGE_ORDERS)
def chosen(product_id: int) -> ResponseReturnValue:
    product = catalogue.get_product(product_id)
    choice = read_choice(product, request.form)
    form = Form(reader(), request.form, asked=choice)
    token = _put(form)
    return _back(token) if token else _draw_choice(product, choice, form, 422)


@needs(Permission.CHANGE_ORDERS)
def set_line() -> ResponseReturnValue:
    """More, less or none of a line; what is no number is refused, and takes nothing out."""
    form = read(LineWanted, request.form, reader())
    token = asked.words("basket")
    try:
        attempt(form, lambda line: baskets.set_quantity(token, line.line_id, line.quantity, now=clock.now()))
    except NotFound:
        pass  # out already: the same button twice
    return draw(form, 422) if form.errors else _back(token)
