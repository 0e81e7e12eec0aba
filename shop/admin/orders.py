"""The list of all orders: searched, filtered, taken along as a table."""
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from shop.domain import orders
from shop.domain.orders import Order
from shop.domain.staff import Permission
from shop.kernel import clock
from shop.kernel.wording import say
from shop.web import asked, lines
from shop.web.asking import needs
from shop.web.fragments import wants_fragment
from shop.web.rendering import reader
from shop.web.sheets import csv_answer

PER_PAGE = 50
MOST_ROWS = 20_000
HEAD = ("code", "placed", "day", "time", "state", "channel", "kind", "name", "phone", "email", "goods", "total", "paid", "note")


@dataclass(frozen=True)
class Filter:
    words: str = ""
    state: str | None = None
    on: date | None = None
    page: int = 1

    def as_query(self) -> dict[str, Any]:
        return {"words": self.words or None, "state": self.state, "on": self.on.isoformat() if self.on else None}


def _asked() -> Filter:
    """What the address asks for; what it can't mean is left out."""
    state, page = request.args.get("state"), asked.number("page")
    return Filter(asked.words("words"), state if state in orders.STATES else None, asked.day(), min(max(page, 1), 100_000))


@needs(Permission.SEE_ORDERS)
def list_orders() -> ResponseReturnValue:
    wanted = _asked()
    found = orders.search(words=wanted.words, state=wanted.state, on=wanted.on, page=wanted.page, per_page=PER_PAGE)
    template = "admin/orders_found.html" if wants_fragment() else "admin/orders.html"
    return render_template(template, found=found, asked=wanted, saved=_saved(wanted), states=orders.STATES,
                           earlier=_page(wanted, found.page - 1, found.pages), later=_page(wanted, found.page + 1, found.pages))


def _saved(wanted: Filter) -> list[tuple[str, str, bool]]:
    """The questions asked every day."""
    today = clock.today()
    filters = {
        "all": Filter(), "today": Filter(on=today), "tomorrow": Filter(on=today + timedelta(days=1)), "waiting": Filter(state="placed"),
        "unpaid": Filter(state="awaiting_payment"),
        "ready": Filter(state="ready"), "not_collected": Filter(state="not_collected")}
    here = (wanted.state, wanted.on)
    return [(say(f"desk.saved.{name}", reader()), url_for("admin.orders", **saved.as_query()), (saved.state, saved.on) == here)
            for name, saved in filters.items()]


def _page(wanted: Filter, page: int, pages: int) -> str:
    return url_for("admin.orders", **wanted.as_query(), page=page) if 1 <= page <= pages else ""


@needs(Permission.SEE_ORDERS)
def export_orders() -> Response:
    """The same orders as a table, the newest first, up to what a spreadsheet bears."""
    wanted, language = _asked(), reader()
    found = orders.search(words=wanted.words, state=wanted.state, on=wanted.on, per_page=MOST_ROWS)
    head = [say(f"desk.csv.{name}", language) for name in HEAD]
    return csv_answer(f"orders-{clock.today().isoformat()}", head, (_row(order, language) for order in found.orders))


def _row(order: Order, language: str) -> tuple[object, ...]:
    goods = ", ".join(f"{lines.amount(line.quantity, line.unit, language)} {lines.name(line, language)}" for line in order.lines)
    return (order.code, clock.local(order.placed_at).isoformat(" ", "minutes"), order.on, f"{clock.local(order.starts_at):%H:%M}",
            say(f"order.state.{order.state}", language), order.channel, order.kind, order.name, order.phone, order.email, goods,
            _euro(order.total_cents), _euro(order.paid_cents - order.refunded_cents), order.note)


def _euro(cents: int) -> str:
    return f"{cents // 100},{cents % 100:02}"
