"""An order by phone: staff fill the basket, choose the time, read it back; it counts once and says who took it."""
import re
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from shop.domain import baskets, fulfilment, orders
from shop.domain.baskets import Choice
from shop.domain.fulfilment import Draft, ZoneDraft
from shop.domain.orders import Order
from shop.kernel import clock
from shop.kernel.database import db
from shop.kernel.origin import Origin
from tests import makers
from tests.domain.promotions.offering import make_offer
from tests.world import World, open_world, sign_in


@pytest.fixture
def world(app: Flask) -> World:
    return open_world()


@pytest.fixture
def anna(world: World, visitor: FlaskClient) -> FlaskClient:
    sign_in(visitor, world.owner_id)
    return visitor


def _at(hour: int, days: int = 0) -> datetime:
    moment = clock.at(clock.today() + timedelta(days=days), time(hour))
    assert moment is not None
    return moment


def _add(anna: FlaskClient, product_id: int, token: str = "") -> str:
    answer = anna.post("/counter/phone/add", data={"product_id": product_id, "basket": token})
    assert answer.status_code == 303
    return re.search(r"basket=([\w-]+)", answer.headers["Location"])[1]  # type: ignore[index]


def _hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return found[1]


def _form(anna: FlaskClient, token: str, **typed: Any) -> dict[str, Any]:
    page = anna.get(f"/counter/phone/{token}/place").text
    drawn = {name: _hidden(page, name) for name in ("checkout", "seen")}
    return drawn | {"starts_at": _at(11).isoformat(), "name": "Bruno", "phone": "333 1234567", "language": "it"} | typed


def _orders() -> list[Order]:
    db.session.rollback()
    db.session.expire_all()
    return list(orders.search().orders)


def test_an_order_by_phone_has_its_channel_its_member_and_its_time(world: World, anna: FlaskClient) -> None:
    token = _add(anna, world.cornetto.id)
    assert _add(anna, world.cornetto.id, token) == token
    form = _form(anna, token, note="Suona", email="bruno@example.org")
    placed = anna.post(f"/counter/phone/{token}/place", data=form)
    assert placed.status_code == 303
    [order] = _orders()
    assert (order.channel, order.staff_id, order.name, order.phone) == ("phone", world.owner_id, "Bruno", "+393331234567")
    assert (order.starts_at, order.state, order.total_cents) == (_at(11), "accepted", 300)
    assert (order.note, order.email) == ("Suona", "bruno@example.org")
    assert order.code in anna.get(placed.headers["Location"]).text


def test_the_same_form_twice_is_one_order(world: World, anna: FlaskClient) -> None:
    token = _add(anna, world.cornetto.id)
    form = _form(anna, token)
    first, second = (anna.post(f"/counter/phone/{token}/place", data=form) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"] and len(_orders()) == 1


def test_what_needs_choosing_is_chosen_with_its_options_and_words(world: World, anna: FlaskClient) -> None:
    cake = makers.make_product("Torta", variants=[("6", 2000), ("10", 3000)], questions=[{"max_length": 20, "price_cents": 200}],
                               groups=[{"min_picks": 1, "max_picks": 2, "options": [("Fragole", 300), ("Panna", 0)]}])
    option, question = cake.groups[0].options[0].id, cake.questions[0].id
    sent = anna.post("/counter/phone/add", data={"product_id": cake.id})
    assert f"/counter/phone/choose/{cake.id}" in sent.headers["Location"]
    page = anna.get(sent.headers["Location"]).text
    assert "Fragole" in page and f'name="answer-{question}"' in page
    typed = {"variant": cake.variants[1].id, "quantity": "1", f"answer-{question}": "Auguri"}
    wrong = anna.post(f"/counter/phone/choose/{cake.id}", data=typed)
    assert wrong.status_code == 422 and 'value="Auguri"' in wrong.text
    right = anna.post(f"/counter/phone/choose/{cake.id}", data=typed | {f"times-{option}": "1"})
    assert right.status_code == 303
    page = anna.get(right.headers["Location"]).text
    assert "Fragole" in page and "«Auguri»" in page and "35,00" in page


def test_lines_are_raised_and_taken_out(world: World, anna: FlaskClient) -> None:
    token = _add(anna, world.frollini.id)
    basket = baskets.find_basket(token, now=clock.now())
    assert basket is not None
    line_id = basket.lines[0].id

    def ask(grams: int) -> TestResponse:
        data = {"basket": token, "line_id": line_id, "quantity": str(grams)}
        return anna.post("/counter/phone/line", data=data, follow_redirects=True)

    assert "300\u00a0g" in ask(300).text and "6,00" in ask(300).text
    assert ask(333).status_code == 422
    assert "Tocca quello che vuole" in ask(0).text


def test_products_are_found_by_word_and_category(world: World, anna: FlaskClient) -> None:
    page = anna.get("/counter/phone?words=sacher").text
    assert "Torta Sacher" in page and ">Cornetto<" not in page
    assert "Niente con queste parole" in anna.get("/counter/phone?words=zzzz").text
    assert "Torta Sacher" in anna.get("/counter/phone?category=dolci").text


def test_what_is_wrong_stands_at_its_field_and_everything_stays_typed(world: World, anna: FlaskClient) -> None:
    token = _add(anna, world.cornetto.id)
    wrong = anna.post(f"/counter/phone/{token}/place", data=_form(anna, token, phone="12", name="Bruno"))
    assert wrong.status_code == 422 and 'id="phone-error"' in wrong.text and 'value="Bruno"' in wrong.text
    nameless = anna.post(f"/counter/phone/{token}/place", data=_form(anna, token, name=" "))
    assert nameless.status_code == 422 and 'id="name-error"' in nameless.text
    timeless = anna.post(f"/counter/phone/{token}/place", data=_form(anna, token, starts_at=""))
    assert timeless.status_code == 422 and 'id="slot-error"' in timeless.text
    assert _orders() == []


def test_another_day_shows_its_times_and_keeps_the_name_without_scripts(world: World, anna: FlaskClient) -> None:
    token, tomorrow = _add(anna, world.cornetto.id), _at(11, days=1)
    typed = _form(anna, token, on=clock.day_of(tomorrow).isoformat(), act="look")
    page = anna.post(f"/counter/phone/{token}/place", data=typed)
    assert page.status_code == 200 and f'value="{tomorrow.isoformat()}"' in page.text and 'value="Bruno"' in page.text and _orders() == []
    part = anna.get(f"/counter/phone/{token}/place?on={clock.day_of(tomorrow).isoformat()}", headers={"X-Fragment": "1"}).text
    assert 'id="slot"' in part and f'value="{tomorrow.isoformat()}"' in part and "<html" not in part


def test_a_price_changed_meanwhile_is_read_back_before_it_counts(world: World, anna: FlaskClient) -> None:
    token = _add(anna, world.cornetto.id)
    form = _form(anna, token) | {"seen": "what was seen before"}
    answer = anna.post(f"/counter/phone/{token}/place", data=form)
    assert answer.status_code == 422 and "Qualcosa è cambiato" in answer.text and _orders() == []
    again = form | {"seen": _hidden(answer.text, "seen"), "checkout": _hidden(answer.text, "checkout")}
    assert anna.post(f"/counter/phone/{token}/place", data=again).status_code == 303


def test_a_basket_nobody_has_is_not_there_and_strangers_take_no_orders(world: World, anna: FlaskClient, app: Flask) -> None:
    assert anna.get("/counter/phone/nothing/place").status_code == 404
    stranger = app.test_client()
    assert stranger.post("/counter/phone/add", data={"product_id": world.cornetto.id}).status_code == 302



def _delivers(places: tuple[tuple[str, str], ...] = (("10121", "Torino"),)) -> None:
    """A zone with two places an hour, all week."""
    zone_id = fulfilment.save_zone(ZoneDraft("Centro", places, 300, minimum_cents=400), by="staff:1", now=clock.now())
    week = [Draft(weekday, time(10), time(18), 60, 2) for weekday in range(7)]
    fulfilment.save_week(week, zone_id=zone_id, by="staff:1", now=clock.now())


TO_ADA = {"kind": "delivery", "postal_code": "10121", "street": "Via Po 1", "doorbell": "Rossi", "courier_note": "terzo piano"}


def test_an_order_by_phone_is_delivered_with_the_fee_of_its_zone(world: World, anna: FlaskClient) -> None:
    _delivers()
    token = makers.make_basket(Choice(world.cornetto.id, 4), origin=Origin("phone", staff_id=world.owner_id))
    looked = anna.get(f"/counter/phone/{token}/place", query_string=TO_ADA, headers={"X-Fragment": "1"}).text
    assert "Torino" in looked and "3,00" in looked and "9,00" in looked and 'id="when"' in looked
    form = _form(anna, token, **TO_ADA) | {"seen": _hidden(looked, "seen")}
    assert anna.post(f"/counter/phone/{token}/place", data=form).status_code == 303
    [order] = _orders()
    assert (order.kind, order.fee_cents, order.total_cents, order.channel) == ("delivery", 300, 900, "phone")
    assert order.address == {"street": "Via Po 1", "postal_code": "10121", "town": "Torino", "doorbell": "Rossi"}
    assert order.courier_note == "terzo piano" and order.staff_id == world.owner_id


@pytest.mark.parametrize(("wrong", "sentence"), [
    ({"postal_code": "99999"}, ""), ({"postal_code": ""}, ""), ({"street": ""}, "servono via"), ({"postal_code": "10128"}, "")])
def test_a_place_the_shop_does_not_reach_takes_no_order_and_keeps_what_was_typed(
    world: World, anna: FlaskClient, wrong: dict[str, str], sentence: str
) -> None:
    _delivers((("10121", "Torino"), ("10128", "Torino"), ("10128", "Grugliasco")))
    token = makers.make_basket(Choice(world.cornetto.id, 4), origin=Origin("phone", staff_id=world.owner_id))
    page = anna.post(f"/counter/phone/{token}/place", data=_form(anna, token, **TO_ADA | wrong))
    assert page.status_code == 422 and 'class="field-error"' in page.text and sentence in page.text and 'value="Bruno"' in page.text
    assert _orders() == []


@pytest.mark.parametrize("typed", ["due", "1.5", "", "-3", "9" * 20])
def test_a_quantity_that_is_no_number_changes_nothing(world: World, anna: FlaskClient, typed: str) -> None:
    token = makers.make_basket(Choice(world.cornetto.id, 4))
    [line] = baskets.quote(baskets.find_basket(token, now=clock.now()), now=clock.now()).lines
    answer = anna.post("/counter/phone/line", data={"basket": token, "line_id": line.line_id, "quantity": typed})
    cake = makers.make_product("Torta", groups=[{"min_picks": 0, "max_picks": 1, "options": [("Panna", 0)]}])
    chosen = anna.post(f"/counter/phone/choose/{cake.id}", data={"basket": token, "quantity": typed})
    assert answer.status_code == chosen.status_code == 422
    db.session.rollback()
    db.session.expire_all()
    assert [kept.quantity for kept in baskets.quote(baskets.find_basket(token, now=clock.now()), now=clock.now()).lines] == [4]


def test_a_label_that_asks_is_read_without_a_colon(world: World, anna: FlaskClient) -> None:
    label = {"it": "Per quante persone?", "en": "For how many?"}
    cake = makers.make_product("Torta", questions=[{"max_length": 40, "label": label}])
    token = makers.make_basket(Choice(cake.id, 1, answers={cake.questions[0].id: "Otto"}))
    page = anna.get("/counter/phone", query_string={"basket": token}).text
    assert "Per quante persone? «Otto»" in page and "?:" not in page


def test_who_has_had_their_share_of_an_offer_is_told_the_price_without_it_and_then_served(world: World, anna: FlaskClient) -> None:
    make_offer(most_per_customer=1)
    for price in ("1,35", "1,50"):
        token = _add(anna, world.cornetto.id)
        form = _form(anna, token)
        answer = anna.post(f"/counter/phone/{token}/place", data=form)
        if answer.status_code == 422:
            assert price in answer.text
            answer = anna.post(f"/counter/phone/{token}/place", data=form | {"seen": _hidden(answer.text, "seen")})
        assert answer.status_code == 303
    assert sorted(order.total_cents for order in _orders()) == [135, 150]


def test_a_line_taken_out_by_a_double_tap_is_out_and_the_basket_stays(world: World, anna: FlaskClient) -> None:
    token = _add(anna, world.cornetto.id)
    held = baskets.find_basket(token, now=clock.now())
    assert held is not None
    form = {"basket": token, "line_id": held.lines[0].id, "quantity": "0"}
    db.session.rollback()
    assert [anna.post("/counter/phone/line", data=form).status_code for _ in range(2)] == [303, 303]
