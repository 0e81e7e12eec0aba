"""The board shows a day as it is, moves a card with one tap, and says nothing while nothing happens."""
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from shop.domain import business, orders, payments
from shop.domain.baskets import Choice
from shop.kernel import clock
from shop.kernel.database import db
from tests import makers
from tests.world import World, open_world, sign_in

FRAGMENT = {"X-Fragment": "1"}


@pytest.fixture
def world(app: Flask) -> World:
    return open_world()


@pytest.fixture
def anna(world: World, visitor: FlaskClient) -> FlaskClient:
    sign_in(visitor, world.owner_id)
    return visitor


def _later_today(hours: int = 2, days: int = 0) -> datetime:
    """Eleven o'clock, or so many hours after nine, today or some days on."""
    moment = clock.at(clock.today() + timedelta(days=days), time(9 + hours))
    assert moment is not None
    return moment


def _move(anna: FlaskClient, order_id: int, to: str, **headers: str) -> Any:
    return anna.post(f"/admin/today/{order_id}/move", data={"to": to, "on": clock.today().isoformat()}, headers=headers)


def _page(anna: FlaskClient, address: str = "/admin/today", **headers: str) -> str:
    answer = anna.get(address, headers=headers)
    assert answer.status_code == 200
    return answer.text


def _state(order_id: int) -> str:
    """What is kept now: this test's own session must not remember."""
    db.session.rollback()
    db.session.expire_all()
    return orders.get(order_id).state


def _column(page: str, name: str) -> str:
    return page.partition(f'id="column-{name}"')[2].partition("</section>")[0]


def test_a_stranger_is_led_to_the_sign_in(world: World, visitor: FlaskClient) -> None:
    assert "/admin/sign-in" in visitor.get("/admin/today").headers["Location"]


def test_a_card_says_all_that_is_read_from_two_metres(world: World, anna: FlaskClient) -> None:
    asked = [{"max_length": 40}, {"kind": "allergy_note", "label": {"it": "Allergie"}, "max_length": 80}]
    cake = makers.make_product("Torta", questions=asked)
    inscription, allergy = cake.questions
    makers.place_order(Choice(cake.id, 2, answers={inscription.id: "Auguri Nonna", allergy.id: "Niente noci"}), starts_at=_later_today())
    card = _column(_page(anna), "new")
    for words in ("11:00", "Ada Rossi", "<b>2\u00a0×</b> Torta", "Auguri Nonna", "Niente noci", "Da pagare 3,00"):
        assert words in card, words
    assert "ticket-alert" in card.partition("Niente noci")[0][-400:]


def test_one_tap_moves_a_card_and_undo_brings_it_back_without_scripts(world: World, anna: FlaskClient) -> None:
    order = makers.place_order(world.cornetto, starts_at=_later_today())
    moved = _move(anna, order.id, "preparing")
    assert moved.status_code == 303
    page = _page(anna, moved.headers["Location"])
    assert f"card-{order.id}" in _column(page, "preparing") and f'action="/admin/today/{order.id}/undo"' in page
    back = anna.post(f"/admin/today/{order.id}/undo", data={"to": "back", "on": clock.today().isoformat()})
    page = _page(anna, back.headers["Location"])
    assert f"card-{order.id}" in _column(page, "new") and "Come prima" in page


def test_after_ten_seconds_nothing_is_offered_to_undo_and_trying_is_told(world: World, anna: FlaskClient) -> None:
    order = makers.place_order(world.cornetto, starts_at=_later_today())
    moved = _move(anna, order.id, "preparing")
    clock.travel(clock.now() + timedelta(seconds=11))
    assert "/undo" not in _page(anna, moved.headers["Location"])
    back = anna.post(f"/admin/today/{order.id}/undo", data={"to": "back"})
    assert "troppo tempo" in _page(anna, back.headers["Location"])
    assert _state(order.id) == "preparing"


def test_a_card_somebody_else_moved_meanwhile_is_told(world: World, anna: FlaskClient) -> None:
    order = makers.place_order(world.cornetto, starts_at=_later_today())
    _move(anna, order.id, "preparing")
    assert "è cambiato nel frattempo" in _page(anna, _move(anna, order.id, "preparing").headers["Location"])


def test_goods_not_paid_leave_only_through_the_counter(world: World, anna: FlaskClient) -> None:
    order = makers.place_order(world.cornetto, starts_at=_later_today())
    _move(anna, order.id, "ready")
    assert f'href="/counter/orders/{order.code}"' in _column(_page(anna), "ready")
    assert "Prima incassa" in _page(anna, _move(anna, order.id, "collected").headers["Location"])
    payments.take(order.id, payments.Money("card"), by="staff:1", via="counter", now=clock.now())
    assert 'value="collected"' in _column(_page(anna), "ready")
    _move(anna, order.id, "collected")
    assert f"card-{order.id}" in _column(_page(anna), "gone")


def test_what_waits_for_a_yes_stands_on_top_whatever_its_day(world: World, anna: FlaskClient) -> None:
    business.save(replace(business.order_rules(), accept_up_to_cents=100), by="shop", now=clock.now())
    order = makers.place_order(world.cornetto, starts_at=_later_today(days=3))
    decide = _page(anna).partition('id="decide"')[2].partition("</section>")[0]
    assert "Un ordine aspetta il tuo sì" in decide and f'action="/admin/today/{order.id}/move"' in decide
    _move(anna, order.id, "accepted")
    assert "aspetta il tuo" not in _page(anna) and _state(order.id) == "accepted"


def test_a_new_order_for_another_day_is_announced_for_a_while(world: World, anna: FlaskClient) -> None:
    order = makers.place_order(world.cornetto, starts_at=_later_today(days=3))
    assert f'data-card="lately-{order.id}"' in _page(anna)
    clock.travel(clock.now() + timedelta(hours=4))
    assert f'data-card="lately-{order.id}"' not in _page(anna)


def test_another_day_can_be_looked_at_and_a_day_that_does_not_exist_is_today(world: World, anna: FlaskClient) -> None:
    order = makers.place_order(world.cornetto, starts_at=_later_today(days=3))
    assert f"card-{order.id}" in _column(_page(anna, f"/admin/today?on={order.on.isoformat()}"), "new")
    assert "<h1>Oggi</h1>" in _page(anna, "/admin/today?on=2026-02-31") and "<h1>Oggi</h1>" in _page(anna, "/admin/today?on=x")


def test_takings_and_best_sellers_are_those_of_the_day(world: World, anna: FlaskClient) -> None:
    order = makers.place_order(Choice(world.cornetto.id, 4), starts_at=_later_today())
    payments.hand_over(order.id, payments.Money("cash", 1000), by="staff:1", via="counter", now=clock.now())
    figures = _page(anna).partition('id="figures"')[2].partition("</dl>")[0]
    assert "6,00" in figures and "4\u00a0× Cornetto" in figures


def test_a_late_card_and_one_for_soon_are_marked(world: World, anna: FlaskClient) -> None:
    order = makers.place_order(world.cornetto, starts_at=_later_today())
    clock.travel(order.starts_at - timedelta(minutes=20))
    assert "ticket-soon" in _column(_page(anna), "new")
    clock.travel(order.starts_at + timedelta(minutes=1))
    assert "ticket-late" in _column(_page(anna), "new")


def test_the_board_answers_304_until_something_happens_or_the_minute_ends(world: World, anna: FlaskClient) -> None:
    first = anna.get("/admin/today", headers=FRAGMENT)
    assert "<html" not in first.text and 'id="board"' in first.text
    again = FRAGMENT | {"If-None-Match": first.headers["ETag"]}
    assert anna.get("/admin/today", headers=again).status_code == 304
    makers.place_order(world.cornetto, starts_at=_later_today())
    changed = anna.get("/admin/today", headers=again)
    assert changed.status_code == 200 and "Ada Rossi" in changed.text
    again = FRAGMENT | {"If-None-Match": changed.headers["ETag"]}
    assert anna.get("/admin/today", headers=again).status_code == 304
    clock.travel(clock.now() + timedelta(minutes=1))
    assert anna.get("/admin/today", headers=again).status_code == 200


def test_following_the_board_never_eats_what_the_page_has_to_say(world: World, anna: FlaskClient) -> None:
    order = makers.place_order(world.cornetto, starts_at=_later_today())
    refused = _move(anna, order.id, "delivered")
    assert 'id="toasts"' not in _page(anna, **FRAGMENT)
    assert "Prima incassa" in _page(anna, refused.headers["Location"], **FRAGMENT)


def test_an_unchanged_board_costs_two_queries_and_a_full_one_does_not_grow_with_the_orders(world: World, anna: FlaskClient) -> None:
    def count(**headers: str) -> int:
        asked: list[str] = []

        def note(*args: Any) -> None:
            asked.append(args[2])

        event.listen(db.engine, "before_cursor_execute", note)
        tag = anna.get("/admin/today", headers=headers).headers["ETag"]
        event.remove(db.engine, "before_cursor_execute", note)
        headers["If-None-Match"] = tag
        return len([statement for statement in asked if statement.startswith("SELECT")])

    makers.place_order(world.cornetto, starts_at=_later_today())
    few = count()
    for hours in (2, 3, 4, 5):
        makers.place_order(world.cornetto, world.frollini, starts_at=_later_today(hours))
    assert count() == few
    tag = anna.get("/admin/today", headers=FRAGMENT).headers["ETag"]
    assert count(**FRAGMENT, **{"If-None-Match": tag}) <= 5
