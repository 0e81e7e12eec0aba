"""Staff give money back from the order's page: shown first, given once, to where it came from or in another way; what failed is seen."""
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from shop.domain import orders, payments, staff
from shop.domain.baskets import Choice
from shop.domain.orders import Order
from shop.kernel import clock
from shop.kernel.database import db
from tests.domain.payments.paid import collected, faults, kept, paid_online, plug, work
from tests.fakes.memory_gateway import MemoryGateway
from tests.world import World, open_world, sign_in


@pytest.fixture
def gateway(app: Flask, monkeypatch: pytest.MonkeyPatch) -> MemoryGateway:
    return plug(monkeypatch)


@pytest.fixture
def world(gateway: MemoryGateway) -> World:
    return open_world()


@pytest.fixture
def anna(world: World, visitor: FlaskClient) -> FlaskClient:
    sign_in(visitor, world.owner_id)
    return visitor


@pytest.fixture
def sold(world: World, gateway: MemoryGateway) -> Order:
    """Four cornetti and 300 g of frollini paid online and collected: 12,00 euro."""
    return collected(paid_online(gateway, Choice(world.cornetto.id, 4), Choice(world.frollini.id, 300)))


def _form(order: Order, **more: Any) -> dict[str, Any]:
    return {"reference": "form-1", "what": "lines", "reason": "spoiled", f"back-{order.lines[0].id}": "3", "act": "give"} | more


def _refunds(order: Order) -> list[payments.Refund]:
    return list(payments.list_refunds(kept(order).id))


def _address(order: Order) -> str:
    return f"/admin/orders/{order.id}/refund"


def test_what_goes_back_is_shown_with_its_ways_before_it_is_given(sold: Order, anna: FlaskClient) -> None:
    page = anna.get(_address(sold)).text
    assert "12,00" in page and "Quanto ridare" in page and "Ridai 4,50" not in page
    shown = anna.post(_address(sold), data=_form(sold, act="review")).text
    assert "Ridai 4,50" in shown and "5-10 giorni" in shown and 'value="credit"' in shown
    assert _refunds(sold) == []


def test_it_is_given_once_and_followed_on_the_orders_page(sold: Order, anna: FlaskClient) -> None:
    for _ in range(2):
        given = anna.post(_address(sold), data=_form(sold))
        assert given.status_code == 303
    page = anna.get(f"/admin/orders/{sold.id}").text
    assert "in viaggio" in page and len(_refunds(sold)) == 1
    work()
    page = anna.get(f"/admin/orders/{sold.id}").text
    assert "4,50 € ridati" in page.replace("\xa0", " ") and kept(sold).refunded_cents == 450 and faults() == []


def test_an_amount_or_all_of_it_in_cash_or_as_credit(sold: Order, anna: FlaskClient) -> None:
    anna.post(_address(sold), data=_form(sold, what="amount", cents="2,00", to="credit"))
    anna.post(_address(sold), data=_form(sold, what="whole", to="cash", reference="form-2"))
    assert [(row.tender, row.cents) for row in _refunds(sold)] == [("credit", 200), ("cash", 1000)]
    assert kept(sold).due_cents == 0 and faults() == []


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"reason": ""}, "Scegli il motivo"),
        ({"what": "amount", "cents": "13"}, "Non si può togliere così tanto"),
        ({"what": "amount", "cents": ""}, "Non si può togliere così tanto"),
        ({"what": "amount", "cents": "molto"}, "Non abbiamo capito"),
        ({"to": "shells"}, "Scegli"),
        ({"what": "owed"}, "niente da ridare"),
    ],
)
def test_what_can_not_be_given_is_said_and_nothing_moves(sold: Order, anna: FlaskClient, more: dict[str, str], words: str) -> None:
    answer = anna.post(_address(sold), data=_form(sold, **more))
    assert answer.status_code == 422 and words in answer.text.replace("&#39;", "'"), answer.text
    assert _refunds(sold) == []


def test_what_the_gateway_refused_is_tried_again_or_given_in_cash(sold: Order, anna: FlaskClient, gateway: MemoryGateway) -> None:
    gateway.refuses = "charge_disputed"
    anna.post(_address(sold), data=_form(sold))
    work()
    page = anna.get(f"/admin/orders/{sold.id}").text
    [failed] = _refunds(sold)
    assert "non riuscito" in page and "Dai in contanti" in page and f"/refunds/{failed.id}/again" in page
    assert [one.why for one in payments.list_parked()] == ["refund_failed"]
    for _ in range(2):
        anna.post(f"/admin/orders/{sold.id}/refunds/{failed.id}/again", data={"to": "cash"})
    assert [(row.tender, row.state) for row in _refunds(sold)] == [("online", "failed"), ("cash", "done")]
    assert payments.list_parked() == [] and kept(sold).due_cents == 0 and faults() == []
    assert "Dai in contanti" not in anna.get(f"/admin/orders/{sold.id}").text


def test_an_order_called_off_by_the_shop_says_what_goes_back(world: World, anna: FlaskClient, gateway: MemoryGateway) -> None:
    order = paid_online(gateway, Choice(world.cornetto.id, 4))
    anna.post(f"/admin/orders/{order.id}/move", data={"to": "cancelled_by_shop", "reason": "Forno rotto"})
    page = anna.get(f"/admin/orders/{order.id}").text
    assert kept(order).state == "cancelled_by_shop" and "6,00" in page and "in viaggio" in page


def test_only_who_may_gives_money_back(sold: Order, world: World, anna: FlaskClient) -> None:
    staff.invite(name="Bruno", email="bruno@example.org", role="staff", language="it", by=f"staff:{world.owner_id}", now=clock.now())
    bruno = staff.find_by_email("bruno@example.org")
    assert bruno is not None
    db.session.rollback()
    sign_in(anna, bruno.id)
    assert anna.get(_address(sold)).status_code == 403
    assert anna.post(_address(sold), data=_form(sold)).status_code == 403
    assert orders.get(sold.id).refunded_cents == 0


def test_somebody_elses_refund_is_not_repeated_from_here(sold: Order, world: World, anna: FlaskClient, gateway: MemoryGateway) -> None:
    other = collected(paid_online(gateway, Choice(world.cornetto.id, 1)))
    anna.post(_address(sold), data=_form(sold))
    [row] = _refunds(sold)
    assert anna.post(f"/admin/orders/{other.id}/refunds/{row.id}/again", data={}).status_code == 404
