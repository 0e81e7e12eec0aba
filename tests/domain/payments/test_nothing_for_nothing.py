"""Nobody gets goods, or a place in the books, for money that never came."""

from datetime import timedelta

import pytest
from flask import Flask

from shop.domain import orders, payments, reports
from shop.domain.payments import Ticket
from shop.kernel import clock
from shop.kernel.refusal import Refusal
from tests import makers
from tests.domain.payments.hosted import faults, hold, later, now_of


@pytest.fixture(autouse=True)
def _open_all_week(paying_app: Flask) -> None:
    makers.make_hours(places=50)


def pay_later(order: orders.Order, by: str) -> str:
    with pytest.raises(Refusal) as refused:
        payments.pay_at_counter(order.id, by=by, via="website", now=clock.now())
    return refused.value.code


def test_what_was_let_go_is_not_taken_up_again_without_money(paying_app: Flask) -> None:
    order = hold(makers.make_product())
    orders.expire(order.id, now=clock.now())
    later(days=3)
    assert [pay_later(order, "customer"), pay_later(order, "staff:1")] == ["wrong_move", "wrong_move"]
    assert now_of(order).state == "expired"


def test_a_sale_that_waits_for_a_card_is_not_taken_along_unpaid(paying_app: Flask) -> None:
    token = makers.make_basket(makers.make_product())
    ticket = Ticket("till-1", token, makers.seen(token, kind="counter"), makers.WEB, "it")
    order = payments.hold_sale(ticket, by="staff:1", now=clock.now())
    assert pay_later(order, "staff:1") == "wrong_move"
    assert now_of(order).state == "awaiting_payment" and faults(paying_app) == []


def test_what_nobody_paid_for_yet_is_no_sale(paying_app: Flask) -> None:
    order, on = hold(makers.make_product(price_cents=900)), clock.today()
    assert reports.report(on, on + timedelta(days=1)).total.orders == 0
    assert orders.list_best_sellers(order.on) == []
    orders.expire(order.id, now=clock.now())
    assert orders.list_best_sellers(now_of(order).on) == []
