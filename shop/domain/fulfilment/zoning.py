"""Decides where the shop delivers and for how much: the first zone in the owner's order that names the place."""
import unicodedata

from shop.domain.fulfilment.hours import DeliveryZone, hours
from shop.kernel.refusal import NotFound


def fold(town: str) -> str:
    """`  Nìchelino ` and `nichelino` are one town."""
    plain = unicodedata.normalize("NFKD", town).encode("ascii", "ignore").decode()
    return " ".join(plain.replace("'", " ").replace("-", " ").casefold().split())


def list_zones(*, also_closed: bool = False) -> list[DeliveryZone]:
    """Zones in priority order."""
    return [zone for zone in hours().zones if zone.is_active or also_closed]


def find_zones(postal_code: str, town: str | None = None) -> list[DeliveryZone]:
    """The zones that name this postal code (and town), in priority order: the first is the one."""
    code, wanted = postal_code.strip(), fold(town) if town else None
    return [zone for zone in list_zones() if any(c == code and wanted in (None, fold(t)) for c, t in zone.places)]


def find_zone(postal_code: str, town: str | None = None) -> DeliveryZone | None:
    """The zone that delivers there, if one does."""
    return next(iter(find_zones(postal_code, town)), None)


def get_zone(zone_id: int, *, also_closed: bool = False) -> DeliveryZone:
    """Raises NotFound."""
    zone = next((zone for zone in list_zones(also_closed=also_closed) if zone.id == zone_id), None)
    if zone is None:
        raise NotFound
    return zone


def list_towns(postal_code: str) -> list[str]:
    """The towns of this postal code the shop delivers to: more than one, and the customer must say which."""
    code, found = postal_code.strip(), dict[str, str]()
    for zone in list_zones():
        for named, town in zone.places:
            if named == code:
                found.setdefault(fold(town), town)
    return sorted(found.values())


def fee_cents(zone: DeliveryZone, goods_cents: int) -> int:
    """The fee for goods of that value; nothing from `free_above_cents` on."""
    free = zone.free_above_cents is not None and goods_cents >= zone.free_above_cents
    return 0 if free else zone.fee_cents


def missing_for_minimum_cents(zone: DeliveryZone, goods_cents: int) -> int:
    """How much more must be ordered before the shop delivers there."""
    return max(0, zone.minimum_cents - goods_cents)
