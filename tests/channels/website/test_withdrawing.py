"""The withdrawal function: found from the order, two steps, a receipt; and what staff see of it."""
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from shop.domain import orders, payments
from shop.domain.baskets import Choice
from shop.domain.orders import Order
from shop.kernel import clock
from shop.kernel.database import db
from tests import makers
from tests.makers import make_product
from tests.world import World, open_world, sign_in


@pytest.fixture
def world(app: Flask) -> World:
    return open_world()


@pytest.fixture
def order(world: World) -> Iterator[Order]:
    jar = make_product("Marmellata", price_cents=700, perishable=False)
    placed = makers.place_order(world.cornetto, Choice(jar.id, 3))
    payments.hand_over(placed.id, by="staff:1", via="counter", now=clock.now())
    db.session.rollback()
    yield orders.get(placed.id)


def _form(order: Order, **more: Any) -> dict[str, Any]:
    return {"name": "Ada", "email": "ada@example.org", "reference": "r1", f"back-{order.lines[1].id}": "2", "act": "look"} | more


@pytest.mark.parametrize(("language", "here", "confirm", "received"), [
    ("it", "Recedi dal contratto qui", "Conferma recesso", "Abbiamo ricevuto il tuo recesso"),
    ("en", "Withdraw from the contract here", "Confirm withdrawal", "We have received your withdrawal")])
def test_in_two_steps_the_statement_is_made_once(
    visitor: FlaskClient, order: Order, language: str, here: str, confirm: str, received: str
) -> None:
    page = f"/{language}/orders/{order.token}"
    assert here in visitor.get(page).text and here in visitor.get(f"/{language}/").text
    first = visitor.get(f"{page}/withdrawal").text
    assert here in first and confirm not in first and "Marmellata" in first and "art. 59" in first
    second = visitor.post(f"{page}/withdrawal", data=_form(order)).text
    assert confirm in second and "Ada, ada@example.org" in second
    db.session.rollback()
    assert orders.list_withdrawals(order.id) == []
    for _ in range(2):
        assert visitor.post(f"{page}/withdrawal", data=_form(order, act="confirm")).status_code == 303
    db.session.rollback()
    assert [one.lines for one in orders.list_withdrawals(order.id)] == [{str(order.lines[1].id): 2}]
    assert received in visitor.get(f"{page}/withdrawal").text


@pytest.mark.parametrize("more", [{"email": "ada"}, {"name": ""}, {"marked": "9"}, {"marked": "x"}, {"marked": ""}, {"marked": "-1"}])
@pytest.mark.parametrize("act", ["look", "confirm"])
def test_mistakes_are_said_and_nothing_is_kept(visitor: FlaskClient, order: Order, more: dict[str, str], act: str) -> None:
    marked = {f"back-{order.lines[1].id}": more["marked"]} if "marked" in more else more
    answer = visitor.post(f"/it/orders/{order.token}/withdrawal", data=_form(order, **marked, act=act))
    assert answer.status_code == 422 and "Conferma recesso" not in answer.text
    db.session.rollback()
    assert orders.list_withdrawals(order.id) == []


def test_staff_see_it_refund_the_goods_and_settle_it(visitor: FlaskClient, world: World, order: Order) -> None:
    line_id = order.lines[1].id
    kept = orders.withdraw(order.id, {line_id: 2}, name="Ada", email="ada@example.org", reference="r", now=clock.now())
    db.session.rollback()
    sign_in(visitor, world.owner_id)
    page = visitor.get(f"/admin/orders/{order.id}").text
    assert "Recesso del cliente" in page and f"back-{line_id}=2" in page and "ha comunicato il recesso" in page
    assert visitor.get(f"/admin/orders/{order.id}/refund?what=lines&reason=withdrawn&back-{line_id}=2").text.count('value="2"') == 1
    visitor.post(f"/admin/orders/{order.id}/withdrawals/{kept.id}")
    assert "sistemato" in visitor.get(f"/admin/orders/{order.id}").text
    assert visitor.post(f"/admin/orders/{order.id + 1}/withdrawals/{kept.id}").status_code == 404
