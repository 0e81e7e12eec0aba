"""Decides the one answer to "when can I have this, and why not sooner": the same for a card, a basket and the moment of placing."""
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from shop.domain.availability import ruling
from shop.domain.availability.needing import Need, Wanted, need_of
from shop.domain.availability.refusing import refusal_of
from shop.domain.availability.ruling import Reason, Scene
from shop.domain.business import order_rules
from shop.domain.fulfilment import Slot, slot_book
from shop.domain.stock import shelf
from shop.kernel import clock


@dataclass(frozen=True)
class Answer:
    """The first slot, and what keeps it from being earlier (or from being at all)."""

    first: Slot | None
    why: Reason | None


@dataclass(frozen=True)
class DayOffer:
    """A day's slots for what is wanted; `why_not` when there are none."""

    on: date
    slots: tuple[Slot, ...]
    why_not: Reason | None


def scene(
    *, now: datetime, kind: str = "pickup", zone_id: int | None = None, by_staff: bool = False, until_on: date | None = None,
) -> Scene:
    """The shop at this minute, from what is remembered of hours, places and rules."""
    zone_id = zone_id if kind == "delivery" else None
    return Scene(ruling.minute(now), order_rules(), slot_book(), shelf(), kind, zone_id, by_staff, until_on)


def answer(
    wanted: Sequence[Wanted], *, now: datetime, kind: str = "pickup", zone_id: int | None = None, on: date | None = None,
    by_staff: bool = False,
) -> Answer:
    """The first slot in which all lines can be had, of all days or of one."""
    return first_of(need_of(wanted), scene(now=now, kind=kind, zone_id=zone_id, by_staff=by_staff), on)


def first_of(need: Need, shop: Scene, on: date | None = None) -> Answer:
    """Pure over the scene."""
    reason = ruling.never(need, shop)
    if reason:
        return Answer(None, reason)
    why: Reason | None = None
    limit = ruling.bound(need, shop)
    for day in [on] if on else _days(shop):
        first, held = _first(need, shop, day, limit)
        why = _weightier(why, held)
        if first:
            return Answer(first, why)
    return Answer(None, why or Reason("closed", {"on": on or shop.today}))


def _days(shop: Scene) -> Iterable[date]:
    return (shop.today + timedelta(days=n) for n in range(shop.rules.days_ahead + 1))


def _first(need: Need, shop: Scene, on: date, limit: ruling.Bound) -> tuple[Slot | None, Reason | None]:
    reason = ruling.out(need, shop, on)
    if reason:
        return None, reason
    day = shop.book.day(on, shop.zone_id)
    first = next(ruling.offered(need, shop, day, limit.at), None)
    return first, ruling.held_back(need, shop, day, limit, first)


PLAIN = ("closed", "closed_for", "over", "too_soon")


def _weightier(known: Reason | None, found: Reason | None) -> Reason | None:
    """What held it back last says most; that the shop was closed meanwhile only matters when nothing else does."""
    return found if found and (known is None or found.code not in PLAIN) else known


def day_offer(need: Need, shop: Scene, on: date) -> DayOffer:
    """Pure over the scene: all slots of one day."""
    reason = ruling.never(need, shop) or ruling.out(need, shop, on)
    if reason:
        return DayOffer(on, (), reason)
    limit, day = ruling.bound(need, shop), shop.book.day(on, shop.zone_id)
    slots = tuple(ruling.offered(need, shop, day, limit.at))
    return DayOffer(on, slots, None if slots else ruling.held_back(need, shop, day, limit, None))


def list_days(
    wanted: Sequence[Wanted], *, now: datetime, kind: str = "pickup", zone_id: int | None = None, days: int = 14, by_staff: bool = False,
) -> list[DayOffer]:
    """The coming days from today with their slots, or why there are none."""
    need, shop = need_of(wanted), scene(now=now, kind=kind, zone_id=zone_id, by_staff=by_staff)
    return [day_offer(need, shop, on) for on, _ in zip(_days(shop), range(days), strict=False)]


def list_slots(
    wanted: Sequence[Wanted], *, on: date, now: datetime, kind: str = "pickup", zone_id: int | None = None, by_staff: bool = False,
) -> list[Slot]:
    """The slots of one day in which all lines can be had."""
    return list(day_offer(need_of(wanted), scene(now=now, kind=kind, zone_id=zone_id, by_staff=by_staff), on).slots)


def list_days_around(wanted: Sequence[Wanted], *, on: date, days: int, now: datetime) -> list[DayOffer]:
    """An agreed day and so many before and after it, however far ahead, for pickup; days that are over are left out."""
    first, last = max(on - timedelta(days=days), clock.day_of(now)), on + timedelta(days=days)
    need, shop = need_of(wanted), scene(now=now, until_on=last)
    return [day_offer(need, shop, first + timedelta(days=n)) for n in range((last - first).days + 1)]


def check(
    wanted: Sequence[Wanted], *, starts_at: datetime, now: datetime, kind: str = "pickup", zone_id: int | None = None,
    by_staff: bool = False, until_on: date | None = None,
) -> Slot:
    """The slot, if all lines can be had in it; else the refusal that says why not.

    What an order already holds counts as taken: to move it, free it first in the same write. The guarded UPDATEs behind stay the judge.
    `until_on` a day agreed with the customer: that far ahead may be ordered.
    """
    shop = scene(now=now, kind=kind, zone_id=zone_id, by_staff=by_staff, until_on=until_on)
    found = at_once(wanted, shop) if kind == "digital" else verdict(need_of(wanted), shop, starts_at)
    if isinstance(found, Reason):
        raise refusal_of(found)
    return found


def at_once(wanted: Sequence[Wanted], shop: Scene) -> Slot | Reason:
    """What goes by letter needs no time and takes no place; nothing but gift cards does."""
    other = next((product for product, _, _ in wanted if not product.is_voucher), None)
    why = ruling.never(need_of(wanted), shop) or (Reason("not_digital", {"product": other.name}) if other else None)
    return why or Slot(shop.now, shop.now, 1, 1)


def verdict(need: Need, shop: Scene, starts_at: datetime) -> Slot | Reason:
    """Pure over the scene: that slot, or why it can't be had."""
    on = clock.day_of(starts_at)
    reason = ruling.never(need, shop) or ruling.out(need, shop, on)
    if reason:
        return reason
    slot = next((slot for slot in shop.book.day(on, shop.zone_id).slots if slot.starts_at == starts_at), None)
    if slot is None:
        return Reason("no_such_slot", {"starts_at": starts_at})
    return ruling.judge(need, shop, slot, ruling.bound(need, shop)) or slot
