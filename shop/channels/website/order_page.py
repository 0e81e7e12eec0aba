"""Decides what the customer sees of an order, and what may still be done with it."""
from dataclasses import dataclass
from datetime import datetime

from flask import make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from shop.channels.website import frame
from shop.domain import baskets, catalogue, orders, payments
from shop.domain.orders import Order
from shop.kernel import clock
from shop.kernel.refusal import Refusal
from shop.kernel.wording import moment, say
from shop.web import addresses, asked, lines, moneys, returns
from shop.web.fragments import wants_fragment
from shop.web.saying import where

WAY = {"pickup": ("placed", "accepted", "preparing", "ready", "collected"),
       "delivery": ("placed", "accepted", "preparing", "ready", "out_for_delivery", "delivered"),
       "counter": ("collected",), "digital": ("placed", "accepted", "collected")}


@dataclass(frozen=True)
class Step:
    """One station of an order: `state` done, now, next or bad."""

    state: str
    name: str
    at: datetime | None


def steps(order: Order) -> list[Step]:
    """The stations behind and ahead; an order that was called off ends where it stands, one that waits for its money begins with that."""
    way = (*(orders.UNPAID if order.state in orders.UNPAID else ()), *WAY[order.kind])
    if order.state not in way:
        return [Step("done", "placed", order.placed_at), Step("bad", order.state, order.moved_at)]
    here = way.index(order.state)
    if order.kind == "counter":
        return [Step("done", "collected", order.moved_at)]
    last = here == len(way) - 1
    return [Step("done" if n < here or last else "now" if n == here else "next", name,
                 order.placed_at if n == 0 else order.moved_at if n == here else None) for n, name in enumerate(way)]


def _called(order: Order, name: str, language: str) -> str:
    """A station in words; what went by letter was not collected."""
    return say("giftcards.order.state" if order.kind == "digital" and name == "collected" else f"website.state.{name}", language)


def tell_lines(order: Order, language: str) -> list[tuple[orders.Line, str, list[str]]]:
    """Each line with its name and its details."""
    return [(line, lines.name(line, language), lines.details(line, language)) for line in order.lines]


def draw(language: str, order: Order, problem: str = "") -> str:
    now, told = clock.now(), tell_lines(order, language)
    return render_template(
        "website/order_live.html" if wants_fragment() else "website/order.html", order=order, told=told, problem=problem,
        told_steps=[(step.state, _called(order, step.name, language), moment(step.at, language) if step.at else "")
                    for step in steps(order)],
        pictures=_pictures(order), may_change=orders.may_cancel(order, now=now),
        comes_back=payments.what_comes_back(order, now=now), may_withdraw=bool(orders.list_withdrawable(order, now=now)),
        withdrawn=orders.list_withdrawals(order.id), is_live=order.state in orders.LIVE, directions=where(),
        is_unpaid=order.state in orders.UNPAID, is_paying=_is_paying(order), money=moneys.tell(order, language),
        due_on_page=moneys.due_on_page(order), pays_online=payments.takes_online() and moneys.due_on_page(order) > 0,
        still=returns.still_to_give(order, language), returned=returns.list_returned(order, language))


def _is_paying(order: Order) -> bool:
    """Is a payment on its way that takes its time? Nobody may pay a second time meanwhile."""
    session = payments.find_alive(order.id)
    return session is not None and session.state == "processing"


def _pictures(order: Order) -> dict[int, catalogue.Picture]:
    products = catalogue.get_many([line.product_id for line in order.lines]).values()
    return {product.id: product.pictures[0] for product in products if product.pictures}


def order_page(language: str, token: str) -> Response:
    """With an ETag of what it says, so that following it costs nothing while nothing happens."""
    answer = make_response(draw(language, orders.get_by_token(token)))
    answer.add_etag()
    return answer.make_conditional(request)


def cancel_order(language: str, token: str) -> ResponseReturnValue:
    order = orders.get_by_token(token)
    try:
        payments.cancel(order.id, by="customer", via="website", now=clock.now(), seen_kept_cents=asked.number("kept_cents"))
    except Refusal as refusal:
        return draw(language, orders.get_by_token(token), say(f"refusal.{refusal.code}", language, **refusal.params)), 409
    return redirect(addresses.order(order), 303)


def order_again(language: str, token: str) -> Response:
    """The same goods into the basket, at today's price; what is no longer sold, or asks for something new, stays out."""
    put_back(orders.get_by_token(token), language)
    return redirect(addresses.basket(language), 303)


def put_back(order: Order, language: str) -> str:
    """Returns the basket's token."""
    wanted = [orders.thaw(line) for line in order.lines]
    basket = frame.own_basket(language)
    for choice in wanted:
        if _can_be_had(choice):
            baskets.add(basket, choice, now=clock.now())
    return basket


def _can_be_had(choice: baskets.Choice) -> bool:
    product = catalogue.find_product(choice.product_id)
    try:
        return product is not None and bool(baskets.check(choice, product))
    except Refusal:
        return False
