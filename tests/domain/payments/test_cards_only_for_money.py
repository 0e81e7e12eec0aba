"""A gift card is worth money only while the shop has its price: not when that came too late, nor once it went back."""

from collections.abc import Iterator

import pytest
from flask import Flask

from shop.domain import giftcards, orders, payments
from shop.domain.giftcards import CardWasSpent, GiftCard
from shop.domain.orders import Order
from shop.kernel import clock, events
from shop.kernel.database import db
from tests.domain.payments import paid
from tests.domain.payments.test_gift_cards import choose, fresh, list_faults, make_gift, pay, place_digital
from tests.makers import make_product, place_order
from tests.world import open_world


@pytest.fixture(autouse=True)
def shop(any_app: Flask) -> Iterator[None]:
    open_world()
    yield
    assert not list_faults()


def cards_of(order: Order) -> list[GiftCard]:
    db.session.rollback()
    db.session.expire_all()
    return list(giftcards.list_of_order(order.id))


def worth(order: Order) -> int:
    return sum(card.balance_cents for card in cards_of(order) if card.stopped_at is None)


def pay_again(order: Order) -> None:
    payments.record_payment(order_id=order.id, tender="card", reference=f"again:{order.id}", cents=100, by="staff:1", via="counter",
                            now=clock.now())


def give_back_what_is_too_much(order: Order) -> None:
    paid.give(fresh(order), reason="owed")


def test_what_is_paid_for_an_order_that_was_let_go_makes_no_card(shop: None) -> None:
    order = place_digital(choose(make_gift()))
    orders.expire(order.id, now=clock.now())
    payments.record_payment(order_id=order.id, tender="card", reference="late", cents=5000, by="customer", via="website", now=clock.now())
    assert cards_of(order) == []
    give_back_what_is_too_much(order)


def test_an_order_taken_up_again_has_its_card_and_is_done(shop: None) -> None:
    order = place_digital(choose(make_gift()))
    orders.expire(order.id, now=clock.now())
    payments.record_payment(order_id=order.id, tender="card", reference="late", cents=5000, by="customer", via="website", now=clock.now())
    orders.confirm(order.id, by="customer", via="website", now=clock.now())
    assert worth(order) == 5000 and fresh(order).state == "collected"
    assert sum(fact.name == "gift_cards.issued" for fact in events.list_about(f"order:{order.id}")) == 1


def test_a_card_stopped_as_lost_stays_so_when_its_order_is_paid_twice(shop: None) -> None:
    order = place_digital(choose(make_gift()))
    pay(order)
    (card,) = cards_of(order)
    giftcards.replace(card.id, by="staff:1", now=clock.now())
    pay_again(order)
    assert worth(order) == 5000
    give_back_what_is_too_much(order)


def test_a_card_whose_price_went_back_stays_stopped_when_its_order_is_paid_twice(shop: None) -> None:
    order = place_digital(choose(make_gift(), quantity=2))
    pay(order)
    paid.give(fresh(order), goods=[orders.Back(order.lines[0].id, 1)])
    pay_again(order)
    assert worth(order) == 5000
    give_back_what_is_too_much(order)


def test_a_card_spent_in_part_and_replaced_is_still_a_card_that_was_spent(shop: None) -> None:
    order = place_digital(choose(make_gift()))
    pay(order)
    (card,) = cards_of(order)
    giftcards.spend(card.id, 2000, cause="elsewhere", order_id=None, by="customer", now=clock.now())
    instead = giftcards.replace(card.id, by="staff:1", now=clock.now())
    assert instead.first_cents == 3000, "what is printed on it"
    with pytest.raises(CardWasSpent):
        paid.give(fresh(order), goods=[orders.Back(order.lines[0].id, 1)])
    assert worth(order) == 3000


def test_an_amount_off_the_price_is_never_what_a_card_is_worth(shop: None) -> None:
    order = place_order(choose(make_gift()), make_product("Torta", price_cents=3000))
    pay(order)
    with pytest.raises(orders.TooMuchOff) as refused:
        paid.give(fresh(order), cents=3001)
    assert refused.value.params["left_cents"] == 3000
    paid.give(fresh(order), cents=3000)
    assert worth(order) == 5000 and fresh(order).due_cents == 0


def test_a_lost_card_is_not_given_back_line_by_line(shop: None) -> None:
    order = place_digital(choose(make_gift()))
    pay(order)
    (card,) = cards_of(order)
    giftcards.spend(card.id, 2000, cause="elsewhere", order_id=None, by="customer", now=clock.now())
    giftcards.stop_lost(card.id, by="staff:1", now=clock.now())
    with pytest.raises(CardWasSpent):
        paid.give(fresh(order), goods=[orders.Back(order.lines[0].id, 1)])
