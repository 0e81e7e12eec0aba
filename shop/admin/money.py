"""Where the owner sees the money: what is due, taken, given back and kept by others, and what waits for a decision."""

from dataclasses import dataclass
from datetime import date, timedelta

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from shop.domain import documents, giftcards, orders, payments, reports, shifts
from shop.domain.payments import Parked
from shop.domain.reports import Earned
from shop.domain.staff import Permission
from shop.kernel import clock, ports
from shop.kernel.refusal import Refusal
from shop.kernel.wording import say
from shop.web import asked
from shop.web.asking import by, needs
from shop.web.rendering import reader
from shop.web.sheets import csv_answer, sheet_cents

LONGEST_DAYS = 366 * 3
HEAD = ("at", "order", "channel", "tender", "cents", "fee", "reference")


@dataclass(frozen=True)
class Period:
    """The shop's days from `start_on` to `end_on`, both included."""

    start_on: date
    end_on: date

    def as_query(self) -> dict[str, str]:
        return {"from": self.start_on.isoformat(), "to": self.end_on.isoformat()}


@dataclass(frozen=True)
class Waiting:
    """Money that waits for a decision, the order it may belong to, and what may be decided."""

    parked: Parked
    code: str
    decisions: tuple[str, ...]


def _asked() -> Period:
    """The period asked for, this month where none can be meant."""
    today = clock.today()
    end_on = asked.day("to") or today
    start_on = min(asked.day("from") or end_on.replace(day=1), end_on)
    return Period(max(start_on, end_on - timedelta(days=LONGEST_DAYS)), end_on)


def _waiting() -> list[Waiting]:
    return [_wait(one) for one in payments.list_parked()]


def _wait(parked: Parked) -> Waiting:
    return Waiting(parked, orders.get(parked.order_id).code if parked.order_id else "", payments.decisions_of(parked))


def _total(earned: dict[str, Earned]) -> Earned:
    rows = earned.values()
    return Earned(sum(one.taken_cents for one in rows), sum(one.refunded_cents for one in rows), sum(one.fee_cents for one in rows))


@needs(Permission.SEE_MONEY)
def money() -> ResponseReturnValue:
    period = _asked()
    earned = reports.earned(period.start_on, period.end_on)
    return render_template(
        "admin/money.html", period=period, earned=earned, total=_total(earned), due=orders.list_due(), unpaid=orders.list_unpaid(),
        owed=orders.list_owed_back(), waiting=_waiting(), pending=payments.list_pending_refunds(), transfers=payments.list_transfers(),
        gateway=ports.ways_to_pay(), faults=_faults() if "check" in request.args else None)


def _faults() -> list[str]:
    """The books proved to the cent: orders, payments and refunds, papers, cards, the drawer."""
    checks = (payments.list_faults, documents.list_faults, giftcards.list_faults, shifts.list_faults)
    return [fault for check in checks for fault in check()]


@needs(Permission.GIVE_BACK)
def decide(parked_id: int) -> ResponseReturnValue:
    try:
        payments.decide(parked_id, request.form.get("decision", ""), by=by(), now=clock.now())
        flash(say("money.decided", reader()))
    except Refusal as refusal:
        flash(say(f"refusal.{refusal.code}", reader(), **refusal.params))
    return redirect(url_for("admin.money"), 303)


@needs(Permission.SEE_MONEY)
def export_money() -> Response:
    """Every payment and refund of the period, for the accountant."""
    period, language = _asked(), reader()
    rows = ((clock.local(one.at).isoformat(" ", "minutes"), one.code, say(f"reports.channel.{one.channel}", language),
             say(f"order.tender.{one.tender}", language), sheet_cents(one.cents), sheet_cents(one.fee_cents), one.reference)
            for one in reports.list_movements(period.start_on, period.end_on))
    return csv_answer(f"money-{period.start_on}-{period.end_on}", [say(f"money.csv.{name}", language) for name in HEAD], rows)


ADDRESSES = (
    ("/money", "money", money, "GET"),
    ("/money.csv", "export_money", export_money, "GET"),
    ("/money/parked/<int:parked_id>", "decide_parked", decide, "POST"),
)
