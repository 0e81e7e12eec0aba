"""Several tenders pay one sum: gift cards first, then cash, card or both; the parts are the sum, and the drawer has the cash."""

from datetime import date
from itertools import count
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from shop.commands.checking import list_faults
from shop.domain import baskets, giftcards, orders, payments, shifts
from shop.domain.baskets import Choice
from shop.domain.giftcards import GiftCard
from shop.domain.payments import Money, PaymentRules, Sale
from shop.kernel import clock
from shop.kernel.database import db
from shop.kernel.origin import Origin
from shop.kernel.refusal import Refusal
from tests import makers
from tests.racing import race

TILL = Origin("counter", staff_id=1)
DESK: dict[str, Any] = {"by": "staff:1", "via": "counter"}
_numbers = count(1)


def make_card(cents: int) -> int:
    return giftcards.make_card(cause=f"staff:{next(_numbers)}", cents=cents, by="staff:1", now=clock.now()).id


def ring_up(cents: int) -> str:
    token = baskets.open_basket(origin=TILL, language="it", now=clock.now())
    baskets.add(token, Choice(makers.make_product(price_cents=cents).id, 1), now=clock.now())
    return token


def sell(token: str, money: Money, **how: Any) -> Sale:
    seen = makers.seen(token, kind="counter", channel="counter")
    db.session.rollback()
    return payments.sell(checkout=f"till-{next(_numbers)}", basket_token=token, seen=seen, money=money, origin=TILL, language="it",
                         by="staff:1", now=clock.now(), **how)


def paid(order_id: int) -> dict[str, int]:
    return {one.tender: one.cents for one in payments.list_of(order_id) if one.voided_at is None}


def left(card_id: int) -> int:
    db.session.rollback()
    db.session.expire_all()
    return giftcards.get_card(card_id).balance_cents


@pytest.mark.parametrize(
    ("card_cents", "money", "shares", "change"),
    [
        (400, Money(agreed_cents=600), {"gift_card": 400, "cash": 600}, 0),
        (400, Money(given_cents=2000), {"gift_card": 400, "cash": 600}, 1400),
        (400, Money("card"), {"gift_card": 400, "card": 600}, 0),
        (400, Money("mixed", 500, 200), {"gift_card": 400, "cash": 400, "card": 200}, 100),
        (1000, Money(agreed_cents=0), {"gift_card": 1000}, 0),
        (2500, Money("card"), {"gift_card": 1000}, 0),
    ],
)
def test_a_gift_card_a_bank_card_and_cash_pay_one_ticket(
    any_app: Flask, card_cents: int, money: Money, shares: dict[str, int], change: int
) -> None:
    shift = shifts.open_shift(float_cents=0, by="staff:1", now=clock.now())
    card = make_card(card_cents)
    sale = sell(ring_up(1000), Money(money.way, money.given_cents, money.card_cents, (card,), money.agreed_cents))
    assert (paid(sale.order.id), sale.change_cents, sale.order.due_cents) == (shares, change, 0)
    assert left(card) == max(0, card_cents - 1000) and shifts.expected_of(shift) == shares.get("cash", 0)
    assert {one.shift_id for one in payments.list_of(sale.order.id)} == {shift.id}
    assert list_faults() == []


@given(
    due=st.integers(1, 50_000), balances=st.lists(st.integers(1, 30_000), max_size=4), card=st.integers(0, 60_000),
    cash=st.none() | st.integers(0, 60_000),
)
def test_whatever_is_put_down_the_parts_are_exactly_the_sum(due: int, balances: list[int], card: int, cash: int | None) -> None:
    cards = [GiftCard(id=number, kind="gift", balance_cents=cents, code="X") for number, cents in enumerate(balances)]
    ours = giftcards.share(due, cards, date(2026, 11, 24))
    rest = due - sum(one.cents for one in ours)
    assert rest == max(0, due - sum(balances))
    try:
        parts = payments.share(rest, Money("mixed" if 0 < card < rest else "cash", cash, card))
    except payments.CashIsShort as short:
        assert short.params["missing_cents"] > 0
    else:
        assert sum(one.cents for one in ours) + sum(one.cents for one in parts) == due
        assert all(one.cents > 0 and one.given_cents >= one.cents for one in parts)


def test_a_card_that_is_emptier_than_the_page_said_sells_nothing(any_app: Flask) -> None:
    card, token = make_card(400), ring_up(1000)
    giftcards.spend(card, 300, cause="elsewhere", order_id=None, by="staff:1", now=clock.now())
    with pytest.raises(payments.DueHasChanged) as refusal:
        sell(token, Money("card", cards=(card,), agreed_cents=600))
    assert refusal.value.params == {"due_cents": 900}
    assert left(card) == 100 and orders.search().total == 0


def test_ten_tills_and_one_card_spend_it_once(any_app: Flask) -> None:
    card, tokens = make_card(1000), [ring_up(1000) for _ in range(6)]
    seen = [makers.seen(token, kind="counter", channel="counter") for token in tokens]
    db.session.rollback()
    got = race(any_app, 6, lambda n: payments.sell(
        checkout=f"race-{n}", basket_token=tokens[n], seen=seen[n], money=Money(cards=(card,), agreed_cents=0), origin=TILL, language="it",
        by="staff:1", now=clock.now()))
    assert sum(isinstance(one, Sale) for one in got) == 1 and left(card) == 0 and list_faults() == []


def test_a_sale_taken_back_fills_the_card_and_the_drawer_again(any_app: Flask) -> None:
    shift = shifts.open_shift(float_cents=500, by="staff:1", now=clock.now())
    card = make_card(400)
    order_id = sell(ring_up(1000), Money(cards=(card,))).order.id
    payments.undo_sale(order_id, **DESK, now=makers.later(seconds=5), reason="Annullata")
    assert left(card) == 400 and shifts.expected_of(shift) == 500 and orders.get(order_id).paid_cents == 0
    assert list_faults() == []


def test_the_balance_of_an_order_is_paid_with_a_gift_card_and_cash(any_app: Flask) -> None:
    makers.make_hours()
    card = make_card(500)
    order = makers.place_order(Choice(makers.make_product(price_cents=900).id, 2))
    done = payments.hand_over(order.id, Money("cash", 2000, cards=(card,), agreed_cents=1300), **DESK, now=clock.now())
    assert (paid(order.id), done.change_cents, done.order.state) == ({"gift_card": 500, "cash": 1300}, 700, "collected")
    assert left(card) == 0 and list_faults() == []


def test_a_sum_that_changed_since_the_page_was_drawn_is_said_before_goods_go_out(any_app: Flask) -> None:
    makers.make_hours()
    order = makers.place_order(Choice(makers.make_product(price_cents=900).id, 2))
    with pytest.raises(payments.DueHasChanged):
        payments.hand_over(order.id, Money("card", agreed_cents=900), **DESK, now=clock.now())
    db.session.expire_all()
    assert orders.get(order.id).state == "accepted" and payments.list_of(order.id) == []


def test_a_tip_is_taken_only_where_the_owner_asks_for_one(any_app: Flask) -> None:
    assert sell(ring_up(1000), Money(), tip_percent=10).order.tip_cents == 0
    payments.save_rules(PaymentRules(tips=(5, 10)), by="staff:1", now=clock.now())
    sale = sell(ring_up(1000), Money(given_cents=2000, agreed_cents=1100), tip_percent=10)
    assert (sale.order.total_cents, sale.order.tip_cents, sale.change_cents, paid(sale.order.id)) == (1000, 100, 900, {"cash": 1100})
    assert sell(ring_up(1000), Money("card"), tip_percent=7).order.tip_cents == 0
    assert list_faults() == []


@pytest.mark.parametrize("money", [Money("mixed", 99, 500), Money("cash", 499), Money("mixed", None, 600), Money("gold")])
def test_too_little_too_much_or_no_money_leaves_the_card_alone(any_app: Flask, money: Money) -> None:
    card = make_card(400)
    with pytest.raises(Refusal):
        sell(ring_up(1000), Money(money.way, money.given_cents, money.card_cents, (card,)))
    assert left(card) == 400 and orders.search().total == 0
