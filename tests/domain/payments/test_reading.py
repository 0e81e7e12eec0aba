"""The card reader on the counter: a sum is shown on it once, paid by the card, stopped, or declined; goods wait and go nowhere unpaid."""

from itertools import count

import pytest
from flask import Flask

from shop.commands.checking import list_faults
from shop.domain import baskets, catalogue, documents, giftcards, letters, orders, payments, shifts, stock
from shop.domain.baskets import Choice
from shop.domain.orders import Order
from shop.domain.payments import Ticket
from shop.kernel import clock, events
from shop.kernel.database import db
from shop.kernel.origin import Origin
from tests import makers
from tests.fakes.stripe import StripeServer
from tests.racing import race

TILL = Origin("counter", staff_id=1)
_numbers = count(1)


def hold(cents: int = 1000, **how: object) -> Order:
    """A ticket rung up and held for the reader."""
    token = baskets.open_basket(origin=TILL, language="it", now=clock.now())
    product = makers.make_product(price_cents=cents, pool_size=5)
    baskets.add(token, Choice(product.id, 1), now=clock.now())
    seen = makers.seen(token, kind="counter", channel="counter")
    db.session.rollback()
    ticket = Ticket(f"till-{next(_numbers)}", token, seen, TILL, "it")
    return payments.hold_sale(ticket, by="staff:1", now=clock.now(), **how)  # type: ignore[arg-type]


def start(order: Order) -> str:
    db.session.rollback()
    return payments.start_on_reader(order.id, by="staff:1", now=clock.now()).state


def look(order: Order) -> str:
    db.session.rollback()
    session = payments.look_at_reader(order.id, now=clock.now())
    assert session is not None
    return session.state


def kept(order: Order) -> Order:
    db.session.rollback()
    db.session.expire_all()
    return orders.get(order.id)


def left(order: Order) -> int | None:
    product_id, quantity = order.lines[0].draws[0]
    assert quantity == 1
    return stock.left(catalogue.get_product(product_id), clock.today())


def faults() -> list[str]:
    db.session.rollback()
    db.session.expire_all()
    return list_faults()


def test_a_sale_waits_for_the_card_and_is_sold_with_it(any_paying_app: Flask, stripe: StripeServer) -> None:
    shift = shifts.open_shift(float_cents=0, by="staff:1", now=clock.now())
    order = hold()
    assert (order.state, order.kind, left(order)) == ("awaiting_payment", "counter", 4)
    assert documents.find_sale_receipt(order.id) is None
    assert start(order) == "open" and look(order) == "open"
    stripe.tap()
    assert look(order) == "paid"
    sold = kept(order)
    assert (sold.state, sold.due_cents, left(order)) == ("collected", 0, 4)
    payment = payments.list_of(order.id)[0]
    assert (payment.tender, payment.cents, payment.by, payment.shift_id) == ("reader", 1000, "staff:1", shift.id)
    assert documents.find_sale_receipt(order.id) is not None
    assert not orders.may_undo(sold, now=clock.now()), "money from outside goes back as a refund"
    assert payments.tell_shift(shift)["taken"] == {"reader": {"count": 1, "cents": 1000}}
    assert faults() == []


def test_nobody_is_written_to_about_a_sale_on_the_reader(paying_app: Flask, stripe: StripeServer) -> None:
    order = hold()
    start(order)
    stripe.tap()
    look(order)
    events.deliver_due(makers.later(minutes=1))
    assert letters.count_waiting() == 0


def test_ten_who_press_at_once_show_one_sum(any_paying_app: Flask, stripe: StripeServer) -> None:
    order_id = hold().id
    db.session.rollback()
    race(any_paying_app, 10, lambda _n: payments.start_on_reader(order_id, by="staff:1", now=clock.now()))
    assert len(payments.list_sessions(order_id)) == 1 and len(stripe.intents) == 1


def test_a_sum_stopped_lets_the_goods_go_and_nobody_pays_it_any_more(any_paying_app: Flask, stripe: StripeServer) -> None:
    card = giftcards.make_card(cause="staff:1", cents=300, by="staff:1", now=clock.now()).id
    order = hold(cards=(card,), agreed_cents=700)
    start(order)
    assert payments.find_reading(order.id).cents == 700  # type: ignore[union-attr]
    db.session.rollback()
    assert payments.stop_reader(order.id, now=clock.now())
    gone = kept(order)
    assert (gone.state, left(order), gone.paid_cents - gone.refunded_cents) == ("expired", 5, 0)
    assert giftcards.get_card(card).balance_cents == 300 and look(order) == "expired"
    assert faults() == []


def test_a_card_faster_than_the_stop_is_a_sale(any_paying_app: Flask, stripe: StripeServer) -> None:
    order = hold()
    start(order)
    stripe.tap()
    db.session.rollback()
    assert not payments.stop_reader(order.id, now=clock.now())
    assert kept(order).state == "collected" and faults() == []


def test_a_declined_card_leaves_the_goods_held_and_the_next_try_pays(any_paying_app: Flask, stripe: StripeServer) -> None:
    order = hold()
    start(order)
    stripe.decline_tap()
    assert look(order) == "failed" and kept(order).state == "awaiting_payment"
    assert start(order) == "open"
    stripe.tap()
    assert look(order) == "paid" and kept(order).state == "collected" and faults() == []


def test_the_webhook_alone_ends_the_sale_too(any_paying_app: Flask, stripe: StripeServer) -> None:
    order = hold()
    start(order)
    stripe.tap()
    assert set(stripe.deliver()) == {200}
    db.session.rollback()
    events.deliver_due(clock.now())
    assert kept(order).state == "collected" and faults() == []


def test_the_balance_of_an_order_is_paid_on_the_reader_and_then_it_is_handed_over(any_paying_app: Flask, stripe: StripeServer) -> None:
    makers.make_hours()
    order = makers.place_order(Choice(makers.make_product(price_cents=900).id, 2))
    assert start(order) == "open"
    stripe.tap()
    assert look(order) == "paid" and kept(order).due_cents == 0 and kept(order).state == "accepted"
    payments.hand_over(order.id, by="staff:1", via="counter", now=makers.later(minutes=1))
    payments.undo_hand_over(order.id, by="staff:1", via="counter", now=makers.later(minutes=1, seconds=3))
    assert kept(order).paid_cents == 1800, "the card is not undone with the hand-over"
    assert faults() == []


def test_a_web_order_sum_stopped_stays_an_order(any_paying_app: Flask, stripe: StripeServer) -> None:
    makers.make_hours()
    order = makers.place_order(Choice(makers.make_product(price_cents=900).id, 2))
    start(order)
    db.session.rollback()
    assert payments.stop_reader(order.id, now=clock.now())
    assert kept(order).state == "accepted" and kept(order).due_cents == 1800


def test_without_a_reader_nothing_is_shown(any_app: Flask) -> None:
    order = hold()
    assert not payments.has_reader()
    with pytest.raises(payments.NoReader):
        start(order)


def test_nothing_is_held_that_a_gift_card_covers_whole(any_app: Flask) -> None:
    card = giftcards.make_card(cause="staff:1", cents=5000, by="staff:1", now=clock.now()).id
    with pytest.raises(payments.DueHasChanged):
        hold(cards=(card,))
    assert orders.search().total == 0
