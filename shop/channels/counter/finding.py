"""Decides what staff mean by what they typed or scanned at the counter: an order, a paper of it, or a basket."""
import re
from collections.abc import Sequence

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from shop.domain import baskets, documents, orders
from shop.domain.baskets import Basket
from shop.domain.orders import Order
from shop.domain.staff import Permission
from shop.kernel import clock
from shop.kernel.refusal import NotFound
from shop.web import asked
from shop.web.asking import needs

MOST_FOUND = 12
PAPER = re.compile(r"^\s*R?\s*(20\d\d)\s*/\s*0*(\d{1,9})\s*$", re.IGNORECASE)


def find_order(typed: str) -> Order | None:
    """By its code, however it was typed, by the address its QR code holds, or by the number of a receipt."""
    path = _path(typed)
    if "orders" in path[:-1]:
        try:
            return orders.get_by_token(path[path.index("orders") + 1])
        except NotFound:
            return orders.find_by_code(path[-1])
    if paper := PAPER.match(typed):
        found = documents.find_by_number(f"R{paper[1]}", int(paper[2]))
        return orders.get(found.order_id) if found else None
    return orders.find_by_code(typed) if typed.strip() else None


def find_basket(typed: str) -> Basket | None:
    """By its short code, or by the link its QR code holds."""
    path, now = _path(typed), clock.now()
    if "b" in path[:-1]:
        return baskets.find_basket(path[path.index("b") + 1], now=now)
    return baskets.find_by_code(typed, now=now)


def _path(typed: str) -> list[str]:
    return [part for part in re.split("[?#]", typed.strip())[0].split("/") if part]


def search(typed: str) -> tuple[Sequence[Order], Sequence[Order]]:
    """Those whose name, phone or email fits: still to be given out, the next first; and what people already have, the latest first."""
    found = orders.search(words=typed, per_page=50).orders if len(typed.strip()) > 1 else ()
    live = sorted((order for order in found if order.state in orders.LIVE), key=lambda order: order.starts_at)
    return live[:MOST_FOUND], [order for order in found if order.state in orders.DONE][:MOST_FOUND]


@needs(Permission.HAND_OVER)
def counter() -> ResponseReturnValue:
    ready = [order for order in orders.list_day(clock.today(), kind="pickup") if order.state in ("ready", "preparing", "accepted")]
    ready.sort(key=lambda order: (order.state != "ready", order.starts_at))
    return render_template("counter/counter.html", ready=ready[:40], typed="", found=None, gone=())


@needs(Permission.HAND_OVER)
def find() -> ResponseReturnValue:
    typed = asked.words("typed", 300)
    if not typed:
        return redirect(url_for("counter.counter"))
    order = find_order(typed)
    if order is None and (basket := find_basket(typed)) is not None:
        order = orders.find_made_of(basket)
        if order is None:
            return redirect(url_for("counter.till", basket=basket.token))
    if order is not None:
        return redirect(url_for("counter.hand_over", code=order.code))
    found, gone = search(typed)
    return render_template("counter/counter.html", ready=(), typed=typed, found=found, gone=gone)
