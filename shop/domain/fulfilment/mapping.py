"""Decides what a delivery zone must say, and stores zones and their order."""
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update

from shop.domain.fulfilment.models import Booking, Zone, ZonePlace
from shop.domain.fulfilment.zoning import fold
from shop.kernel import audit, clock
from shop.kernel.database import change, db, writing
from shop.kernel.refusal import NotFound, Refusal

MOST_CENTS = 100_000_00


class ZoneNeedsName(Refusal):
    code = "zone_needs_name"
    field = "name"


class ZoneNeedsPlaces(Refusal):
    code = "zone_needs_places"
    field = "places"


class BadPostalCode(Refusal):
    code = "unreadable_place"
    field = "places"


class BadAmount(Refusal):
    code = "bad_amount"
    field = "fee_cents"


class ZoneHasOrders(Refusal):
    code = "zone_has_orders"
    field = "name"


@dataclass(frozen=True)
class ZoneDraft:
    """A zone as the owner wrote it; `places` are (postal code, town)."""

    name: str
    places: tuple[tuple[str, str], ...]
    fee_cents: int = 0
    minimum_cents: int = 0
    free_above_cents: int | None = None
    is_active: bool = True


def read_places(text: str) -> tuple[tuple[str, str], ...]:
    """`10121 Torino` on each line, or several codes before one town: `10121, 10122 Torino`. Raises BadPostalCode for another line."""
    found: dict[tuple[str, str], tuple[str, str]] = {}
    for line in text.splitlines():
        words = line.replace(",", " ").replace(";", " ").split()
        codes = [word for word in words if word.isdigit()]
        town = " ".join(word for word in words if not word.isdigit())
        if words and (not codes or not town or any(len(code) != 5 or not code.isascii() for code in codes)):
            raise BadPostalCode(line=line.strip()[:60])
        for code in codes:
            found.setdefault((code, fold(town)), (code, town[:80]))
    return tuple(found.values())


def write_places(places: Sequence[tuple[str, str]]) -> str:
    """The text `read_places` reads, one town a line."""
    towns: dict[str, list[str]] = {}
    for code, town in places:
        towns.setdefault(town, []).append(code)
    return "\n".join(f"{', '.join(codes)} {town}" for town, codes in towns.items())


def save_zone(draft: ZoneDraft, *, zone_id: int | None = None, by: str, now: datetime) -> int:
    """A new zone, last in order, or another content of a known one; its id. Raises the refusals above, NotFound."""
    _examine(draft)
    with writing():
        zone = db.session.get(Zone, zone_id) if zone_id else Zone(position=_last() + 1)
        if zone is None:
            raise NotFound
        zone.name, zone.is_active = draft.name.strip(), draft.is_active
        zone.fee_cents, zone.minimum_cents, zone.free_above_cents = draft.fee_cents, draft.minimum_cents, draft.free_above_cents
        zone.places = [ZonePlace(postal_code=code, town=town) for code, town in draft.places]
        db.session.add(zone)
        db.session.flush()
        audit.note(what="zone.saved", by=by, about=f"zone:{zone.id}", at=now, fee_cents=zone.fee_cents)
        return zone.id


def _examine(draft: ZoneDraft) -> None:
    if not draft.name.strip() or len(draft.name) > 60:
        raise ZoneNeedsName
    if not draft.places:
        raise ZoneNeedsPlaces
    for cents in (draft.fee_cents, draft.minimum_cents, draft.free_above_cents or 0):
        if not 0 <= cents <= MOST_CENTS:
            raise BadAmount


def _last() -> int:
    return db.session.scalar(select(func.max(Zone.position))) or 0


def move_zone(zone_id: int, *, earlier: bool, by: str, now: datetime) -> None:
    """One place up or down in priority; nothing happens at the end of the list. Raises NotFound."""
    with writing():
        ids = list(db.session.scalars(select(Zone.id).order_by(Zone.position, Zone.id)))
        if zone_id not in ids:
            raise NotFound
        place = ids.index(zone_id)
        ids.insert(max(0, place - 1) if earlier else place + 1, ids.pop(place))
        for position, id_ in enumerate(ids, 1):
            change(update(Zone).where(Zone.id == id_).values(position=position))
        audit.note(what="zone.moved", by=by, about=f"zone:{zone_id}", at=now)


def remove_zone(zone_id: int, *, by: str, now: datetime) -> None:
    """Forget a zone. Raises ZoneHasOrders while deliveries there are to come (it can be switched off), NotFound."""
    with writing():
        zone = db.session.get(Zone, zone_id)
        if zone is None:
            raise NotFound
        if db.session.scalar(select(Booking.owner).where(Booking.zone_id == zone_id, Booking.on >= clock.day_of(now)).limit(1)):
            raise ZoneHasOrders(zone=zone.name)
        db.session.delete(zone)
        db.session.flush()
        audit.note(what="zone.removed", by=by, about=f"zone:{zone_id}", at=now)
