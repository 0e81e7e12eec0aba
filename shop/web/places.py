"""Decides how the question "where to" is read: pickup, or the delivery zone of a postal code, and of a town where that has several."""
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shop.domain import fulfilment, orders
from shop.domain.fulfilment import DeliveryZone
from shop.kernel.refusal import Refusal


class UnknownPlace(Refusal):
    code = "unknown_place"
    field = "postal_code"


class WhichTown(Refusal):
    code = "which_town"
    field = "town"


@dataclass(frozen=True)
class Place:
    """How it is had (`digital`: by letter): `zone` is None for pickup, and for a place not yet known or not served."""

    kind: str
    postal_code: str = ""
    town: str = ""
    towns: tuple[str, ...] = ()
    zone: DeliveryZone | None = None

    @property
    def zone_id(self) -> int | None:
        return self.zone.id if self.zone else None

    @property
    def town_choices(self) -> list[tuple[str, str]]:
        return [(town, town) for town in self.towns]

    @property
    def is_known(self) -> bool:
        return self.kind in ("pickup", "digital") or self.zone is not None


def read_place(typed: Mapping[str, Any]) -> Place:
    """What was typed of the place; a postal code with several towns stays open until one is named."""
    if typed.get("kind") != "delivery" or not fulfilment.list_zones():
        return Place("pickup")
    code = typed.get("postal_code", "").strip()
    towns = fulfilment.list_towns(code)
    town = towns[0] if len(towns) == 1 else typed.get("town", "")
    zone = fulfilment.find_zone(code, town) if code and town in towns else None
    return Place("delivery", code, town if town in towns else "", tuple(towns), zone)


def check_place(typed: Mapping[str, Any]) -> None:
    """Raises UnknownPlace, WhichTown, AddressNeeded."""
    place = read_place(typed)
    if not place.is_known:
        raise WhichTown if len(place.towns) > 1 else UnknownPlace
    if place.kind == "delivery" and not typed.get("street", "").strip():
        raise orders.AddressNeeded
