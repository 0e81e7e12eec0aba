"""Where a customer withdraws from the contract, in two steps: which goods and who, then the confirmation; the receipt goes by letter."""
from collections.abc import Mapping
from dataclasses import dataclass
from secrets import token_urlsafe
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from shop.domain import customers, orders
from shop.domain.orders import Line, Order
from shop.kernel import clock
from shop.web import asked
from shop.web.forms import Form, attempt, read


@dataclass(frozen=True)
class Stating:
    """`reference` was made when the form was drawn: the same form twice is one statement."""

    name: str
    email: str
    reference: str

    def __post_init__(self) -> None:
        customers.clean_email(self.email)


@dataclass(frozen=True)
class Row:
    """Goods with the right of withdrawal: how much of them, and how much is marked."""

    line: Line
    left: int
    chosen: int


def _rows(order: Order, typed: Mapping[str, Any]) -> list[Row]:
    left = orders.list_withdrawable(order, now=clock.now())
    everything = not typed
    return [Row(line, left[line.id], _count(line.id, left[line.id], everything)) for line in order.lines if line.id in left]


def _count(line_id: int, left: int, everything: bool) -> int:
    """How much is marked: all of it at first; more than there is stays too much, and is refused."""
    name = f"back-{line_id}"
    return left if everything else min(asked.number(name) or (left + 1 if asked.words(name).strip("0") else 0), left + 1)


def _draw(language: str, order: Order, form: Form[Stating], *, confirms: bool = False, status: int = 200) -> ResponseReturnValue:
    return render_template(
        "website/withdrawal.html", order=order, form=form, rows=_rows(order, form.typed), confirms=confirms,
        statements=orders.list_withdrawals(order.id), names={line.id: line for line in order.lines},
        without=[line for line in order.lines if not line.may_withdraw],
        until_on=orders.last_day_to_withdraw(order), reference=form.value("reference") or token_urlsafe(18)), status


def withdrawal(language: str, token: str) -> ResponseReturnValue:
    return _draw(language, orders.get_by_token(token), Form(language))


def withdraw(language: str, token: str) -> ResponseReturnValue:
    """First what is withdrawn from is shown again, then it is confirmed."""
    order, form = orders.get_by_token(token), read(Stating, request.form, language)
    if request.form.get("act") != "confirm":
        stands = attempt(form, lambda _stating: _check(order)) is not None
        return _draw(language, order, form, confirms=stands, status=200 if stands else 422)
    order_id, marked = order.id, _marked(order)
    stated = attempt(form, lambda stating: orders.withdraw(order_id, marked, now=clock.now(), **vars(stating)))
    if stated is None:
        return _draw(language, orders.get_by_token(token), form, status=422)
    return redirect(url_for("website.withdrawal", language=language, token=token), 303)


def _marked(order: Order) -> dict[int, int]:
    return {row.line.id: row.chosen for row in _rows(order, request.form) if row.chosen}


def _check(order: Order) -> bool:
    orders.check_withdrawal(order, _marked(order), now=clock.now())
    return True
