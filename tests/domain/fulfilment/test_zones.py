"""Delivery zones: the first in the owner's order that names the place, with its fee, minimum and free-above."""
from datetime import date, time

import pytest
from flask import Flask

from shop.domain import fulfilment
from shop.domain.fulfilment import Draft, ZoneDraft
from shop.kernel.refusal import NotFound
from tests.conftest import NOW

BY = "staff:1"
TOMORROW = date(2026, 11, 25)
CENTRE = ZoneDraft("Centro", (("10121", "Torino"), ("10122", "Torino")), 300, 1500, 4000)


def _save(draft: ZoneDraft, zone_id: int | None = None) -> int:
    return fulfilment.save_zone(draft, zone_id=zone_id, by=BY, now=NOW)


def test_the_first_zone_in_order_that_names_the_place_is_the_one(any_app: Flask) -> None:
    near = _save(CENTRE)
    wide = _save(ZoneDraft("Cintura", (("10122", "Torino"), ("10042", "Nichelino")), 600))
    assert [zone.id for zone in fulfilment.find_zones("10122")] == [near, wide]
    found = fulfilment.find_zone("10042")
    assert found is not None and found.id == wide
    fulfilment.move_zone(wide, earlier=True, by=BY, now=NOW)
    assert [zone.id for zone in fulfilment.find_zones("10122")] == [wide, near]
    assert fulfilment.find_zone("00100") is None


def test_a_code_with_several_towns_asks_which(app: Flask) -> None:
    _save(ZoneDraft("Nord", (("10040", "Leinì"), ("10040", "Lombardore")), 500))
    south = _save(ZoneDraft("Sud", (("10040", "Volvera"),), 700))
    assert fulfilment.list_towns(" 10040 ") == ["Leinì", "Lombardore", "Volvera"]
    assert [zone.id for zone in fulfilment.find_zones("10040", "VOLVERA ")] == [south]
    zone = fulfilment.find_zone("10040", "leini")
    assert zone is not None and zone.name == "Nord"
    assert fulfilment.find_zone("10040", "Torino") is None


def test_the_fee_falls_away_above_an_amount_and_the_minimum_says_what_is_missing(app: Flask) -> None:
    zone = fulfilment.get_zone(_save(CENTRE))
    assert [fulfilment.fee_cents(zone, goods) for goods in (0, 3999, 4000)] == [300, 300, 0]
    assert [fulfilment.missing_for_minimum_cents(zone, goods) for goods in (1200, 1500)] == [300, 0]
    assert fulfilment.fee_cents(fulfilment.get_zone(_save(ZoneDraft("Z", (("10042", "Nichelino"),), 500))), 10**6) == 500


def test_a_zone_switched_off_is_not_found_but_kept(app: Flask) -> None:
    zone_id = _save(CENTRE)
    _save(ZoneDraft("Centro", CENTRE.places, is_active=False), zone_id)
    assert fulfilment.find_zone("10121") is None
    with pytest.raises(NotFound):
        fulfilment.get_zone(zone_id)
    assert fulfilment.get_zone(zone_id, also_closed=True).name == "Centro"


def test_deliveries_have_windows_and_places_of_their_own(any_app: Flask) -> None:
    zone_id = _save(CENTRE)
    fulfilment.save_week([Draft(2, time(16), time(18), 60, 1)], zone_id=zone_id, by=BY, now=NOW)
    slots = fulfilment.slots(on=TOMORROW, zone_id=zone_id)
    assert len(slots) == 2 and fulfilment.slots(on=TOMORROW) == []
    fulfilment.book(owner="order:1", starts_at=slots[0].starts_at, zone_id=zone_id)
    with pytest.raises(fulfilment.SlotIsFull):
        fulfilment.book(owner="order:2", starts_at=slots[0].starts_at, zone_id=zone_id)
    with pytest.raises(fulfilment.ZoneHasOrders):
        fulfilment.remove_zone(zone_id, by=BY, now=NOW)
    fulfilment.free("order:1")
    fulfilment.remove_zone(zone_id, by=BY, now=NOW)
    assert fulfilment.slots(on=TOMORROW, zone_id=zone_id) == []


def test_places_are_read_as_people_write_them() -> None:
    places = fulfilment.read_places("10121, 10122 Torino\n\n10042  Nichelino\n10121 TORINO\n10040; Leinì")
    assert places == (("10121", "Torino"), ("10122", "Torino"), ("10042", "Nichelino"), ("10040", "Leinì"))
    assert fulfilment.read_places(fulfilment.write_places(places)) == places


@pytest.mark.parametrize("text", ["Torino", "10121", "1012 Torino", "101211 Torino", "١٠١٢١ Torino"])
def test_a_line_without_code_or_town_is_refused_by_name(text: str) -> None:
    with pytest.raises(fulfilment.BadPostalCode) as refusal:
        fulfilment.read_places(f"10042 Nichelino\n{text}")
    assert refusal.value.params["line"] == text


@pytest.mark.parametrize(("draft", "kind"), [
    (ZoneDraft(" ", CENTRE.places), fulfilment.ZoneNeedsName), (ZoneDraft("Centro", ()), fulfilment.ZoneNeedsPlaces),
    (ZoneDraft("Centro", CENTRE.places, -1), fulfilment.BadAmount)])
def test_an_incomplete_zone_is_refused(app: Flask, draft: ZoneDraft, kind: type[Exception]) -> None:
    with pytest.raises(kind):
        _save(draft)
    assert fulfilment.list_zones(also_closed=True) == []


def test_a_zone_nobody_knows_is_not_found(app: Flask) -> None:
    for act in (lambda: _save(CENTRE, 99), lambda: fulfilment.remove_zone(99, by=BY, now=NOW),
                lambda: fulfilment.move_zone(99, earlier=True, by=BY, now=NOW)):
        with pytest.raises(NotFound):
            act()
