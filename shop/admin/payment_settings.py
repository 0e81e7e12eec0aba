"""Where the owner says how customers pay: online or not, deposits and balances, cancellations, late money, tips."""
from dataclasses import dataclass, replace
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from shop.admin.settings import SECTIONS
from shop.domain import catalogue, orders, payments
from shop.domain.staff import Permission
from shop.kernel import clock, ports
from shop.kernel.refusal import Refusal
from shop.kernel.wording import pick, say
from shop.web.asking import by, needs
from shop.web.forms import Cents, Form, attempt, read
from shop.web.rendering import reader

LATE = ("refund", "ask")
MOST_TIPS, MOST_TIP = 4, 30
MOST = {"keep_percent": 100, "free_cancel_hours": 720, "balance_days_before": 60, "remind_days_before": 60}


class TipsNotUnderstood(Refusal):
    code, field, status = "tips_not_understood", "tips", 422


class BeyondLimit(Refusal):
    code, status = "out_of_range", 422

    def __init__(self, name: str) -> None:
        super().__init__(least=0, most=MOST[name])
        self.field = name  # type: ignore[misc]  # one refusal for four fields


@dataclass(frozen=True)
class PaymentsForm:
    """`tips` typed as `5, 10`; empty: nobody is asked."""

    online: bool = False
    late: str = "refund"
    tips: str = ""
    keep_percent: int = 0
    free_cancel_hours: int = 24
    balance_days_before: int = 0
    remind_days_before: int = 2

    def __post_init__(self) -> None:
        self.read_tips()
        for name, most in MOST.items():
            if not 0 <= getattr(self, name) <= most:
                raise BeyondLimit(name)

    def read_tips(self) -> tuple[int, ...]:
        parts = [part.strip().removesuffix("%").strip() for part in self.tips.replace(";", ",").split(",") if part.strip()]
        if len(parts) > MOST_TIPS or not all(part.isascii() and part.isdecimal() and 0 < int(part) <= MOST_TIP for part in parts):
            raise TipsNotUnderstood(most=MOST_TIP)
        return tuple(sorted({int(part) for part in parts}))

    def as_rules(self) -> dict[str, Any]:
        return vars(self) | {"tips": self.read_tips(), "late": self.late if self.late in LATE else LATE[0]}


@dataclass(frozen=True)
class DepositForm:
    product_id: int | None = None
    above_cents: Cents = Cents(0)
    share: int = 0
    cents: Cents = Cents(0)


def _draw(form: Form[Any], status: int = 200) -> ResponseReturnValue:
    rules, every = orders.list_deposit_rules(), ("", say("admin.settings.payments.every_order", reader()))
    products = [every, *((one.id, pick(one.name, reader())) for one in catalogue.browse(per_page=500).products)]
    known = catalogue.get_many([rule.product_id for rule in rules if rule.product_id])
    return render_template(
        "admin/settings/payments.html", section="payments", sections=SECTIONS, form=form, kept=payments.payment_rules(), late=LATE,
        gateway=ports.ways_to_pay(), rules=[(rule, known.get(rule.product_id or 0)) for rule in rules],
        products=products), status


@needs(Permission.EDIT_PAYMENTS)
def show() -> ResponseReturnValue:
    return _draw(Form(reader()))


def _saved() -> Response:
    flash(say("admin.settings.saved", reader()))
    return redirect(url_for("admin.payments"), 303)


@needs(Permission.EDIT_PAYMENTS)
def save() -> ResponseReturnValue:
    form = read(PaymentsForm, request.form, reader())
    attempt(form, lambda asked: payments.save_rules(replace(payments.payment_rules(), **asked.as_rules()), by=by(), now=clock.now()))
    return _draw(form, 422) if form.errors else _saved()


@needs(Permission.EDIT_PAYMENTS)
def add_deposit() -> ResponseReturnValue:
    form = read(DepositForm, request.form, reader())
    attempt(form, lambda asked: orders.add_deposit_rule(**vars(asked), by=by(), now=clock.now()))
    return _draw(form, 422) if form.errors else _saved()


@needs(Permission.EDIT_PAYMENTS)
def drop_deposit(rule_id: int) -> ResponseReturnValue:
    orders.drop_deposit_rule(rule_id, by=by(), now=clock.now())
    return _saved()


ADDRESSES = (
    ("/settings/payments", "payments", show, "GET"),
    ("/settings/payments", "save_payments", save, "POST"),
    ("/settings/payments/deposits", "add_deposit", add_deposit, "POST"),
    ("/settings/payments/deposits/<int:rule_id>/drop", "drop_deposit", drop_deposit, "POST"),
)
