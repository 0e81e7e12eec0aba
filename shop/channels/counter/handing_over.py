"""Where goods are given out, whole or line by line: the balance taken with the first, and nothing given out twice."""
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from shop.channels.counter.laying import find_cards, tell, try_card
from shop.channels.counter.till_reader import show
from shop.domain import giftcards, orders, payments, reports, staff
from shop.domain.orders import Line, Order
from shop.domain.payments import Money
from shop.domain.staff import Permission
from shop.kernel import clock, events
from shop.kernel.refusal import NotFound, Refusal
from shop.kernel.wording import say
from shop.web import asked, lines
from shop.web.asking import by, needs, staff_member
from shop.web.forms import Cents, Form, attempt, read
from shop.web.rendering import reader

CHANNEL = "counter"


@dataclass(frozen=True)
class HandOver:
    """`given` is the cash put down, `note` the banknote tapped; neither: it was exact. `card` the part by card of a mixed payment, `codes`
    of gift cards that pay first, `agreed` the rest as the page said it. `seen`: what had gone out when the page was drawn, without it
    everything is given."""

    tender: str = "cash"
    given: Cents | None = None
    note: Cents | None = None
    card: Cents | None = None
    codes: tuple[str, ...] = ()
    agreed: int | None = None
    seen: int | None = None

    @property
    def money(self) -> Money:
        cards, card = tuple(one.id for one in find_cards(self.codes)), self.card or 0 if self.tender == "mixed" else 0
        given = self.note if self.note is not None else self.given
        return Money(self.tender, None if self.tender == "card" else given, card, cards, self.agreed)


@dataclass(frozen=True)
class ToGive:
    """A line with so much of it still to give, and how much of that is ticked."""

    line: Line
    left: int
    chosen: int


@dataclass(frozen=True)
class Giving:
    """One act in which goods went out."""

    at: datetime
    name: str
    goods: str


def get_order(code: str) -> Order:
    """Raises NotFound."""
    order = orders.find_by_code(code)
    if order is None:
        raise NotFound
    return order


def draw(order: Order, form: Form[HandOver], status: int = 200, codes: Sequence[str] | None = None) -> ResponseReturnValue:
    """`codes` of gift cards on the table; None: those sent with the form."""
    givings = orders.list_givings(order.id)
    last = givings[-1] if givings else None
    just_now = last is not None and asked.number("just") == last.id and last.by == by() and _may_undo(order)
    return render_template(
        "counter/hand_over.html", order=order, form=form, to_give=list_to_give(order, form), givings=[_tell(order, one) for one in givings],
        last=_tell(order, last) if last else _tell_old(order), just_now=just_now,
        change_cents=_change(order, last) if just_now and last else 0,
        **_standing(order), **_owing(order, request.form.getlist("codes") if codes is None else codes)), status


def _standing(order: Order) -> dict[str, Any]:
    """How the order stands: what is done, what is still to give, and what may be done now."""
    may_give = bool(set(orders.GIVEN_OUT) & set(orders.list_moves(order)))
    return {
        "done": order.state in orders.GIVEN_OUT, "may_give": may_give,
        "still": lines.goods(order.lines, orders.list_to_give(order), reader()), "refunds": payments.list_refunds(order.id),
        "glance": reports.glance(order.customer_id, now=clock.now()) if order.customer_id else None,
        "may_take_back": staff.may(staff_member(), Permission.TAKE_BACK) and bool(orders.list_returnable(order))}


def _owing(order: Order, codes: Sequence[str]) -> dict[str, Any]:
    """What was paid, what the gift cards on the table pay, and what is left to take."""
    cards = find_cards(codes)
    laid = giftcards.cover(max(0, order.due_cents), [card.id for card in cards], clock.now())
    due_cents = max(0, order.due_cents) - sum(one.cents for one in laid)
    return {"paid": [one for one in payments.list_of(order.id) if one.voided_at is None], "codes": [card.code for card in cards],
            "cards": tell(laid), "due_cents": due_cents, "amounts": _amounts(due_cents), "has_reader": payments.has_reader()}


def _may_undo(order: Order) -> bool:
    now = clock.now()
    return orders.may_undo(order, now=now) if order.state in orders.GIVEN_OUT else orders.may_undo_giving(order, now=now)


def _tell_old(order: Order) -> Giving | None:
    """Who handed over an order of the time before lines were given one by one."""
    fact = payments.find_hand_over(order.id) if order.state in orders.GIVEN_OUT else None
    return Giving(fact.at, staff.name_of(fact.by) or say("desk.by.shop", reader()), "") if fact else None


def _tell(order: Order, fact: events.Recorded) -> Giving:
    goods = {int(line_id): int(quantity) for line_id, quantity in fact.facts["lines"]}
    name = staff.name_of(fact.by) or say("desk.by.shop", reader())
    return Giving(fact.at, name, lines.goods(order.lines, goods, reader()))


def list_to_give(order: Order, form: Form[HandOver]) -> list[ToGive]:
    left = orders.list_to_give(order)
    chosen = read_lines(order) if "seen" in form.typed else left
    return [ToGive(line, left[line.id], chosen.get(line.id, 0)) for line in order.lines if line.id in left]


def read_lines(order: Order) -> dict[int, int]:
    """What was ticked or counted of each line."""
    return {line.id: read_count(f"give-{line.id}") for line in order.lines}


def read_count(name: str) -> int:
    """So many pieces or grams, none where nothing stands; what is no number is more than there ever is, and refused as such."""
    return asked.number(name) or (asked.LARGEST if asked.words(name).strip("0") else 0)


def _change(order: Order, last: events.Recorded) -> int:
    taken: Sequence[payments.Payment] = payments.list_of(order.id)
    return sum(payment.given_cents - payment.cents for payment in taken if payment.voided_at is None and payment.taken_at == last.at)


def _amounts(due_cents: int) -> list[int]:
    """What people put down for such a sum: the next whole notes."""
    notes = (500, 1000, 2000, 5000, 10_000)
    return sorted({-(-due_cents // note) * note for note in notes} - {due_cents})[:4] if due_cents > 0 else []


@needs(Permission.HAND_OVER)
def hand_over(code: str) -> ResponseReturnValue:
    return draw(get_order(code), Form(reader()))


@needs(Permission.HAND_OVER)
def handed_over(code: str) -> ResponseReturnValue:
    """A code used twice says when and by whom it was used the first time."""
    order, form = get_order(code), read(HandOver, request.form, reader())
    if request.form.get("act") == "card":
        return _lay(order, form)
    if form.asked and form.asked.tender == "reader":
        return _to_reader(order, form)
    order_id, chosen = order.id, read_lines(order)
    _close_others(order_id)
    given = attempt(form, lambda wanted: payments.hand_over(
        order_id, wanted.money, by=by(), via=CHANNEL, now=clock.now(), lines=None if wanted.seen is None else chosen,
        seen_given=wanted.seen))
    return draw(get_order(code), form, 422) if given is None else _back(code, orders.find_giving(order_id))


def _close_others(order_id: int) -> None:
    """Who pays here shall not pay on a page of their own, or on the reader, as well; if that can't be said now, it is settled later."""
    if payments.find_alive(order_id) is not None:
        with suppress(Refusal):
            payments.close(order_id, now=clock.now())


def _lay(order: Order, form: Form[HandOver]) -> ResponseReturnValue:
    """One more gift card on the table, or, where its code is not typed anew, one less."""
    typed, away = asked.words("code"), request.form.get("away", "")
    codes = [code for code in request.form.getlist("codes") if code != away]
    card = None if away else attempt(form, lambda _wanted: try_card(typed))
    return draw(order, form, 422 if form.errors else 200, [*codes, card.code] if card else codes)


def _to_reader(order: Order, form: Form[HandOver]) -> ResponseReturnValue:
    """Gift cards on the table pay at once, the rest is shown on the reader; the goods go out once it is paid."""
    order_id = order.id
    attempt(form, lambda wanted: payments.spend_cards(order_id, wanted.money.cards, by=by(), via=CHANNEL, now=clock.now()))
    return draw(order, form, 422) if form.errors else show(get_order(order.code))


@needs(Permission.HAND_OVER)
def undo(code: str) -> ResponseReturnValue:
    order_id, form = get_order(code).id, Form[HandOver](reader(), asked=HandOver())
    undone = attempt(form, lambda _asked: payments.undo_hand_over(order_id, by=by(), via=CHANNEL, now=clock.now()))
    return draw(get_order(code), form, 422) if undone is None else _back(code)


def _back(code: str, giving: events.Recorded | None = None) -> Response:
    return redirect(url_for("counter.hand_over", code=code, just=giving.id if giving else None), 303)
