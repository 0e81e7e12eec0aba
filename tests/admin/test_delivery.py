"""The deliveries' desk: zones in their order, with places, money and windows; nothing typed is lost."""
from datetime import date, time

import pytest
from flask.testing import FlaskClient

from shop.domain import fulfilment
from shop.domain.fulfilment import Draft, ZoneDraft
from shop.kernel import clock
from shop.kernel.database import db
from tests.admin.test_hours import rows
from tests.conftest import NOW
from tests.world import World, open_world, sign_in

CENTRE = {
    "name": "Centro", "places": "10121, 10122 Torino", "fee_cents": "3,50", "minimum_cents": "15", "free_above_cents": "40",
    "is_active": "1"}


@pytest.fixture
def world(visitor: FlaskClient) -> World:
    world = open_world()
    sign_in(visitor, world.owner_id)
    db.session.rollback()
    return world


def make(name: str, places: tuple[tuple[str, str], ...] = (("10121", "Torino"),)) -> int:
    db.session.rollback()
    return fulfilment.save_zone(ZoneDraft(name, places, 300), by="staff:1", now=NOW)


def names() -> list[str]:
    db.session.rollback()
    return [zone.name for zone in fulfilment.list_zones(also_closed=True)]


def test_a_zone_is_made_and_then_asks_for_its_hours(visitor: FlaskClient, world: World) -> None:
    assert "Non consegnate ancora" in visitor.get("/admin/delivery").text
    answer = visitor.post("/admin/delivery/new", data=CENTRE)
    assert answer.status_code == 302
    db.session.rollback()
    zone = fulfilment.find_zone("10122", "torino")
    assert zone is not None
    assert (zone.fee_cents, zone.minimum_cents, zone.free_above_cents) == (350, 1500, 4000)
    assert "Mancano gli orari" in visitor.get("/admin/delivery").text
    visitor.post(f"/admin/delivery/{zone.id}/hours", data=rows((1, "17:00", "19:00", 60, 4, "")))
    db.session.rollback()
    assert fulfilment.list_drafts(zone.id) == [Draft(1, time(17), time(19), 60, 4)]
    page = visitor.get(f"/admin/delivery/{zone.id}").text
    assert "10121, 10122 Torino" in page and 'value="3,50"' in page and 'value="17:00"' in page
    assert "Mancano gli orari" not in visitor.get("/admin/delivery").text


@pytest.mark.parametrize(("typed", "field", "sentence"), [
    ({"name": ""}, "name", "Questo serve"), ({"places": "Torino"}, "places", "«Torino»"),
    ({"places": "1012 Torino"}, "places", "«1012 Torino»"),
    ({"fee_cents": "-1"}, "fee_cents", "Non abbiamo capito"), ({"fee_cents": "9999999"}, "fee_cents", "100.000"),
    ({"free_above_cents": "x"}, "free_above_cents", "Non abbiamo capito")])
def test_a_mistake_gets_a_sentence_at_its_field_and_the_rest_is_kept(
        visitor: FlaskClient, world: World, typed: dict[str, str], field: str, sentence: str) -> None:
    answer = visitor.post("/admin/delivery/new", data=CENTRE | typed)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text and sentence in answer.text
    assert 'value="15"' in answer.text
    assert names() == []


def test_zones_change_their_order_their_state_and_go(visitor: FlaskClient, world: World) -> None:
    near, far = make("Vicino"), make("Lontano")
    visitor.post(f"/admin/delivery/{far}/move", data={"way": "up"})
    assert names() == ["Lontano", "Vicino"]
    visitor.post(f"/admin/delivery/{far}/move", data={"way": "down"})
    assert names() == ["Vicino", "Lontano"]
    visitor.post(f"/admin/delivery/{near}", data=CENTRE | {"is_active": ""})
    db.session.rollback()
    assert [zone.id for zone in fulfilment.list_zones()] == [far]
    visitor.post(f"/admin/delivery/{far}/remove")
    assert names() == ["Centro"]


def test_a_zone_with_deliveries_to_come_can_not_be_removed(visitor: FlaskClient, world: World) -> None:
    zone_id = make("Centro")
    fulfilment.save_week([Draft(2, time(17), time(18), 60, 4)], zone_id=zone_id, by="staff:1", now=NOW)
    starts_at = clock.at(date(2026, 11, 25), time(17))
    assert starts_at is not None
    fulfilment.book(owner="order:1", starts_at=starts_at, zone_id=zone_id)
    refused = visitor.post(f"/admin/delivery/{zone_id}/remove")
    assert refused.status_code == 409 and "spegnila" in refused.text
    assert names() == ["Centro"]


def test_a_zone_nobody_knows_is_not_there(visitor: FlaskClient, world: World) -> None:
    assert visitor.get("/admin/delivery/9").status_code == 404
    for act in ("", "/hours", "/move", "/remove"):
        assert visitor.post(f"/admin/delivery/9{act}", data=CENTRE).status_code == 404
