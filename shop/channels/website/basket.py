"""Decides what happens to the visitor's basket: filled from cards, changed line by line, opened on another device."""
from collections.abc import Callable, Sequence
from datetime import datetime

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from shop.channels.website import frame
from shop.channels.website.shelf import plain_lines, show
from shop.channels.website.telling import tell
from shop.domain import availability, baskets, catalogue, customers, orders
from shop.domain.baskets import Choice
from shop.kernel import clock
from shop.kernel.refusal import NotFound
from shop.web import addresses, asking, drawing
from shop.web.forms import Form, NotUnderstood, attempt
from shop.web.fragments import wants_fragment


def draw(language: str, problem: str = "", *, also: Sequence[int] = ()) -> str:
    """The basket, as a page or as the sheet over one; `also` products that have just left it."""
    quote, basket, now = frame.current_quote(), frame.current_basket(), clock.now()
    first = None if quote.is_empty else availability.answer(quote.wanted, now=now)
    elsewhere = addresses.whole(addresses.open_basket(language, basket.token)) if basket and not quote.is_empty else None
    touched = catalogue.get_many([*also, *(line.product.id for line in quote.lines)]).values() if wants_fragment() else ()
    return render_template(
        f"website/basket{'_part' if wants_fragment() else ''}.html", quote=quote, lines=tell(quote, language), soonest=first,
        problem=problem, elsewhere=elsewhere, code=basket.code if basket else "",
        became=orders.find_made_of(basket), limits=limits(quote, now), sheet=wants_fragment() and not _is_on_basket_page(),
        touched=show(list(touched), now=now))


def _is_on_basket_page() -> bool:
    return (request.referrer or "").partition("?")[0].endswith("/basket")


def limits(quote: baskets.Quote, now: datetime) -> dict[int, int | None]:
    """{product id: the most there is of it on the day it can first be had}, for the steppers."""
    cards = availability.ask_each([line.product for line in quote.lines], now=now)
    return {product_id: card.left for product_id, card in cards.items()}


def basket(language: str) -> str:
    return draw(language)


def wanted_quantity() -> int:
    """The amount a stepper asks for. Raises NotUnderstood."""
    typed = request.form.get("quantity", "")
    if not typed.isdecimal() or len(typed) > 7:
        raise NotUnderstood
    return int(typed)


def tried(language: str, act: Callable[[], object]) -> str:
    """The sentence of what was refused; empty when nothing was. What another tab took out meanwhile is out, and no mistake."""
    form = Form[bool](language, asked=True)
    try:
        attempt(form, lambda _asked: act())
    except NotFound:
        pass
    frame.look_again()
    return next(iter(form.errors.values()), "")


def set_plain(language: str, product: catalogue.Product, quantity: int) -> None:
    """So much of a product without any choice, whatever there was of it."""
    line = plain_lines().get(product.id)
    if line is not None:
        baskets.set_quantity(frame.own_basket(language), line.id, quantity, now=clock.now())
    elif quantity:
        baskets.check(Choice(product.id, quantity), product)
        frame.put_in(language, Choice(product.id, quantity))


def take(language: str, product_id: int) -> ResponseReturnValue:
    """A card's Add and stepper. What needs choosing is chosen on its page."""
    product = catalogue.get_product(product_id)
    if product.needs_choice:
        return redirect(addresses.product(language, product.slug), 303)
    problem = tried(language, lambda: set_plain(language, product, wanted_quantity()))
    if wants_fragment():
        return render_template("website/taken.html", shown=show([product], now=clock.now())[0], problem=problem)
    if problem:
        return draw(language, problem), 422
    return frame.go_back(addresses.basket(language), anchor=f"good-{product_id}")


def set_line(language: str, line_id: int) -> ResponseReturnValue:
    """A line's stepper in the basket; zero takes it out. A basket that is gone says so like an empty one."""
    token = asking.basket_token() or ""
    were = [line.product.id for line in frame.current_quote().lines]
    problem = tried(language, lambda: baskets.set_quantity(token, line_id, wanted_quantity(), now=clock.now()))
    if wants_fragment() or problem:
        return draw(language, problem, also=were), 422 if problem else 200
    return redirect(addresses.basket(language), 303)


def accept_prices(language: str) -> ResponseReturnValue:
    """The visitor has seen what changed; what is gone leaves the basket."""
    tried(language, lambda: baskets.accept_prices(asking.basket_token() or "", now=clock.now()))
    if wants_fragment():
        return draw(language)
    return frame.go_back(addresses.basket(language))


def show_qr(language: str) -> Response:
    found = frame.current_basket()
    if found is None:
        raise NotFound
    return drawing.qr(addresses.whole(addresses.open_basket(language, found.token)))


def _gone(language: str, token: str) -> tuple[str, int]:
    """What has expired was there once: that is another answer than what never was."""
    expired = baskets.is_expired(token, now=clock.now())
    return render_template("website/basket_gone.html", expired=expired), 410 if expired else 404


def open_elsewhere(language: str, token: str) -> ResponseReturnValue:
    """What the link or QR code leads to: looking at the basket changes nothing, taking it over is a click."""
    shared, mine = baskets.find_basket(token, now=clock.now()), frame.current_basket()
    if shared is None:
        return _gone(language, token)
    quote = baskets.quote(shared, now=clock.now(), channel=frame.CHANNEL)
    in_the_way = mine is not None and mine.token != token and bool(mine.lines)
    return render_template("website/open_basket.html", quote=quote, lines=tell(quote, language), in_the_way=in_the_way, token=token,
                           became=orders.find_made_of(shared))


def keep_here(language: str, token: str) -> ResponseReturnValue:
    """From now on this browser fills that basket."""
    shared = baskets.find_basket(token, now=clock.now())
    if shared is None:
        return _gone(language, token)
    if shared.held_cards and not _is_theirs(shared):
        baskets.drop_credit(token, now=clock.now())
    frame.hold_gift(token)
    return asking.keep_basket(redirect(addresses.basket(language), 303), token)


def _is_theirs(shared: baskets.Basket) -> bool:
    """Whether the signed-in visitor is the one who filled it elsewhere."""
    person = asking.customer()
    return person is not None and shared.customer_id in customers.ids_of(person.id)
