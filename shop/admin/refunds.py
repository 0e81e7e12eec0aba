"""Where staff give money back for an order: whole, line by line, or an amount; first it is shown, then it is given."""
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from secrets import token_urlsafe
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from shop.domain import orders, payments, staff
from shop.domain.orders import Back, Line, Order
from shop.domain.staff import Permission
from shop.kernel import clock
from shop.kernel.refusal import NotFound, Refusal
from shop.kernel.wording import say
from shop.web import asked, refunds
from shop.web.asking import by, needs, staff_member
from shop.web.forms import Cents, Form, attempt, read
from shop.web.rendering import reader

KINDS = ("owed", "lines", "amount", "whole")


@dataclass(frozen=True)
class Giving:
    """`reference` was made when the form was drawn: the same form twice gives back once."""

    reference: str
    what: str = "lines"
    reason: str = ""
    to: str = "original"
    cents: Cents | None = None
    words: str = ""


@dataclass(frozen=True)
class Row:
    """A line of which something could come back."""

    line: Line
    left: int
    chosen: int
    worth_cents: int
    fate: str


def look(order: Order) -> dict[str, Any]:
    """What the order's page shows of money given back."""
    told = [refunds.tell_parts(act.parts, reader()) for act in refunds.list_acts(order)]
    may_give = staff.may(staff_member(), Permission.GIVE_BACK)
    left = sum(cents for _, cents in payments.list_refundable(order))
    withdrawals = orders.list_withdrawals(order.id)
    left = min(left, order.paid_cents - order.refunded_cents)
    lines = {line.id: line for line in order.lines}
    return {"acts": told, "may_give": may_give, "left_cents": left, "withdrawals": withdrawals, "lines": lines}


def _rows(order: Order, typed: Mapping[str, Any]) -> list[Row]:
    left = orders.list_returnable(order)
    return [_row(line, left[line.id], typed) for line in order.lines if line.id in left]


def _row(line: Line, left: int, typed: Mapping[str, Any]) -> Row:
    chosen = min(asked.number(f"back-{line.id}") or (left + 1 if asked.words(f"back-{line.id}").strip("0") else 0), left + 1)
    fate = typed.get(f"fate-{line.id}", "")
    return Row(line, left, chosen, orders.worth_of(line, min(chosen, left)), fate if fate in orders.FATES else orders.FATES[0])


def _kinds(order: Order) -> list[str]:
    """What can be given back of this order now."""
    owed, most = order.owed_cents, payments.without_cards(order)
    whole = 0 < owed <= most and order.state not in orders.CANCELLED
    possible = {"owed": order.due_cents < 0, "lines": bool(orders.list_returnable(order)), "amount": most > 0, "whole": whole}
    return [kind for kind in KINDS if possible[kind]]


def _terms(order: Order, giving: Giving) -> tuple[Sequence[Back], int | None]:
    """The goods and the amount as payments.refund takes them. Raises what is wrong with them."""
    if giving.what == "lines":
        goods = [Back(row.line.id, row.chosen, row.fate) for row in _rows(order, request.form) if row.chosen]
        orders.check_back(order, goods, giving.reason)
        return goods, None
    if giving.what == "owed":
        return (), None
    cents = order.owed_cents if giving.what == "whole" else giving.cents or 0
    most = payments.without_cards(order)
    if not 0 < cents <= most:
        raise orders.TooMuchOff(left_cents=most)
    if giving.reason not in orders.RETURN_REASONS:
        raise orders.ReturnReasonNeeded
    return (), cents


def _draw(order: Order, form: Form[Giving], status: int = 200, back_cents: int | None = None) -> ResponseReturnValue:
    kinds = _kinds(order)
    what = form.value("what", request.args.get("what", ""))
    return render_template(
        "admin/refund.html", order=order, form=form, rows=_rows(order, form.typed), kinds=kinds,
        what=what if what in kinds else kinds[0] if kinds else "", back_cents=back_cents,
        ways=refunds.list_ways(order, back_cents, reader()) if back_cents is not None else [],
        refundable=payments.list_refundable(order), reasons=_reasons(), fates=orders.FATES,
        reference=form.value("reference") or token_urlsafe(18)), status


def _reasons() -> list[tuple[str, str]]:
    named = [(code, say(f"returning.reasons.{code}", reader())) for code in orders.RETURN_REASONS]
    return [("", say("returning.choose_reason", reader())), *named]


@needs(Permission.GIVE_BACK)
def refund_form(order_id: int) -> ResponseReturnValue:
    return _draw(orders.get(order_id), Form(reader(), request.args))


@needs(Permission.GIVE_BACK)
def refund(order_id: int) -> ResponseReturnValue:
    order, form = orders.get(order_id), read(Giving, request.form, reader())
    if request.form.get("act") != "give":
        return _review(order, form)
    given = attempt(form, lambda giving: _give(order, giving))
    if given is None:
        return _draw(orders.get(order_id), form, 422)
    flash(say("refunding.done", reader(), told=refunds.told_sum(given, reader())))
    return redirect(url_for("admin.order", order_id=order_id), 303)


def _give(order: Order, giving: Giving) -> list[payments.Refund]:
    done = payments.list_act(giving.reference)
    if done and done[0].order_id == order.id:
        return done
    goods, cents = _terms(order, giving)
    reason = giving.reason if giving.what != "owed" else "owed"
    return payments.refund(
        order.id, goods=goods, cents=cents, to=giving.to, reason=reason, words=giving.words, reference=giving.reference, by=by(),
        via="admin", now=clock.now())


def _review(order: Order, form: Form[Giving]) -> ResponseReturnValue:
    terms = attempt(form, lambda giving: _terms(order, giving))
    if terms is None:
        return _draw(order, form, 422)
    return _draw(order, form, back_cents=payments.will_give(order, goods=terms[0], cents=terms[1]))


@needs(Permission.GIVE_BACK)
def repeat(order_id: int, refund_id: int) -> ResponseReturnValue:
    """What the gateway refused: once more, or in another way."""
    if payments.get_refund(refund_id).order_id != order_id:
        raise NotFound
    try:
        given = payments.give_again(refund_id, to=request.form.get("to", "original"), by=by(), via="admin", now=clock.now())
        flash(say("refunding.done", reader(), told=refunds.told_sum(given, reader())))
    except Refusal as refusal:
        flash(say(f"refusal.{refusal.code}", reader(), **refusal.params))
    return redirect(url_for("admin.order", order_id=order_id), 303)


@needs(Permission.GIVE_BACK)
def settle(order_id: int, withdrawal_id: int) -> ResponseReturnValue:
    """The goods the customer withdrew from are back, and so is the money."""
    if orders.get_withdrawal(withdrawal_id).order_id != order_id:
        raise NotFound
    orders.settle_withdrawal(withdrawal_id, now=clock.now())
    return redirect(url_for("admin.order", order_id=order_id), 303)


ADDRESSES = (
    ("/orders/<int:order_id>/refund", "refund", refund_form, "GET"),
    ("/orders/<int:order_id>/refund", "give_refund", refund, "POST"),
    ("/orders/<int:order_id>/refunds/<int:refund_id>/again", "repeat_refund", repeat, "POST"),
    ("/orders/<int:order_id>/withdrawals/<int:withdrawal_id>", "settle_withdrawal", settle, "POST"),
)
