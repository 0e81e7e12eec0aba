"""An order called off gives back what was paid for it: all when the shop does, by the shop's rule when the customer does, once."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from shop.domain import giftcards, orders, payments
from shop.domain.baskets import Choice
from shop.domain.orders import Order
from shop.kernel import clock
from shop.kernel.database import db
from tests.domain.payments.paid import collected, faults, kept, paid_online, pay, placed, plug, work
from tests.fakes.memory_gateway import MemoryGateway
from tests.world import World, open_world

SHOP = {"by": "staff:1", "via": "admin"}
GUEST = {"by": "customer", "via": "website"}


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch, any_app: Flask) -> MemoryGateway:
    return plug(monkeypatch)


@pytest.fixture
def world(gateway: MemoryGateway) -> World:
    return open_world()


def keep(percent: int, hours: int) -> None:
    rules = replace(payments.payment_rules(), keep_percent=percent, free_cancel_hours=hours)
    db.session.rollback()
    payments.save_rules(rules, by="staff:1", now=clock.now())


def rows(order: Order) -> list[tuple[str, str, int]]:
    return [(one.tender, one.state, one.cents) for one in payments.list_refunds(order.id)]


def cancel(order: Order, **how: object) -> Order:
    db.session.rollback()
    return payments.cancel(order.id, **(SHOP | {"reason": "Il forno è rotto"} | how), now=clock.now())  # type: ignore[arg-type]


def later() -> None:
    clock.travel(clock.now() + timedelta(seconds=11))
    work()


def test_the_shop_gives_back_everything_after_the_moment_in_which_it_may_step_back(world: World, gateway: MemoryGateway) -> None:
    keep(50, 1000)
    order = paid_online(gateway, Choice(world.cornetto.id, 4))
    cancel(order)
    assert rows(order) == [("online", "asked", 600)] and kept(order).due_cents == 0
    work()
    assert rows(order) == [("online", "asked", 600)]  # nothing is sent while it may still be undone
    later()
    assert rows(order) == [("online", "done", 600)] and kept(order).kept_cents == 0 and faults() == []


def test_a_step_back_takes_the_promise_back_and_nothing_is_ever_sent(world: World, gateway: MemoryGateway) -> None:
    order = paid_online(gateway, Choice(world.cornetto.id, 4))
    cancel(order)
    orders.undo(order.id, **SHOP, now=clock.now())
    later()
    after = kept(order)
    assert (after.state, after.refunded_cents, after.due_cents) == ("accepted", 0, 0) and gateway.calls == 0 and faults() == []
    cancel(order)
    later()
    assert rows(order) == [("online", "failed", 600), ("online", "done", 600)] and gateway.calls == 1 and faults() == []
    with pytest.raises(orders.TooLateToUndo):
        orders.undo(order.id, **SHOP, now=clock.now())


def test_money_on_its_way_can_not_be_called_back(world: World, gateway: MemoryGateway) -> None:
    order = paid_online(gateway, Choice(world.cornetto.id, 4))
    cancel(order)
    [asked] = payments.list_refunds(order.id)
    db.session.rollback()
    payments.call_for(asked.id, now=clock.now())
    with pytest.raises(payments.MoneyWentBack):
        orders.undo(order.id, **SHOP, now=clock.now())
    assert kept(order).state == "cancelled_by_shop" and faults() == []


def test_the_customer_leaves_what_the_rule_says_and_only_what_was_shown(world: World, gateway: MemoryGateway) -> None:
    order = paid_online(gateway, Choice(world.cornetto.id, 5))
    assert payments.what_comes_back(order, now=order.starts_at - timedelta(hours=200)) == payments.ComesBack(750, 750, 0)
    keep(30, 200)
    assert payments.what_comes_back(kept(order), now=clock.now()) == payments.ComesBack(525, 525, 225)
    clock.travel(order.starts_at - timedelta(hours=48))
    with pytest.raises(payments.KeptHasChanged):
        cancel(order, **GUEST, seen_kept_cents=0)
    assert kept(order).state == "accepted"
    cancel(order, **GUEST, seen_kept_cents=225)
    later()
    after = kept(order)
    assert rows(order) == [("online", "done", 525)] and (after.kept_cents, after.owed_cents, after.due_cents) == (225, 225, 0)
    assert faults() == []
    payments.refund(order.id, cents=100, reason="other", reference="goodwill", **SHOP, now=clock.now())  # type: ignore[arg-type]
    work()
    assert (kept(order).kept_cents, kept(order).refunded_cents) == (125, 625) and faults() == []


def test_nobody_leaves_more_than_they_paid(world: World, gateway: MemoryGateway) -> None:
    keep(100, 500)
    order = placed(Choice(world.cornetto.id, 5))
    pay(order, gateway, 100)
    assert payments.what_comes_back(kept(order), now=clock.now()) == payments.ComesBack(0, 0, 100)
    unpaid = placed(Choice(world.cornetto.id, 5))
    assert payments.what_comes_back(unpaid, now=clock.now()) == payments.ComesBack(0, 0, 0)


def test_cash_stays_owed_until_somebody_hands_it_over(world: World, gateway: MemoryGateway) -> None:
    order = placed(Choice(world.cornetto.id, 10))
    pay(order, gateway, 500, "cash")
    pay(order, gateway, 1000)
    cancel(order)
    assert rows(order) == [("online", "asked", 1000)] and kept(order).due_cents == -500
    later()
    payments.refund(order.id, reason="cancelled", reference="by hand", **SHOP, now=clock.now())  # type: ignore[arg-type]
    assert rows(order)[-1] == ("cash", "done", 500) and kept(order).due_cents == 0 and faults() == []


def test_what_a_gift_card_paid_is_on_it_at_once_and_off_it_again_after_a_step_back(world: World, gateway: MemoryGateway) -> None:
    card = giftcards.make_card(cause="staff:test", cents=400, by="staff:1", now=clock.now())
    order = placed(Choice(world.cornetto.id, 4))
    payments.spend_cards(order.id, [card.id], **SHOP, now=clock.now())
    pay(order, gateway, 200)
    cancel(order)
    assert rows(order) == [("online", "asked", 200), ("gift_card", "done", 400)]
    assert giftcards.get_card(card.id).balance_cents == 400
    orders.undo(order.id, **SHOP, now=clock.now())
    assert giftcards.get_card(card.id).balance_cents == 0 and kept(order).due_cents == 0 and faults() == []


def test_staff_need_a_reason_and_goods_that_went_out_are_not_called_off(world: World, gateway: MemoryGateway) -> None:
    order = paid_online(gateway, Choice(world.cornetto.id, 4))
    with pytest.raises(orders.ReasonNeeded):
        cancel(order, reason=" ")
    order = collected(order)
    with pytest.raises(orders.WrongMove):
        cancel(order)
    with pytest.raises(orders.TooLateToCancel):
        cancel(order, **GUEST, seen_kept_cents=600)
    assert rows(order) == [] and faults() == []
