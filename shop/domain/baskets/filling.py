"""Decides what goes into a basket, and how long it lives."""

from datetime import datetime, timedelta
from secrets import token_urlsafe
from typing import Any

from sqlalchemy import delete, select

from shop.domain import catalogue
from shop.domain.baskets.choosing import Choice, check, check_quantity
from shop.domain.baskets.models import Basket, BasketLine
from shop.domain.baskets.pricing import line_cents
from shop.domain.baskets.quoting import as_choice
from shop.kernel.database import change, db, insert_once, writing
from shop.kernel.origin import Origin, columns_of
from shop.kernel.refusal import NotFound, Refusal
from shop.kernel.tokens import short_code

LASTS = timedelta(days=30)
MOST_LINES = 60
CODE_LENGTH = 6  # an order's code has five letters: staff type either into the same field


class NotSold(Refusal):
    code = "not_in_menu"


class BasketIsFull(Refusal):
    code = "basket_is_full"


def open_basket(*, origin: Origin, language: str, now: datetime) -> str:
    """A new basket's token: whoever has it has the basket, so it is never guessable."""
    token = token_urlsafe(18)
    empty: dict[str, Any] = {"choices": {}, "held_offers": [], "held_cards": []}
    values = columns_of(origin) | empty | {"language": language, "created_at": now, "touched_at": now}
    with writing():
        while not insert_once(Basket, token=token, code=short_code(CODE_LENGTH), **values):
            pass  # that code is another basket's: draw again
    return token


def find_basket(token: str | None, *, now: datetime) -> Basket | None:
    """The basket, if it lives: thirty days from the last touch."""
    if not token:
        return None
    wanted = select(Basket).where(Basket.token == token, Basket.touched_at > now - LASTS)
    return db.session.scalars(wanted).unique().one_or_none()


def get_basket(token: str, *, now: datetime) -> Basket:
    basket = find_basket(token, now=now)
    if basket is None:
        raise NotFound
    basket.touched_at = now
    return basket


def hold(token: str) -> None:
    """Hold the basket's row for the rest of this write: who turns the same basket into an order waits, and then finds the order."""
    db.session.execute(select(Basket.id).where(Basket.token == token).with_for_update())


def add(token: str, choice: Choice, *, now: datetime, by_scale: bool = False) -> None:
    """Put it in; the same choice again only raises the quantity. Raises NotSold and the refusals of choosing.check.

    `by_scale`: weighed at the counter, where the scale decides."""
    with writing():
        basket = get_basket(token, now=now)
        basket.became = None
        product = catalogue.find_product(choice.product_id)
        if product is None:
            raise NotSold
        checked = check(choice, product, by_scale=by_scale)
        same = next((line for line in basket.lines if _alike(as_choice(line), checked)), None)
        if same is not None:
            _write(same, _more(checked, same.quantity), product, by_scale)
            return
        if len(basket.lines) >= MOST_LINES:
            raise BasketIsFull
        line = BasketLine(basket_id=basket.id, product_id=product.id, seen_cents=0)
        _write(line, checked, product, by_scale)
        basket.lines.append(line)


def _alike(one: Choice, other: Choice) -> bool:
    return (one.product_id, one.variant_id, one.picks, one.answers) == (other.product_id, other.variant_id, other.picks, other.answers)


def _more(choice: Choice, quantity: int) -> Choice:
    return Choice(choice.product_id, choice.quantity + quantity, choice.variant_id, choice.picks, choice.answers)


def _write(line: BasketLine, choice: Choice, product: catalogue.Product, by_scale: bool = False) -> None:
    check_quantity(product, choice.quantity, by_scale=by_scale)
    line.variant_id, line.quantity = choice.variant_id, choice.quantity
    line.picks = {str(option): times for option, times in choice.picks.items()}
    line.answers = {str(asked): text for asked, text in choice.answers.items()}
    line.seen_cents = line_cents(product, choice)


def _line(basket: Basket, line_id: int) -> BasketLine:
    line = next((line for line in basket.lines if line.id == line_id), None)
    if line is None:
        raise NotFound
    return line


def set_quantity(token: str, line_id: int, quantity: int, *, now: datetime, by_scale: bool = False) -> None:
    """Change how much; zero takes the line out. Raises BadQuantity."""
    with writing():
        basket = get_basket(token, now=now)
        line = _line(basket, line_id)
        product = catalogue.find_product(line.product_id)
        if quantity <= 0 or product is None:
            basket.lines.remove(line)
        else:
            kept = as_choice(line)
            _write(line, Choice(kept.product_id, quantity, kept.variant_id, kept.picks, kept.answers), product, by_scale)


def change_line(token: str, line_id: int, choice: Choice, *, now: datetime) -> None:
    """Choose again: other options, another inscription."""
    with writing():
        line = _line(get_basket(token, now=now), line_id)
        product = catalogue.find_product(line.product_id)
        if product is None:
            raise NotSold
        _write(line, check(choice, product), product)


def remove(token: str, line_id: int, *, now: datetime) -> None:
    set_quantity(token, line_id, 0, now=now)


def accept_prices(token: str, *, now: datetime) -> None:
    """The customer has been shown today's prices: from now on they are what was seen; what is gone leaves the basket."""
    with writing():
        basket = get_basket(token, now=now)
        products = catalogue.get_many([line.product_id for line in basket.lines])
        for line in list(basket.lines):
            product = products.get(line.product_id)
            if product is None or product.state != "published" or (line.variant_id and not product.find_variant(line.variant_id)):
                basket.lines.remove(line)
            else:
                line.seen_cents = line_cents(product, as_choice(line))


def note_choices(token: str, choices: dict[str, Any], *, now: datetime) -> None:
    """Remember when, how and who, so that nothing is typed twice, on whatever device the basket is opened."""
    with writing():
        basket = get_basket(token, now=now)
        basket.choices = basket.choices | choices


def close(token: str, *, became: str, now: datetime) -> None:
    """The basket is an order now (`became`, its token), which every device that has the basket is led to until it is filled anew."""
    with writing():
        basket = get_basket(token, now=now)
        basket.lines.clear()
        basket.became, basket.staff_id, basket.held_offers, basket.held_cards = became, None, [], []


def drop_old(*, now: datetime) -> int:
    """Forget the baskets nobody touched for thirty days. Returns how many."""
    with writing():
        old = select(Basket.id).where(Basket.touched_at <= now - LASTS)
        db.session.execute(delete(BasketLine).where(BasketLine.basket_id.in_(old)))
        return change(delete(Basket).where(Basket.touched_at <= now - LASTS))
