"""Notices come late, twice, out of order or never: whatever happened at the gateway, the books end the same."""

from collections.abc import Callable
from itertools import permutations
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shop.domain import payments
from shop.domain.orders import Order
from shop.kernel.database import is_postgresql
from tests import makers
from tests.domain.payments.hosted import books, faults, hold, later, letters_of, opened, settle_down, work
from tests.fakes.stripe import StripeServer
from tests.fakes.stripe.objects import Told

Happened = tuple[Callable[[StripeServer, str], Any], ...]
pay_later: Callable[[StripeServer, str], Any] = StripeServer.pay_later
STORIES: dict[str, Happened] = {
    "paid at once": (StripeServer.pay,),
    "paid in the end": (pay_later, StripeServer.finish),
    "never came": (pay_later, StripeServer.fail),
    "declined, then paid": (StripeServer.decline, StripeServer.pay),
    "ran out": (StripeServer.expire,),
    "declined, ran out": (StripeServer.decline, StripeServer.expire),
    "paid, given back there": (StripeServer.pay, lambda stripe, page: stripe.refund(page, 900)),
    "paid, part given back there, disputed": (
        pay_later, StripeServer.finish, lambda stripe, page: stripe.refund(page, 300), StripeServer.dispute),
    "paid, disputed, lost": (StripeServer.pay, StripeServer.dispute, lambda stripe, page: stripe.close_dispute(page, "lost")),
    "paid, disputed, won": (StripeServer.pay, StripeServer.dispute, lambda stripe, page: stripe.close_dispute(page, "won")),
}
ENDS = {
    "paid at once": ("accepted", 900, 0), "paid in the end": ("accepted", 900, 0), "declined, then paid": ("accepted", 900, 0),
    "never came": ("awaiting_payment", 0, 0), "ran out": ("awaiting_payment", 0, 0), "declined, ran out": ("awaiting_payment", 0, 0),
    "paid, given back there": ("accepted", 900, 900), "paid, part given back there, disputed": ("accepted", 900, 300),
    "paid, disputed, lost": ("accepted", 900, 900), "paid, disputed, won": ("accepted", 900, 0),
}
TOLD = ("checkout.session", "payment_intent.", "charge.refunded", "charge.dispute", "refund.")


def begin() -> tuple[Order, str]:
    order = hold(makers.make_product(price_cents=900))
    return order, opened(order)


def live_through(stripe: StripeServer, story: str) -> tuple[Order, list[Told]]:
    """All of it happens before anybody hears of it."""
    order, page = begin()
    for happened in STORIES[story]:
        happened(stripe, page)
    told = [event for event in stripe.mail if event["type"].startswith(TOLD)]
    stripe.lose()
    return order, told


def hear(stripe: StripeServer, told: list[Told]) -> None:
    stripe.mail = list(told)
    stripe.deliver()
    work(1)


def look(order: Order) -> dict[str, Any]:
    found = books(order)
    assert letters_of(order) == (1 if found["state"] == "accepted" else 0)
    assert len(found["payments"]) <= 1
    return found


@pytest.mark.parametrize("story", STORIES)
def test_every_order_of_the_notices_ends_in_the_same_books(paying_app: Flask, stripe: StripeServer, story: str) -> None:
    in_every_order(paying_app, stripe, story, most=3)


def test_the_longest_story_too_told_in_every_order_to_either_database(any_paying_app: Flask, stripe: StripeServer) -> None:
    in_every_order(any_paying_app, stripe, "paid, part given back there, disputed", most=3 if is_postgresql() else 4)


def in_every_order(app: Flask, stripe: StripeServer, story: str, *, most: int) -> None:
    """Those notices that could contradict each other come in each order there is, the others after them."""
    makers.make_hours(places=500)
    ends: set[str] = set()
    kinds = sorted({event["type"] for event in live_through(stripe, story)[1]}, key=_weight)[:most]
    for order_of_kinds in permutations(kinds):
        order, told = live_through(stripe, story)
        rank = {kind: number for number, kind in enumerate(order_of_kinds)}
        hear(stripe, sorted(told, key=lambda event: rank.get(event["type"], 9)))
        found = look(order)
        assert (found["state"], found["paid"], found["refunded"]) == ENDS[story]
        ends.add(repr(found))
    assert len(ends) == 1
    assert faults(app) == []


def _weight(kind: str) -> tuple[int, str]:
    """The five of the invariant first."""
    first = ("checkout.session.completed", "checkout.session.async", "checkout.session.expired", "charge.refunded", "charge.dispute")
    return next((number for number, start in enumerate(first) if kind.startswith(start)), 9), kind


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data())
def test_notices_while_it_happens_twice_and_lost_end_where_looking_once_would(
    data: st.DataObject, paying_app: Flask, stripe: StripeServer
) -> None:
    """Between any two things that happen some of what was told arrives, some twice, and some never."""
    if not stripe.pages:
        makers.make_hours(places=500)
    story = data.draw(st.sampled_from(sorted(STORIES)))
    calm, _told = live_through(stripe, story)
    order, page = begin()
    stripe.lose()
    for happened in STORIES[story]:
        happened(stripe, page)
        arrives = data.draw(st.lists(st.sampled_from(stripe.mail), max_size=4)) if stripe.mail else []
        hear(stripe, arrives)
        stripe.mail = [event for event in stripe.events if event["type"].startswith(TOLD)][-6:]
    stripe.lose()
    for one in (calm, order):
        for session in payments.list_sessions(one.id):
            payments.settle(session.reference, now=makers.later())
    later(minutes=6)
    work(2)
    found, expected = look(order), look(calm)
    assert {name: found[name] for name in found if name != "parked"} == {name: expected[name] for name in expected if name != "parked"}
    assert (found["state"], found["paid"], found["refunded"]) == ENDS[story]
    assert faults(paying_app) == []


@pytest.mark.parametrize("story", STORIES)
def test_what_nobody_told_is_found_within_a_quarter_of_an_hour(paying_app: Flask, stripe: StripeServer, story: str) -> None:
    makers.make_hours(places=50)
    order, _lost = live_through(stripe, story)
    settle_down()
    found = look(order)
    assert (found["state"], found["paid"], found["refunded"]) == ENDS[story]
    assert faults(paying_app) == []
