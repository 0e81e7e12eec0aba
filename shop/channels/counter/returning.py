"""Where goods bought on any channel come back to the shop: line by line, with the reason, and money given back for them."""
from collections.abc import Mapping
from dataclasses import dataclass
from secrets import token_urlsafe

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from shop.channels.counter.handing_over import CHANNEL, get_order, read_count
from shop.domain import documents, orders, payments
from shop.domain.orders import Back, Line, Order
from shop.domain.payments import Refund
from shop.domain.staff import Permission
from shop.kernel import clock
from shop.kernel.refusal import NotFound
from shop.kernel.wording import say
from shop.web import refunds
from shop.web.asking import by, needs
from shop.web.forms import Form, attempt, read
from shop.web.rendering import reader


@dataclass(frozen=True)
class Return:
    """`reference` was made when the form was drawn: the same form twice is one return."""

    reference: str
    reason: str
    tender: str = "cash"
    words: str = ""


@dataclass(frozen=True)
class Row:
    """A line of which something could come back: how much, how much is marked, what that is worth, and where it goes."""

    line: Line
    left: int
    chosen: int
    worth_cents: int
    fate: str


def list_rows(order: Order, typed: Mapping[str, str]) -> list[Row]:
    left = orders.list_returnable(order)
    return [_row(line, left[line.id], typed) for line in order.lines if line.id in left]


def _row(line: Line, left: int, typed: Mapping[str, str]) -> Row:
    chosen = read_count(f"back-{line.id}")
    fate = typed.get(f"fate-{line.id}", "")
    return Row(line, left, chosen, orders.worth_of(line, max(0, min(chosen, left))), fate if fate in orders.FATES else orders.FATES[0])


def _draw(order: Order, form: Form[Return], status: int = 200) -> ResponseReturnValue:
    rows = list_rows(order, form.typed)
    back_cents = payments.will_give(order, goods=[Back(row.line.id, max(0, min(row.chosen, row.left))) for row in rows]) if rows else 0
    return render_template(
        "counter/return.html", order=order, form=form, rows=rows, back_cents=back_cents,
        reviews=request.form.get("act") == "review" and not form.errors and any(row.chosen for row in rows),
        reasons=_reasons(), fates=orders.FATES, reference=form.value("reference") or token_urlsafe(18),
        refunds=refunds.list_acts(order), ways=refunds.list_ways(order, back_cents, reader())), status


def _reasons() -> list[tuple[str, str]]:
    named = [(code, say(f"returning.reasons.{code}", reader())) for code in orders.RETURN_REASONS]
    return [("", say("returning.choose_reason", reader())), *named]


@needs(Permission.TAKE_BACK)
def return_form(code: str) -> ResponseReturnValue:
    return _draw(get_order(code), Form(reader()))


@needs(Permission.TAKE_BACK)
def take_back(code: str) -> ResponseReturnValue:
    """First the sum is shown, then it is given."""
    order, form = get_order(code), read(Return, request.form, reader())
    if request.form.get("act") == "review":
        return _review(order, form)
    order_id = order.id
    goods = [Back(row.line.id, row.chosen, row.fate) for row in list_rows(order, request.form)]
    done = attempt(form, lambda asked: payments.return_goods(
        order_id, goods, tender=asked.tender, reason=asked.reason, words=asked.words, reference=asked.reference, by=by(), via=CHANNEL,
        now=clock.now()))
    return _draw(get_order(code), form, 422) if done is None else redirect(
        url_for("counter.returned", code=code, refund_id=done.id), 303)


def _review(order: Order, form: Form[Return]) -> ResponseReturnValue:
    attempt(form, lambda asked: orders.check_back(
        order, [Back(row.line.id, row.chosen, row.fate) for row in list_rows(order, request.form)], asked.reason))
    return _draw(order, form, 422 if form.errors else 200)


@needs(Permission.TAKE_BACK)
def returned(code: str, refund_id: int) -> ResponseReturnValue:
    """What to put into the customer's hand, and the paper that goes with it."""
    order, refund = get_order(code), payments.get_refund(refund_id)
    if refund.order_id != order.id:
        raise NotFound
    paper = documents.find_by_cause(f"return:{refund.id}")
    parts = refunds.tell_parts(payments.list_act(refund.act) or [refund], reader())
    return render_template("counter/returned.html", order=order, refund=refund, paper=paper, goods=_goods(order, refund), parts=parts,
                           back_cents=sum(part.refund.cents for part in parts))


def _goods(order: Order, refund: Refund) -> list[tuple[Line, int, str]]:
    lines = {line.id: line for line in order.lines}
    return [(lines[back["line_id"]], back["quantity"], back["fate"]) for back in refund.lines if back["line_id"] in lines]
