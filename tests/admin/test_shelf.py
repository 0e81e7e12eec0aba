"""The shelf on a phone: every tap is seen by customers at once, refusals stand at their product, nothing typed is lost."""
from datetime import date, time, timedelta

import pytest
from flask.testing import FlaskClient

from shop.domain import availability, business, catalogue, fulfilment, stock
from shop.domain.catalogue import FOREVER, Product
from shop.kernel import clock
from shop.kernel.database import db
from tests import makers
from tests.world import World, open_world, sign_in

TODAY = date(2026, 11, 24)
FRAGMENT = {"X-Fragment": "1"}


@pytest.fixture
def world(visitor: FlaskClient) -> World:
    world = open_world()
    sign_in(visitor, world.owner_id)
    db.session.rollback()
    return world


def fresh(product: Product) -> Product:
    db.session.rollback()
    return catalogue.get_many([product.id])[product.id]


def first_at(product: Product) -> str:
    found = availability.answer([(fresh(product), None, 1)], now=clock.now())
    return f"{clock.local(found.first.starts_at):%a %H:%M}" if found.first else f"never: {found.why.code if found.why else ''}"


def test_what_came_out_of_the_oven_is_on_the_shelf_at_once(visitor: FlaskClient, world: World) -> None:
    answer = visitor.post(f"/admin/shelf/{world.sacher.id}/size", data={"quantity": "8", "day": "today"})
    assert (answer.status_code, answer.location) == (302, f"/admin/shelf?day=today#shelf-{world.sacher.id}")
    assert (stock.left(fresh(world.sacher), TODAY), stock.left(fresh(world.sacher), TODAY + timedelta(days=1))) == (8, 3)
    visitor.post(f"/admin/shelf/{world.sacher.id}/size", data={"quantity": "5", "day": "tomorrow"})
    assert stock.left(fresh(world.sacher), TODAY + timedelta(days=1)) == 5
    assert "Ne restano 8 su 8" in visitor.get("/admin/shelf").text
    assert "Ne restano 5 su 5" in visitor.get("/admin/shelf?day=tomorrow").text


def test_a_script_gets_back_the_one_product(visitor: FlaskClient, world: World) -> None:
    answer = visitor.post(f"/admin/shelf/{world.sacher.id}/size", data={"quantity": "8"}, headers=FRAGMENT)
    assert answer.status_code == 200
    assert f'id="shelf-{world.sacher.id}"' in answer.text and "<html" not in answer.text
    assert "Ne restano 8 su 8" in answer.text


@pytest.mark.parametrize("headers", [{}, FRAGMENT])
def test_fewer_than_are_ordered_is_refused_at_the_product_and_the_number_kept(
        visitor: FlaskClient, world: World, headers: dict[str, str]) -> None:
    stock.allocate(owner="order:1", wants=[(world.sacher, 2)], on=TODAY)
    answer = visitor.post(f"/admin/shelf/{world.sacher.id}/size", data={"quantity": "1"}, headers=headers)
    assert answer.status_code == 422
    assert "Di «Torta Sacher» ne sono già ordinati 2" in answer.text
    assert 'value="1"' in answer.text
    assert stock.left(fresh(world.sacher), TODAY) == 1


@pytest.mark.parametrize("typed", ["", "-1", "many", "9" * 30, "1,5"])
def test_a_number_that_makes_no_sense_gets_a_sentence(visitor: FlaskClient, world: World, typed: str) -> None:
    path = f"/admin/shelf/{world.sacher.id}/waste"
    assert visitor.post(path, data={"quantity": typed, "reason": "broken"}).status_code == 422
    assert stock.left(fresh(world.sacher), TODAY) == 3


def test_counting_a_product_without_limit_and_lifting_it_again(visitor: FlaskClient, world: World) -> None:
    path = f"/admin/shelf/{world.cornetto.id}/size"
    visitor.post(path, data={"quantity": "20"})
    assert stock.left(fresh(world.cornetto), TODAY) == 20
    visitor.post(path, data={"quantity": ""})
    assert stock.left(fresh(world.cornetto), TODAY) is None


def test_finished_for_today_until_further_notice_and_back_are_one_tap_each(visitor: FlaskClient, world: World) -> None:
    path = f"/admin/shelf/{world.cornetto.id}/sold-out"
    assert first_at(world.cornetto) == "Tue 09:30"
    visitor.post(path, data={"until": "tonight"})
    assert first_at(world.cornetto) == "Wed 07:00"
    assert "Di nuovo in vendita" in visitor.get("/admin/shelf").text
    visitor.post(path, data={"until": "notice"})
    assert fresh(world.cornetto).sold_out_until == FOREVER
    assert first_at(world.cornetto) == "never: sold_out"
    visitor.post(path, data={"until": ""})
    assert first_at(world.cornetto) == "Tue 09:30"


def test_waste_is_noted_with_its_reason_and_can_be_taken_back(visitor: FlaskClient, world: World) -> None:
    path = f"/admin/shelf/{world.sacher.id}/waste"
    visitor.post(path, data={"quantity": "2", "reason": "unsold"})
    assert stock.left(fresh(world.sacher), TODAY) == 1
    assert "2 invenduti" in visitor.get("/admin/shelf").text
    refused = visitor.post(path, data={"quantity": "4", "reason": "broken"})
    assert refused.status_code == 422 and "ne restano solo 1" in refused.text
    visitor.post(path, data={"quantity": "-2", "reason": "unsold"})
    assert stock.left(fresh(world.sacher), TODAY) == 3
    assert not list(stock.list_faults())


def test_a_pause_and_its_end(visitor: FlaskClient, world: World) -> None:
    visitor.post("/admin/shelf/pause", data={"minutes": "30"})
    assert first_at(world.cornetto) == "Wed 07:00"
    assert "in pausa fino a martedì 24 novembre, 09:31" in visitor.get("/admin/shelf").text
    visitor.post("/admin/shelf/resume")
    assert first_at(world.cornetto) == "Tue 09:30"
    visitor.post("/admin/shelf/pause", data={"until": "11:15"})
    db.session.rollback()
    assert business.order_rules().paused_until == clock.at(TODAY, time(11, 15))


def test_a_pause_into_the_past_is_refused_and_what_was_typed_stays(visitor: FlaskClient, world: World) -> None:
    answer = visitor.post("/admin/shelf/pause", data={"until": "08:15"})
    assert answer.status_code == 422
    assert "Scegli un&#39;ora che deve ancora venire." in answer.text and 'value="08:15"' in answer.text
    assert visitor.post("/admin/shelf/pause", data={"until": "25:00"}).status_code == 422
    db.session.rollback()
    assert business.order_rules().paused_until is None


def test_busy_times_and_their_end(visitor: FlaskClient, world: World) -> None:
    visitor.post("/admin/shelf/busy", data={"minutes": "45", "hours": "2"})
    assert first_at(world.cornetto) == "Tue 10:30"
    assert "Chiediamo 45 minuti in più" in visitor.get("/admin/shelf").text
    visitor.post("/admin/shelf/calm")
    assert first_at(world.cornetto) == "Tue 09:30"
    assert visitor.post("/admin/shelf/busy", data={"minutes": "9999", "hours": "2"}).status_code == 422


def test_closing_early_names_the_orders_in_the_way_and_asks(visitor: FlaskClient, world: World) -> None:
    order = makers.place_order(world.cornetto, starts_at=clock.at(TODAY, time(15)))
    code = order.code
    asked = visitor.post("/admin/shelf/close", data={"close_at": "12:00"})
    assert asked.status_code == 422
    assert code in asked.text and "Ada Rossi" in asked.text and 'name="anyway"' in asked.text and 'value="12:00"' in asked.text
    db.session.rollback()
    assert fulfilment.opens_and_closes(TODAY) == [(time(7), time(19))]
    done = visitor.post("/admin/shelf/close", data={"close_at": "12:00", "anyway": "1"})
    assert done.status_code == 302
    db.session.rollback()
    assert fulfilment.opens_and_closes(TODAY) == [(time(7), time(12))]
    assert "Oggi chiudiamo alle 12:00" in visitor.get("/admin/shelf").text
    visitor.post("/admin/shelf/reopen")
    db.session.rollback()
    assert fulfilment.opens_and_closes(TODAY) == [(time(7), time(19))]


def test_closing_now_is_one_tap(visitor: FlaskClient, world: World) -> None:
    visitor.post("/admin/shelf/close")
    db.session.rollback()
    assert not fulfilment.is_open(clock.now())
    again = visitor.post("/admin/shelf/close")
    assert again.status_code == 422 and "siete già chiusi" in again.text


def test_the_shelf_is_found_by_category_and_by_words(visitor: FlaskClient, world: World) -> None:
    assert "Torta Sacher" in visitor.get("/admin/shelf?category=dolci&day=tomorrow").text
    nothing = visitor.get("/admin/shelf?words=zzz").text
    assert "Torta Sacher" not in nothing and "Qui non c&#39;è ancora niente" in nothing and 'value="zzz"' in nothing
    assert visitor.get("/admin/shelf?page=99&day=never").status_code == 200


def test_a_product_nobody_sells_is_not_there(visitor: FlaskClient, world: World) -> None:
    assert visitor.post("/admin/shelf/999/size", data={"quantity": "1"}).status_code == 404
    assert visitor.post("/admin/shelf/999/sold-out", data={"until": "tonight"}).status_code == 404
