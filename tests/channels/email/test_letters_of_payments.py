"""Letters about money: the confirmation waits for it, a balance is asked for once, and nobody hears twice of one payment."""
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from shop.domain import letters, orders, payments
from shop.domain.letters import Letter
from shop.domain.orders import Details, Order
from shop.kernel import clock, events
from tests.fakes.stripe import StripeServer
from tests.makers import WEB, first_slot, make_basket, seen
from tests.world import World, open_world


@pytest.fixture
def world(paying_app: Flask) -> World:
    return open_world()


def place(world: World, way: str, *, days: int = 0, **more: Any) -> Order:
    token = make_basket(world.sacher)
    details = Details(name="Ada Rossi", email="ada@example.org", phone=None, starts_at=first_slot(token) + timedelta(days=days))
    return payments.place(way=way, checkout=f"{way}-{days}", basket_token=token, details=details, seen=seen(token), origin=WEB,
                          language="it", now=clock.now(), **more)


def pay(order: Order, stripe: StripeServer) -> None:
    started = payments.start(order.id, success_url="http://localhost/ok", cancel_url="http://localhost/no", by="customer", now=clock.now())
    stripe.pay(started.session.reference)
    payments.settle_order(order.id, now=clock.now())


def heard() -> list[Letter]:
    """What the customer was written, once all that is due was done."""
    while events.deliver_due(clock.now() + timedelta(minutes=1)):
        pass
    return [letter for letter in letters.list_letters() if letter.to == "ada@example.org"][::-1]


def test_the_confirmation_goes_only_when_the_order_stands(world: World, stripe: StripeServer) -> None:
    order = place(world, "online")
    assert heard() == []
    pay(order, stripe)
    sent = heard()
    assert [letter.kind for letter in sent] == ["placed"]
    assert "È già tutto pagato" in sent[0].text and "Già pagato: " in sent[0].text and "36,00" in sent[0].html


def test_a_deposit_is_confirmed_with_what_is_left_and_by_when(world: World, stripe: StripeServer) -> None:
    orders.add_deposit_rule(product_id=world.sacher.id, above_cents=0, share=50, cents=0, by="staff:1", now=clock.now())
    payments.save_rules(payments.PaymentRules(balance_days_before=2), by="staff:1", now=clock.now())
    order = place(world, "deposit", days=9)
    pay(order, stripe)
    text = heard()[0].text
    assert "Acconto ricevuto: 18,00" in text and "va pagato entro " in text


def test_a_balance_is_reminded_of_once_near_its_day(world: World, stripe: StripeServer) -> None:
    orders.add_deposit_rule(product_id=world.sacher.id, above_cents=0, share=50, cents=0, by="staff:1", now=clock.now())
    payments.save_rules(payments.PaymentRules(balance_days_before=2, remind_days_before=3), by="staff:1", now=clock.now())
    order = place(world, "deposit", days=9)
    pay(order, stripe)
    assert payments.remind_balances(clock.now()) == 0
    near = clock.now() + timedelta(days=6)
    assert [payments.remind_balances(near), payments.remind_balances(near), payments.remind_balances(near + timedelta(days=1))] == [1, 0, 0]
    reminder = next(letter for letter in heard() if letter.kind == "balance")
    assert f"/it/orders/{order.token}/pay" in reminder.text and "18,00" in reminder.text


def test_nobody_is_reminded_of_what_is_paid_or_was_never_agreed(world: World, stripe: StripeServer) -> None:
    place(world, "counter")
    pay(place(world, "online", days=1), stripe)
    assert payments.remind_balances(clock.now() + timedelta(days=1)) == 0


def test_a_balance_paid_online_is_thanked_for(world: World, stripe: StripeServer) -> None:
    order = place(world, "counter")
    pay(order, stripe)
    assert [letter.kind for letter in heard()] == ["placed", "paid"]
    assert "Pagamento ricevuto" in heard()[1].subject


def test_a_bank_that_says_no_in_the_end_is_told(world: World, stripe: StripeServer) -> None:
    order = place(world, "online")
    started = payments.start(order.id, success_url="http://localhost/ok", cancel_url="http://localhost/no", by="customer", now=clock.now())
    stripe.pay_later(started.session.reference)
    assert payments.settle_order(order.id, now=clock.now()) == "processing"
    stripe.fail(started.session.reference)
    payments.settle_order(order.id, now=clock.now())
    assert [letter.kind for letter in heard()] == ["payment_failed"]


def test_a_link_that_asks_for_money_is_sent_by_letter(world: World) -> None:
    order = place(world, "counter")
    payments.send_pay_link(order.id, email="ada@example.org", now=clock.now())
    payments.send_pay_link(order.id, email="ada@example.org", now=clock.now())
    asked = [letter for letter in heard() if letter.kind == "pay_link"]
    assert len(asked) == 1 and f"/it/orders/{order.token}/pay" in asked[0].html and "36,00" in asked[0].subject


def test_there_is_no_link_where_nothing_is_due(world: World, stripe: StripeServer) -> None:
    order = place(world, "online")
    pay(order, stripe)
    with pytest.raises(payments.NothingToPay):
        payments.send_pay_link(order.id, email="ada@example.org", now=clock.now())
