"""The till: goods tapped, weighed and counted into a running ticket, from today's shelf at the price every channel has."""
from dataclasses import dataclass
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from shop.channels.counter.finding import find_basket as find_any_basket
from shop.channels.counter.finding import find_order
from shop.channels.counter.laying import credit_of, tell
from shop.domain import availability, baskets, catalogue, customers, orders, reports, staff
from shop.domain.baskets import Basket, Choice
from shop.domain.catalogue import Product
from shop.domain.staff import Permission
from shop.kernel import clock
from shop.kernel.origin import Origin
from shop.kernel.refusal import NotFound, Refusal
from shop.kernel.wording import say
from shop.web import asked
from shop.web.asking import needs, staff_member
from shop.web.choosing import first_choice
from shop.web.forms import Form, attempt
from shop.web.rendering import reader

CHANNEL = "counter"
SHOWN = 60


@dataclass(frozen=True)
class Tiles:
    """What is offered to tap, and the words and category it was looked for with."""

    products: tuple[Product, ...]
    words: str
    category: str


def origin() -> Origin:
    """Sold over the counter, by whoever stands at it."""
    member = staff_member()
    return Origin(CHANNEL, staff_id=member.id if member else None)


def find_ticket() -> Basket | None:
    """The ticket that is being rung up; none before the first tap."""
    return baskets.find_basket(asked.words("basket"), now=clock.now())


def own_ticket() -> str:
    basket = find_ticket()
    return basket.token if basket else baskets.open_basket(origin=origin(), language="it", now=clock.now())


def quote(basket: Basket | None) -> baskets.Quote:
    """What the ticket costs at the till."""
    return baskets.quote(basket, now=clock.now(), kind="counter", channel=CHANNEL)


def needs_sheet(product: Product) -> bool:
    """Whether a tap must ask something first: what is weighed, chosen or written."""
    return product.by_weight or bool(product.variants or product.groups or product.questions)


def draw(form: Form[Any], status: int = 200) -> ResponseReturnValue:
    basket, now = find_ticket(), clock.now()
    words, category = asked.words("words"), asked.words("category")
    page = catalogue.browse(category=category or None, words=words, per_page=SHOWN)
    tiles = Tiles(tuple(page.products), words, category)
    return render_template(
        "counter/till.html", form=form, tiles=tiles, categories=catalogue.list_categories(), needs_sheet=needs_sheet,
        prices=baskets.price_each(tiles.products, now=now, channel=CHANNEL), left=availability.left_now(tiles.products, now=now),
        lost=bool(asked.words("basket")) and basket is None, **ticket(basket)), status


def ticket(basket: Basket | None) -> dict[str, Any]:
    """What the running ticket says."""
    person = customers.get_person(basket.customer_id) if basket and basket.customer_id else None
    quoted = quote(basket)
    cards = baskets.cards_pay(basket, quoted.total_cents, now=clock.now())
    return {"basket": basket, "quote": quoted, "person": person, "problem": _problem(quoted), "glance": _glance(person),
            "cards": tell(cards), "credit_cents": credit_of(basket)}


def _glance(person: customers.Customer | None) -> reports.Glance | None:
    """What to know of who stands there, for whoever may."""
    seen = person is not None and staff.may(staff_member(), Permission.SEE_CUSTOMERS)
    return reports.glance(person.id, now=clock.now()) if seen and person else None


def _problem(quoted: baskets.Quote) -> str:
    """What of the ticket is not there today, said while it can still be talked about."""
    try:
        availability.check_counter(quoted.wanted, now=clock.now())
    except Refusal as refusal:
        return say(f"refusal.{refusal.code}", reader(), **refusal.params)
    return ""


@needs(Permission.SELL)
def till() -> ResponseReturnValue:
    basket = find_ticket()
    if basket is not None and basket.became and not basket.lines:
        return _follow(orders.get_by_token(basket.became))
    return draw(Form(reader()))


def _follow(order: orders.Order) -> Response:
    """To what became of a ticket: it waits for a card on the reader, or it is an order like any other."""
    waits = order.kind == "counter" and order.state in orders.UNPAID
    return redirect(url_for("counter.reader" if waits else "counter.hand_over", code=order.code))


def back(token: str | None) -> Response:
    """To the tiles as they were."""
    words, category = asked.words("words") or None, asked.words("category") or None
    return redirect(url_for("counter.till", basket=token, words=words, category=category), 303)


def put(choice: Choice) -> str:
    """Onto the ticket, which the first tap opens. Raises the refusals of baskets.check, then nothing is opened."""
    baskets.check(choice, catalogue.get_product(choice.product_id), by_scale=True)
    token = own_ticket()
    baskets.add(token, choice, now=clock.now(), by_scale=True)
    return token


@needs(Permission.SELL)
def add() -> ResponseReturnValue:
    product = catalogue.get_product(asked.number("product_id"))
    if needs_sheet(product):
        return _choose(product)
    form = Form(reader(), request.form, asked=first_choice(product))
    token = attempt(form, put)
    return back(token) if token else draw(form, 422)


def _choose(product: Product) -> Response:
    return redirect(url_for("counter.till_choose", product_id=product.id, basket=request.form.get("basket") or None), 303)


@needs(Permission.SELL)
def enter() -> ResponseReturnValue:
    """What was typed or scanned into the one field: a customer's basket, an order to hand over, else the first product it names."""
    typed = asked.words("words", 300)
    if (found := find_any_basket(typed)) is not None:
        return redirect(url_for("counter.till", basket=found.token), 303)
    if (order := find_order(typed)) is not None:
        return redirect(url_for("counter.hand_over", code=order.code), 303)
    first = next(iter(catalogue.browse(words=typed, per_page=1).products), None) if typed else None
    form = Form(reader(), request.form, asked=first_choice(first) if first else None)
    if first is None:
        form.errors["form"] = say("till.nothing_found", reader(), typed=typed)
        return draw(form, 422)
    if needs_sheet(first):
        return _choose(first)
    token = attempt(form, put)
    return redirect(url_for("counter.till", basket=token), 303) if token else draw(form, 422)


@needs(Permission.SELL)
def set_line() -> ResponseReturnValue:
    """More, less or none of a line; weighed goods take any weight the scale says."""
    form = Form(reader(), request.form, asked=(asked.number("line_id"), asked.number("quantity")))
    token = asked.words("basket")
    try:
        attempt(form, lambda line: baskets.set_quantity(token, line[0], line[1], now=clock.now(), by_scale=True))
    except NotFound:
        pass  # out already: the same button twice, or another till
    return draw(form, 422) if form.errors else back(token)


@needs(Permission.SELL)
def apply_code() -> ResponseReturnValue:
    form = Form(reader(), request.form, asked=asked.words("code", 40))
    token = own_ticket()
    seller = f"till:{origin().staff_id}"
    attempt(form, lambda code: baskets.apply_code(token, code, by_key=seller, now=clock.now(), channel=CHANNEL))
    return draw(form, 422) if form.errors else back(token)


@needs(Permission.SELL)
def drop_offer() -> ResponseReturnValue:
    token = asked.words("basket")
    baskets.drop_offer(token, asked.number("offer_id"), now=clock.now())
    return back(token)
