"""The ways in which a basket can be paid for, and what becomes of its order in each."""
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from shop.domain import baskets, orders, payments
from shop.domain.orders import Details, Order
from shop.domain.payments import PaymentRules, Way
from shop.kernel import clock, events, ports
from tests.makers import WEB, first_slot, make_basket, seen
from tests.world import World, open_world

CENTS = st.integers(0, 50_000)


class OpenGateway:
    """Only its kind is asked for here: nothing is called while an order is written."""

    kind = "play"


@pytest.fixture
def world(app: Flask, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(ports, "ways_to_pay", lambda: OpenGateway.kind)
    return open_world()


def place(world: World, way: str, *, by: str = "customer", checkout: str = "one", token: str = "", **more: Any) -> Order:
    token = token or make_basket(world.sacher)
    details = Details(name="Ada Rossi", email="ada@example.org", phone=None, starts_at=more.pop("starts_at", None) or first_slot(token))
    return payments.place(way=way, checkout=checkout, basket_token=token, details=details, seen=seen(token), origin=WEB, language="it",
                          now=clock.now(), by=by, **more)


def rule(share: int = 50) -> None:
    orders.add_deposit_rule(product_id=None, above_cents=0, share=share, cents=0, by="staff:1", now=clock.now())


def save(**rules: Any) -> None:
    payments.save_rules(PaymentRules(**rules), by="staff:1", now=clock.now())


@given(owed=CENTS, deposit=CENTS, cards=CENTS, kind=st.sampled_from(["pickup", "delivery", "digital"]), is_online=st.booleans(),
       by_staff=st.booleans())
def test_every_way_adds_up_to_what_is_owed(owed: int, deposit: int, cards: int, kind: str, is_online: bool, by_staff: bool) -> None:
    ways = payments.possible_ways(owed_cents=owed, deposit_cents=min(deposit, owed), cards_cents=cards, kind=kind, is_online=is_online,
                                  by_staff=by_staff)
    left = max(0, owed - cards)
    assert all(way.now_cents + way.later_cents == left and way.now_cents >= 0 and way.later_cents >= 0 for way in ways)
    assert all(way.now_cents == 0 or way.now_cents >= payments.LEAST_CENTS for way in ways)
    assert ways or (kind == "digital" and left), "only what needs paying at once may be impossible"
    assert len({way.code for way in ways}) == len(ways)


@pytest.mark.parametrize(("asked", "offered"), [
    ({}, ["online", "counter"]),
    ({"deposit_cents": 1000}, ["online", "deposit"]),
    ({"deposit_cents": 1000, "by_staff": True}, ["online", "deposit", "counter"]),
    ({"deposit_cents": 4000}, ["online"]),
    ({"deposit_cents": 1000, "cards_cents": 1500}, ["online", "counter"]),
    ({"cards_cents": 4000}, ["counter"]),
    ({"is_online": False, "deposit_cents": 1000}, ["counter"]),
    ({"kind": "digital"}, ["online"]),
    ({"kind": "digital", "is_online": False}, []),
    ({"kind": "digital", "is_online": False, "cards_cents": 4000}, ["counter"]),
    ({"owed_cents": 49}, ["counter"]),
])
def test_only_what_is_possible_is_offered(asked: dict[str, Any], offered: list[str]) -> None:
    usual: dict[str, Any] = {"owed_cents": 4000, "deposit_cents": 0, "cards_cents": 0, "kind": "pickup", "is_online": True}
    assert [way.code for way in payments.possible_ways(**usual | asked)] == offered


def test_a_shop_without_a_gateway_takes_orders_as_it_always_did(app: Flask) -> None:
    world = open_world()
    quote = baskets.quote(baskets.find_basket(make_basket(world.sacher), now=clock.now()), now=clock.now())
    rule()
    assert payments.ways(quote, kind="pickup") == (Way("counter", 0, 3600),)
    assert place(world, "counter").state == "accepted"


def test_the_owner_may_close_the_way(world: World) -> None:
    save(online=False)
    with pytest.raises(payments.WayNotPossible):
        place(world, "online")


def test_what_is_paid_online_waits_for_its_money_and_no_letter_goes(world: World) -> None:
    order = place(world, "online")
    assert (order.state, order.due_now_cents, order.deposit_cents) == ("awaiting_payment", 3600, 0)
    assert order.pay_by_at == order.placed_at + timedelta(minutes=35)
    assert "order.placed" not in [fact.name for fact in events.list_about(f"order:{order.id}")]


def test_what_is_paid_at_pickup_stands_at_once(world: World) -> None:
    order = place(world, "counter")
    assert (order.state, order.pay_by_at, order.due_cents) == ("accepted", None, 3600)


def test_a_deposit_is_due_now_and_the_rest_by_a_day(world: World) -> None:
    rule(30)
    save(balance_days_before=2)
    token = make_basket(world.sacher)
    order = place(world, "deposit", token=token, starts_at=first_slot(token) + timedelta(days=5))
    assert (order.state, order.deposit_cents, order.due_now_cents, order.due_cents) == ("awaiting_payment", 1080, 1080, 3600)
    assert order.balance_by_on == order.on - timedelta(days=2)


def test_a_balance_whose_day_is_past_already_is_due_at_pickup(world: World) -> None:
    rule(30)
    save(balance_days_before=2)
    assert place(world, "deposit").balance_by_on is None


def test_where_a_deposit_is_asked_paying_at_pickup_is_for_staff_to_grant(world: World) -> None:
    rule()
    token = make_basket(world.sacher)
    with pytest.raises(payments.WayNotPossible):
        place(world, "counter", token=token)
    assert place(world, "counter", token=token, by="staff:1").deposit_cents == 0


@pytest.mark.parametrize("way", ["deposit", "", "card", "free"])
def test_a_way_nobody_offered_is_refused_and_the_basket_kept(world: World, way: str) -> None:
    token = make_basket(world.sacher)
    with pytest.raises(payments.WayNotPossible):
        place(world, way, token=token)
    kept = baskets.find_basket(token, now=clock.now())
    assert kept is not None and len(kept.lines) == 1


def test_the_same_form_again_is_the_same_order(world: World) -> None:
    token = make_basket(world.sacher)
    first = place(world, "online", token=token)
    details = Details(name="Ada Rossi", email="ada@example.org", phone=None, starts_at=first.starts_at)
    again = payments.place(way="counter", checkout="one", basket_token=token, details=details, seen="", origin=WEB, language="it",
                           now=clock.now())
    assert again.id == first.id and again.state == "awaiting_payment"


def test_a_tip_comes_on_top_and_bears_no_vat(world: World) -> None:
    save(tips=(5, 10))
    assert payments.list_tips(3600) == [(5, 180), (10, 360)]
    order = place(world, "online", tip_percent=10)
    assert (order.due_now_cents, order.total_cents, sum(order.vat.values())) == (3960, 3600, 3600)


def test_nobody_is_asked_for_a_tip_unless_the_owner_says_so(world: World) -> None:
    assert payments.list_tips(3600) == []
    assert place(world, "online", tip_percent=10).tip_cents == 0
