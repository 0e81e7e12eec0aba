"""Many do the same about one payment at one moment, over real HTTP between processes: it happens once."""
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask

from shop.commands.checking import list_faults
from shop.domain import letters, orders, payments
from shop.domain.orders import Order
from shop.kernel import clock, events
from shop.kernel.database import db
from tests.buyers import Buyer
from tests.conftest import NOW
from tests.domain.payments.hosted import books, letters_of
from tests.fakes.stripe import StripeServer
from tests.ordeal.conftest import open_roomy_world
from tests.serving import Served, serving


@pytest.fixture
def served(any_paying_app: Flask, database_url: str, stripe: StripeServer, tmp_path: Path) -> Iterator[Served]:
    with serving(data=tmp_path, database_url=database_url, moment=NOW, **stripe.environment()) as shop:
        stripe.webhook_url, stripe.hook = f"{shop.address}/payments/notices", stripe._post
        yield shop


def at_once(people: int, act: Callable[[int], object]) -> list[object]:
    with ThreadPoolExecutor(people) as pool:
        return list(pool.map(act, range(people)))


def ready(served: Served, product_id: int) -> Buyer:
    """Ada, with the button under her finger."""
    buyer = Buyer(served).take(product_id).read_checkout()
    buyer.form["way"] = "online"
    return buyer


def the_order() -> Order:
    db.session.rollback()
    db.session.expire_all()
    (order,) = orders.search().orders
    return order


def test_ten_submits_are_one_order_and_one_page_to_pay_on(served: Served, stripe: StripeServer) -> None:
    world = open_roomy_world()
    buyer = ready(served, world.cornetto.id)
    cookies, form = buyer.browser.cookies, buyer.form

    def submit(_number: int) -> object:
        again = Buyer(served)
        again.browser.cookies, again.form = cookies.copy(), dict(form)
        return again.post("/it/checkout", form).status_code

    assert set(at_once(10, submit)) == {303}
    order = the_order()
    token = order.token

    def press(_number: int) -> object:
        answer = Buyer(served).post(f"/it/orders/{token}/pay", {})
        return answer.headers.get("Location", "") if answer.status_code == 303 else answer.status_code

    got = set(at_once(10, press))
    db.session.rollback()
    assert len(stripe.pages) == len(payments.list_sessions(order.id)) == 1
    assert next(iter(stripe.pages.values()))["url"] in got and got <= {next(iter(stripe.pages.values()))["url"], 409}
    db.session.rollback()
    assert list_faults() == []


def test_twenty_times_the_same_notice_beside_the_return_page_is_one_payment_and_one_letter(served: Served, stripe: StripeServer) -> None:
    world = open_roomy_world()
    buyer = ready(served, world.cornetto.id)
    assert buyer.send().is_order
    order = the_order()
    token = order.token
    page = payments.list_sessions(order.id)[-1].reference
    db.session.rollback()
    stripe.pay(page)
    told = next(event for event in stripe.mail if event["type"] == "checkout.session.completed")
    body = stripe.body_of(told).encode()

    def arrive(number: int) -> object:
        if number % 5 == 0:
            return Buyer(served).get(f"/it/orders/{token}/paid").status_code
        return stripe.hook(body, stripe.sign(body.decode()))

    assert set(at_once(25, arrive)) == {200}
    for _ in range(3):
        events.deliver_due(clock.now())
        db.session.rollback()
    found = books(order)
    assert (found["state"], found["payments"], found["sessions"]) == ("accepted", [("online", 150, 0, False)], [("paid", 150, False)])
    assert (letters_of(order), letters_of(order, "payment.taken"), stripe.paid_cents()) == (1, 1, 150)
    assert [one.kind for one in letters.list_about(f"order:{order.id}") if one.to == "ada@example.org"] == ["placed"]
    db.session.rollback()
    assert list_faults() == []
