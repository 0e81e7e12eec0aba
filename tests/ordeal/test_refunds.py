"""Many give the same money back at one moment, over real HTTP between processes and over the wire to Stripe: it goes once, and never more
than was captured."""
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from shop.commands.checking import list_faults
from shop.domain import orders, payments, staff
from shop.domain.baskets import Choice
from shop.domain.orders import Order
from shop.kernel import clock
from shop.kernel.database import db
from shop.worker import Round
from tests import makers
from tests.conftest import NOW
from tests.fakes.stripe import No, StripeServer
from tests.ordeal.conftest import open_roomy_world
from tests.serving import Served, serving
from tests.world import World

PIECES, MOST = 10, 900  # sixty percent of 15 euro


@pytest.fixture
def world(any_paying_app: Flask) -> World:
    return open_roomy_world()


@pytest.fixture
def served(world: World, database_url: str, stripe: StripeServer, tmp_path: Path) -> Iterator[Served]:
    with serving(data=tmp_path, database_url=database_url, moment=NOW, **stripe.environment()) as shop:
        yield shop


@pytest.fixture
def sold(world: World, stripe: StripeServer) -> Order:
    """Ten cornetti paid online and collected: 15,00 euro."""
    order = makers.place_order(Choice(world.cornetto.id, PIECES))
    home = "http://localhost/it/"
    started = payments.start(order.id, success_url=home, cancel_url=home, by="customer", now=clock.now())
    stripe.pay(started.session.reference)
    payments.settle(started.session.reference, now=clock.now())
    payments.hand_over(order.id, by="staff:1", via="counter", now=clock.now())
    return _kept(order)


def _kept(order: Order) -> Order:
    db.session.rollback()
    db.session.expire_all()
    return orders.get(order.id)


def _work() -> None:
    """What the worker does in the next hours."""
    for _ in range(6):
        clock.travel(clock.now() + timedelta(minutes=20))
        Round().go(clock.now())
    db.session.rollback()
    db.session.expire_all()


def _sign_in(world: World) -> str:
    secret = staff.open_session(world.owner_id, device="test", now=clock.now())
    db.session.rollback()
    return secret


def _post(served: Served, secret: str, path: str, form: dict[str, str]) -> int:
    visitor = served.visitor()
    visitor.cookies.set("staff", secret)
    return visitor.post(served.address + path, form, allow_redirects=False, timeout=60).status_code


def _post_ten(served: Served, world: World, path: str, form: dict[str, str]) -> list[int]:
    secret = _sign_in(world)
    with ThreadPoolExecutor(10) as pool:
        return list(pool.map(lambda number: _post(served, secret, path, {"reference": f"click-{number}"} | form), range(10)))


def _amount(cents: str) -> dict[str, str]:
    return {"what": "amount", "cents": cents, "reason": "spoiled", "to": "original", "act": "give"}


def test_ten_refunds_of_sixty_percent_at_once_are_one(served: Served, world: World, sold: Order, stripe: StripeServer) -> None:
    got = _post_ten(served, world, f"/admin/orders/{sold.id}/refund", _amount("9,00"))
    assert sorted(got) == [303] + [422] * 9
    _work()
    assert stripe.refunded_cents() == MOST == _kept(sold).refunded_cents and len(stripe.refunds) == 1
    assert [row.state for row in payments.list_refunds(sold.id)] == ["done"]
    db.session.rollback()
    assert list_faults() == []


def test_a_form_pressed_ten_times_gives_back_once(served: Served, world: World, sold: Order, stripe: StripeServer) -> None:
    line = {f"back-{sold.lines[0].id}": "4", "reason": "spoiled", "act": "return", "tender": "original", "reference": "one form"}
    assert _post_ten(served, world, f"/counter/orders/{sold.code}/return", line) == [303] * 10
    _work()
    assert stripe.refunded_cents() == 600 == _kept(sold).refunded_cents and len(payments.list_refunds(sold.id)) == 1
    db.session.rollback()
    assert list_faults() == []


@pytest.mark.parametrize("is_late", [False, True])
def test_refunds_at_stripe_beside_ours_never_give_more_than_was_captured(
    served: Served, world: World, sold: Order, stripe: StripeServer, is_late: bool
) -> None:
    intent, secret = payments.list_of(sold.id)[0].gateway_id or "", _sign_in(world)
    ours = f"/admin/orders/{sold.id}/refund", _amount("9,00") | {"reference": "ours"}
    if is_late:
        _refund_there(stripe, intent)  # and nobody told us yet
    assert _post(served, secret, *ours) == 303
    if not is_late:
        _refund_there(stripe, intent)  # before the worker asks for ours
    _work()
    order = _kept(sold)
    assert stripe.refunded_cents() == MOST == order.refunded_cents
    assert {row.state for row in payments.list_refunds(sold.id)} == {"done", "failed"}
    assert [one.why for one in payments.list_parked()] == ["refund_failed"]
    db.session.rollback()
    assert list_faults() == []


def _refund_there(stripe: StripeServer, intent: str) -> None:
    """By hand, on Stripe's own pages."""
    with suppress(No):
        stripe.refund(intent, MOST)
