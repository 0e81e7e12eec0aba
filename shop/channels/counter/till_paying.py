"""Where the ticket is paid: in cash with its change, by a card noted from the bank's terminal, or both; and what is shown afterwards."""
from collections.abc import Sequence
from dataclasses import dataclass
from secrets import token_urlsafe

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from shop.channels.counter.laying import tell
from shop.channels.counter.till import CHANNEL, origin, ticket
from shop.domain import baskets, documents, giftcards, orders, payments
from shop.domain.baskets import Basket
from shop.domain.orders import Order
from shop.domain.payments import Money, Sale, Ticket
from shop.domain.staff import Permission
from shop.kernel import clock
from shop.kernel.refusal import NotFound, Refusal
from shop.kernel.wording import say
from shop.web import asked
from shop.web.asking import by, needs
from shop.web.forms import Cents, Form, attempt, read
from shop.web.rendering import reader

NOTES = (500, 1000, 2000, 5000, 10_000, 20_000)
MOST_NOTES = 4


@dataclass(frozen=True)
class Payment:
    """`checkout` was made when the form was drawn: the same form twice is one sale. `note` is the banknote tapped, `given` cash typed,
    `tip` the percent chosen where the shop asks for one."""

    checkout: str
    seen: str
    way: str = "cash"
    note: Cents | None = None
    given: Cents | None = None
    card: Cents | None = None
    agreed: int | None = None
    tip: int = 0

    def money(self, cards: Sequence[int]) -> Money:
        """After the ticket's gift cards; `agreed` is the rest as the page said it."""
        given = self.note if self.note is not None else self.given
        card = self.card or 0 if self.way == "mixed" else 0
        return Money(self.way, None if self.way == "card" else given, card, tuple(cards), self.agreed)


def _get(token: str) -> Basket:
    basket = baskets.find_basket(token, now=clock.now())
    if basket is None:
        raise NotFound
    return basket


def _draw(token: str, form: Form[Payment], status: int = 200) -> ResponseReturnValue:
    basket = _get(token)
    drawn, tip = ticket(basket), asked.number("tip")
    total_cents, tips = drawn["quote"].total_cents, payments.list_tips(drawn["quote"].total_cents)
    owed_cents = total_cents + dict(tips).get(tip, 0)
    cards = baskets.cards_pay(basket, owed_cents, now=clock.now())
    due_cents = owed_cents - sum(one.cents for one in cards)
    return render_template(
        "counter/till_pay.html", form=form, token=token, checkout=form.value("checkout") or token_urlsafe(18), tips=tips, tip=tip,
        tip_cents=owed_cents - total_cents, due_cents=due_cents, amounts=_amounts(due_cents), change=_change(due_cents, form),
        has_reader=payments.has_reader(), **drawn | {"cards": tell(cards)}), status


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
    if form.asked and form.asked.way == "reader":
        return _wait_for_card(token, form)
    sale = attempt(form, lambda wanted: _sell(token, wanted))
    return _draw(token, form, 422) if sale is None else redirect(url_for("counter.till_sold", code=sale.order.code), 303)


def _sell(token: str, wanted: Payment) -> Sale:
    basket = baskets.find_basket(token, now=clock.now())
    return payments.sell(checkout=wanted.checkout, basket_token=token, seen=wanted.seen, origin=origin(), tip_percent=wanted.tip,
                         money=wanted.money(basket.held_cards if basket else ()), language=basket.language if basket else "it", by=by(),
                         now=clock.now())


def _wait_for_card(token: str, form: Form[Payment]) -> ResponseReturnValue:
    """The goods are held, the sum is on the reader."""
    held = attempt(form, lambda wanted: _hold(token, wanted))
    if held is None:
        return _draw(token, form, 422)
    code, order_id = held.code, held.id
    try:
        payments.start_on_reader(order_id, by=by(), now=clock.now())
    except Refusal as refusal:
        flash(say(f"refusal.{refusal.code}", reader(), **refusal.params))
    return redirect(url_for("counter.reader", code=code), 303)


def _hold(token: str, wanted: Payment) -> Order:
    basket = baskets.find_basket(token, now=clock.now())
    sold = Ticket(wanted.checkout, token, wanted.seen, origin(), basket.language if basket else "it", tip_percent=wanted.tip)
    cards = tuple(basket.held_cards) if basket else ()
    return payments.hold_sale(sold, cards=cards, agreed_cents=wanted.agreed, by=by(), now=clock.now())


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
    try:
        payments.undo_sale(order.id, by=by(), via=CHANNEL, now=clock.now(), reason=say("till.undone_reason", "it"))
    except Refusal as refusal:
        flash(say(f"refusal.{refusal.code}", reader(), **refusal.params))
        return redirect(url_for("counter.till_sold", code=code), 303)
    token = reopen(orders.get(order.id))
    flash(say("till.undone", reader()))
    return redirect(url_for("counter.till", basket=token), 303)


def reopen(order: Order) -> str:
    """A ticket with what was on the one that was sold, or held for the reader: its goods, its customer, its gift cards."""
    choices, customer_id, now = [orders.thaw(line) for line in order.lines], order.customer_id, clock.now()
    paid_with = {payment.gift_card_id for payment in payments.list_of(order.id)} - {None}
    token = baskets.open_basket(origin=origin(), language="it", now=now)
    baskets.attach_customer(token, customer_id, now=now)
    for choice in choices:
        baskets.add(token, choice, now=now, by_scale=True)
    for card in giftcards.get_many([card_id for card_id in paid_with if card_id]).values():
        if giftcards.state_of(card, clock.today()) == "good":
            baskets.hold_card(token, card, now=now)
    return token
