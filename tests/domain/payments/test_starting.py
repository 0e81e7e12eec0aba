"""The hosted page of an order: one is alive, however often and by how many it is opened, and it lives as long as its places are held."""

import pytest
from flask import Flask

from shop.domain import orders, payments, stock
from shop.domain.payments import DepositNeeded, NothingToPay, NotPayable, OnlyOnline, PaymentAway, PaymentOnItsWay, PaymentRules
from shop.kernel import clock
from shop.kernel.database import db, writing
from tests import makers
from tests.domain.payments.hosted import faults, hold, later, letters_of, now_of, opened, settle, start, work
from tests.fakes.stripe import StripeServer
from tests.racing import race


@pytest.fixture(autouse=True)
def _open_all_week(request: pytest.FixtureRequest) -> None:
    request.getfixturevalue("any_paying_app" if "any_paying_app" in request.fixturenames else "paying_app")
    makers.make_hours(places=50)


def calls(stripe: StripeServer, path: str = "/v1/checkout/sessions") -> int:
    return sum(one.method == "POST" and one.path == path for one in stripe.asked)


def test_the_page_lists_what_was_ordered_at_the_price_that_was_agreed(paying_app: Flask, stripe: StripeServer) -> None:
    payments.save_rules(PaymentRules(tips=(10,)), by="staff:1", now=clock.now())
    order = hold(makers.make_product("Cornetto"), makers.make_product("Frolla", unit="kg", price_cents=2000), tip_percent=10)
    started = start(order)
    page = stripe.page(started.session.reference)
    assert started.url == page["url"] and page["amount_total"] == order.total_cents + 35 == started.session.cents
    asked = [line["price_data"] for line in stripe.lines[page["id"]]]
    named = {line["product_data"]["name"]: int(line["unit_amount"]) for line in asked}
    assert named == {"1 × Cornetto": 150, "100\u00a0g Frolla": 200, "Mancia": 35}


def test_a_page_opened_again_is_the_same_page(paying_app: Flask, stripe: StripeServer) -> None:
    order = hold(makers.make_product())
    first, second = start(order), start(order)
    assert (first.url, first.session.id) == (second.url, second.session.id) and calls(stripe) == 1


def test_ten_parallel_submits_open_one_page(any_paying_app: Flask, stripe: StripeServer) -> None:
    order = hold(makers.make_product())
    stripe.faults.slow_s = 0.3
    got = race(any_paying_app, 10, lambda _n: start(order))
    urls = {one.url for one in got if isinstance(one, payments.Started)} - {""}
    assert (len(got), len(urls), len(stripe.pages), len(payments.list_sessions(order.id))) == (10, 1, 1, 1)
    assert all(isinstance(one, payments.Started) for one in got), "whoever was slower is told to wait a moment, not refused"


def test_what_is_held_stays_held_as_long_as_the_page_lives(paying_app: Flask, stripe: StripeServer) -> None:
    cake = makers.make_product(pool_size=1, price_cents=900)
    order = hold(cake)
    later(minutes=20)
    page = stripe.page(opened(order))
    pay_by_at = now_of(order).pay_by_at
    assert pay_by_at is not None and pay_by_at.timestamp() > page["expires_at"] >= clock.now().timestamp() + 30 * 60
    later(minutes=32)
    work()
    assert now_of(order).state == "awaiting_payment", "its page is just over, its time not yet"
    later(minutes=5)
    work()
    assert now_of(order).state == "expired" and stock.left(cake, now_of(order).on) == 1
    assert faults(paying_app) == []


def test_nobody_holds_places_for_ever_by_opening_pages(paying_app: Flask, stripe: StripeServer) -> None:
    order, refused = hold(makers.make_product()), 0
    for _ in range(9):
        try:
            start(order)
        except NotPayable:
            refused += 1
        later(minutes=32)
    assert refused and len(stripe.pages) <= 6
    work()
    assert now_of(order).state == "expired"


def test_an_answer_that_never_came_leads_to_the_same_page(paying_app: Flask, stripe: StripeServer) -> None:
    order = hold(makers.make_product())
    stripe.faults.drop_after = 2
    with pytest.raises(PaymentAway):
        start(order)
    assert start(order).url == next(iter(stripe.pages.values()))["url"] and len(stripe.pages) == 1


def test_a_call_that_never_arrived_is_repeated_by_whoever_comes_next(paying_app: Flask, stripe: StripeServer) -> None:
    order = hold(makers.make_product())
    stripe.faults.drop_before = 2
    with pytest.raises(PaymentAway):
        start(order)
    later(minutes=10)
    assert start(order).url and len(stripe.pages) == 1, "too late for the first key: another page, and only that one"


def test_another_sum_closes_the_page_before_the_next_is_opened(paying_app: Flask, stripe: StripeServer) -> None:
    order = hold(makers.make_product(price_cents=3000))
    first, second = opened(order, cents=1000), opened(order, cents=3000)
    assert stripe.page(first)["status"] == "expired" and stripe.page(second)["status"] == "open"
    assert [one.state for one in payments.list_sessions(order.id)] == ["expired", "open"]


def test_a_page_paid_while_another_sum_is_asked_for_counts(paying_app: Flask, stripe: StripeServer) -> None:
    order = hold(makers.make_product(price_cents=3000))
    stripe.pay(opened(order))
    with pytest.raises(NothingToPay):
        start(order, cents=2000)
    assert now_of(order).state == "accepted" and len(stripe.pages) == 1


def test_only_what_is_due_can_be_paid(paying_app: Flask) -> None:
    order = hold(makers.make_product(price_cents=3000))
    for cents in (3001, 0, -5):
        with pytest.raises(NothingToPay):
            start(order, cents=cents)
    later(hours=1)
    work()
    with pytest.raises(NotPayable):
        start(order)


def test_a_shop_that_takes_nothing_online_says_so(paying_app: Flask) -> None:
    order = hold(makers.make_product())
    payments.save_rules(PaymentRules(online=False), by="staff:1", now=clock.now())
    with pytest.raises(PaymentAway):
        start(order)


def test_without_keys_nothing_can_be_paid_online_and_nothing_breaks(app: Flask) -> None:
    makers.make_hours()
    order = makers.place_order(makers.make_product())
    with pytest.raises(PaymentAway):
        start(order)
    assert payments.close(order.id, now=clock.now()) and payments.reconcile(clock.now()) == payments.note_transfers(clock.now()) == 0


def test_paying_at_the_counter_closes_the_page_first(any_paying_app: Flask, stripe: StripeServer) -> None:
    order = hold(makers.make_product())
    page = opened(order)
    placed = payments.pay_at_counter(order.id, by="customer", via="website", now=clock.now())
    assert (placed.state, placed.due_cents) == ("accepted", 150) and stripe.page(page)["status"] == "expired"
    assert faults(any_paying_app) == []


def test_who_paid_meanwhile_has_paid(any_paying_app: Flask, stripe: StripeServer) -> None:
    order = hold(makers.make_product())
    stripe.pay(opened(order))
    placed = payments.pay_at_counter(order.id, by="customer", via="website", now=clock.now())
    assert (placed.state, placed.due_cents, letters_of(order)) == ("accepted", 0, 1)


def test_nothing_is_freed_while_nobody_knows_whether_it_is_paid(paying_app: Flask, stripe: StripeServer) -> None:
    order = hold(makers.make_product())
    opened(order)
    stripe.faults.errors = [503] * 4
    with pytest.raises(PaymentAway):
        payments.pay_at_counter(order.id, by="customer", via="website", now=clock.now())
    assert now_of(order).state == "awaiting_payment"


def test_a_payment_on_its_way_can_neither_be_called_back_nor_paid_again(paying_app: Flask, stripe: StripeServer) -> None:
    order = hold(makers.make_product())
    page = opened(order)
    stripe.pay_later(page)
    assert settle(page) == "processing"
    for act in (lambda: start(order), lambda: payments.pay_at_counter(order.id, by="customer", via="website", now=clock.now())):
        with pytest.raises(PaymentOnItsWay):
            act()


def test_a_deposit_and_a_card_sent_by_letter_cant_wait_for_the_counter(paying_app: Flask) -> None:
    order = hold(makers.make_product(price_cents=3000))
    with writing():
        orders.get(order.id).deposit_cents = 1000
        db.session.flush()
    with pytest.raises(DepositNeeded):
        payments.pay_at_counter(order.id, by="customer", via="website", now=clock.now())
    with writing():
        orders.get(order.id).kind = "digital"
        db.session.flush()
    with pytest.raises(OnlyOnline):
        payments.pay_at_counter(order.id, by="customer", via="website", now=clock.now())
