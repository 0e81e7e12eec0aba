"""Decides how the demo's seller, face, words, hours and delivery zones are entered."""
from datetime import datetime, time
from pathlib import Path
from typing import Any

from shop.domain import business, fulfilment
from shop.domain.fulfilment import Draft, ZoneDraft
from shop.kernel import clock, ports
from shop.kernel.database import db

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
CUT_OFF = time(18)  # what is made to order is ordered by six in the evening of the day before
ACCEPT_UP_TO_CENTS = 8_000


def set_up_shop(content: dict[str, Any], pictures: Path, *, by: str, now: datetime) -> None:
    """All that the owner would enter under Settings, Hours and Delivery."""
    db.session.rollback()
    home = ports.picture_store().keep((pictures / f"{content['face']['home_picture']}.jpg").read_bytes())
    seller = business.Identity(**content["identity"])
    business.save(seller, by=by, now=now)
    business.save(business.Face(**content["face"] | {"home_picture": home.key}), by=by, now=now)
    business.save(business.LegalTexts(**content["legal"]), by=by, now=now)
    rules = business.OrderRules(accept_up_to_cents=ACCEPT_UP_TO_CENTS, letters_from=seller.email, owner_letters_to=seller.email)
    business.save(rules, by=by, now=now)
    fulfilment.save_week(_shop_week(content), by=by, now=now)
    for zone in content["delivery_zones"]:
        _enter_zone(zone, by=by, now=now)
    for holiday in fulfilment.propose_holidays(clock.day_of(now).year, province=seller.province):
        if holiday.on >= clock.day_of(now):
            fulfilment.set_day(holiday.on, note=holiday.name, is_holiday=True, anyway=True, by=by, now=now)


def _shop_week(content: dict[str, Any]) -> list[Draft]:
    slots = content["pickup"]
    return [
        Draft(weekday, time.fromisoformat(window["opens"]), time.fromisoformat(window["closes"]), slots["slot_minutes"],
              slots["places_per_slot"], CUT_OFF)
        for weekday, day in enumerate(DAYS) for window in content["hours"][day]]


def _enter_zone(zone: dict[str, Any], *, by: str, now: datetime) -> None:
    places = tuple((area["postal_code"], town) for area in zone["areas"] for town in area["towns"])
    zone_id = fulfilment.save_zone(
        ZoneDraft(zone["name"], places, zone["fee_cents"], zone["minimum_cents"], zone["free_above_cents"]), by=by, now=now)
    week = [
        Draft(DAYS.index(day), time.fromisoformat(window["opens"]), time.fromisoformat(window["closes"]), zone["slot_minutes"],
              zone["places_per_slot"], CUT_OFF)
        for window in zone["windows"] for day in window["days"]]
    fulfilment.save_week(week, zone_id=zone_id, by=by, now=now)
