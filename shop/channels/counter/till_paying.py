"""Where the ticket is paid: in cash with its change, by a card noted from the bank's terminal, or both; and what is shown afterwards."""
from dataclasses import dataclass
from secrets import token_urlsafe

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from shop.channels.counter.till import CHANNEL, origin, ticket
from shop.domain import baskets, documents, orders, payments
from shop.domain.baskets import Basket
from shop.domain.orders import Order
from shop.domain.payments import Money, Sale
from shop.domain.staff import Permission
from shop.kernel import clock
from shop.kernel.refusal import NotFound, Refusal
from shop.kernel.wording import say
from shop.web.asking import by, needs
from shop.web.forms import Cents, Form, attempt, read
from shop.web.rendering import reader

NOTES = (500, 1000, 2000, 5000, 10_000, 20_000)
MOST_NOTES = 4


@dataclass(frozen=True)
class Payment:
    """`checkout` was made when the form was drawn: the same form twice is one sale. `note` is the banknote tapped, `given` cash typed."""

    checkout: str
    seen: str
    way: str = "cash"
    note: Cents | None = None
    given: Cents | None = None
    card: Cents | None = None

    @property
    def money(self) -> Money:
        given = self.note if self.note is not None else self.given
        return Money(self.way, None if self.way == "card" else given, self.card or 0 if self.way == "mixed" else 0)


def _get(token: str) -> Basket:
    basket = baskets.find_basket(token, now=clock.now())
    if basket is None:
        raise NotFound
    return basket


def _draw(token: str, form: Form[Payment], status: int = 200) -> ResponseReturnValue:
    drawn = ticket(_get(token))
    total_cents = drawn["quote"].total_cents
    return render_template(
        "counter/till_pay.html", form=form, token=token, checkout=form.value("checkout") or token_urlsafe(18),
        amounts=_amounts(total_cents), change=_change(total_cents, form), **drawn), status


def _amounts(due_cents: int) -> list[int]:
    """What people put down for such a sum: the next whole notes."""
    return sorted({-(-due_cents // note) * note for note in NOTES} - {due_cents})[:MOST_NOTES] if due_cents > 0 else []


def _change(due_cents: int, form: Form[Payment]) -> tuple[str, int] | None:
    """What the typed cash and card come to: `change`, or what is `missing`; None while nothing can be said."""
    typed = read(Payment, {"checkout": "-", "seen": "-", **{name: form.value(name) for name in ("given", "card")}}, reader())
    asked_for = typed.asked
    if asked_for is None or (asked_for.given is None and asked_for.card is None):
        return None
    card = min(asked_for.card or 0, due_cents)
    rest = (asked_for.given or 0) + card - due_cents
    return ("change", rest) if rest >= 0 else ("missing", -rest)


@needs(Permission.SELL)
def pay(token: str) -> ResponseReturnValue:
    """Asked again while cash is typed, for the change alone."""
    basket = _get(token)
    if not basket.lines:
        return redirect(url_for("counter.till", basket=token))
    return _draw(token, Form(reader(), request.args))


@needs(Permission.SELL)
def paid(token: str) -> ResponseReturnValue:
    form = read(Payment, request.form, reader())
    sale = attempt(form, lambda asked: _sell(token, asked))
    return _draw(token, form, 422) if sale is None else redirect(url_for("counter.till_sold", code=sale.order.code), 303)


def _sell(token: str, asked: Payment) -> Sale:
    basket = baskets.find_basket(token, now=clock.now())
    return payments.sell(checkout=asked.checkout, basket_token=token, seen=asked.seen, money=asked.money, origin=origin(),
                         language=basket.language if basket else "it", by=by(), now=clock.now())


def _sold(code: str) -> Order:
    order = orders.find_by_code(code)
    if order is None or order.kind != "counter":
        raise NotFound
    return order


@needs(Permission.SELL)
def sold(code: str) -> ResponseReturnValue:
    order = _sold(code)
    taken = [payment for payment in payments.list_of(order.id) if payment.voided_at is None]
    return render_template(
        "counter/till_sold.html", order=order, taken=taken, receipt=documents.find_sale_receipt(order.id),
        change_cents=sum(payment.given_cents - payment.cents for payment in taken), may_undo=orders.may_undo(order, now=clock.now()))


@needs(Permission.SELL)
def undo(code: str) -> ResponseReturnValue:
    """The sale is taken back, and its goods stand on a ticket again."""
    order = _sold(code)
    choices, customer_id = [orders.thaw(line) for line in order.lines], order.customer_id
    try:
        payments.undo_sale(order.id, by=by(), via=CHANNEL, now=clock.now(), reason=say("till.undone_reason", "it"))
    except Refusal as refusal:
        flash(say(f"refusal.{refusal.code}", reader(), **refusal.params))
        return redirect(url_for("counter.till_sold", code=code), 303)
    token = baskets.open_basket(origin=origin(), language="it", now=clock.now())
    baskets.attach_customer(token, customer_id, now=clock.now())
    for choice in choices:
        baskets.add(token, choice, now=clock.now(), by_scale=True)
    flash(say("till.undone", reader()))
    return redirect(url_for("counter.till", basket=token), 303)


