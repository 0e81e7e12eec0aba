"""Decides which slots of a day are offered for a need, and why not the others: pure over a scene of the shop at one minute."""
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from shop.domain.availability.needing import Need
from shop.domain.business import OrderRules
from shop.domain.catalogue import FOREVER, Product
from shop.domain.fulfilment import DaySlots, Slot, SlotBook
from shop.domain.stock import words_of
from shop.kernel import clock


@dataclass(frozen=True)
class Reason:
    """Why not, or why not earlier: `refusal.<code>` is its sentence, with these parameters."""

    code: str
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Scene:
    """The shop at one minute, as one asker meets it. `left` says what is left of a product on a day, None for no limit; `until_on` a day
    agreed with the asker, however far ahead."""

    now: datetime
    rules: OrderRules
    book: SlotBook
    left: Callable[[Product, date], int | None]
    kind: str = "pickup"
    zone_id: int | None = None
    by_staff: bool = False
    until_on: date | None = None

    @cached_property
    def today(self) -> date:
        return clock.day_of(self.now)

    @cached_property
    def last_on(self) -> date:
        last_on = self.today + timedelta(days=self.rules.days_ahead)
        return max(last_on, self.until_on) if self.until_on else last_on


@dataclass(frozen=True)
class Bound:
    """The moment slots are offered from, and the rule that sets it."""

    at: datetime
    reason: Reason


def minute(now: datetime) -> datetime:
    """Nothing the shop answers changes inside a minute."""
    return now.replace(second=0, microsecond=0)


def never(need: Need, scene: Scene) -> Reason | None:
    """Why it can't be had on any day, if so."""
    if scene.kind == "delivery" and scene.zone_id is None:
        return Reason("no_zone")
    for product in need.products:
        if product.state != "published":
            return Reason("not_sold", {"product": product.name})
        if product.counter_only and not scene.by_staff:
            return Reason("counter_only", {"product": product.name})
        if scene.kind == "delivery" and not product.delivers:
            return Reason("not_delivered", {"product": product.name})
    gone = next((product for product, _ in need.wants if product.sold_out_until and product.sold_out_until >= FOREVER), None)
    return Reason("sold_out", {"product": gone.name}) if gone else None


def bound(need: Need, scene: Scene) -> Bound:
    """From when slots are offered: the latest of notice, making, a pause and what is sold out for now."""
    return max(_bounds(need, scene), key=lambda found: found.at)


def notice(scene: Scene) -> datetime:
    """What every order waits for, whatever is in it and however busy the shop is."""
    return scene.now if scene.by_staff else scene.now + timedelta(minutes=scene.rules.notice_minutes)


def _bounds(need: Need, scene: Scene) -> Iterator[Bound]:
    rules = scene.rules
    yield Bound(notice(scene), Reason("too_soon"))
    if rules.extra_until and scene.now < rules.extra_until and not scene.by_staff:
        minutes = rules.notice_minutes + rules.extra_minutes
        yield Bound(scene.now + timedelta(minutes=minutes), Reason("busy", {"notice_minutes": minutes}))
    if need.lead_minutes:
        made_at = scene.now + timedelta(minutes=need.lead_minutes)
        yield Bound(made_at, Reason("lead_time", {"product": need.slowest, "lead_minutes": need.lead_minutes}))
    until_at = rules.paused_until
    if until_at and scene.now < until_at and not scene.by_staff:
        yield Bound(max(until_at, clock.start_of(scene.today + timedelta(days=1))), Reason("paused", {"until_at": until_at}))
    for product, _ in need.wants:
        if product.sold_out_until:
            yield Bound(product.sold_out_until, Reason("sold_out_today", {"product": product.name, "until_at": product.sold_out_until}))


def out(need: Need, scene: Scene, on: date) -> Reason | None:
    """Why that whole day is out of the question, if so."""
    if on < scene.today:
        return Reason("over", {"on": on})
    if on > scene.last_on:
        return Reason("too_far", {"last_on": scene.last_on})
    day = scene.book.day(on, scene.zone_id)
    if not day.slots or (day.web_closed and not scene.by_staff):
        special = scene.book.hours.special.get(on)
        return Reason("closed_for", {"on": on, "note": special.note}) if special and special.note else Reason("closed", {"on": on})
    late = next((product for product in need.products if not product.in_season(on)), None)
    return Reason("out_of_season", {"product": late.name, "on": on}) if late else short(need, scene, on)


def short(need: Need, scene: Scene, on: date) -> Reason | None:
    """Which pool of the day holds too little."""
    for product, quantity in need.wants:
        left = scene.left(product, on)
        if left is not None and left < quantity:
            if left <= 0:
                return Reason("none_left", {"product": product.name, "on": on})
            return Reason("not_enough_left", {"product": product.name, "left": words_of(product, left), "pieces": left, "on": on})
    return None


def offered(need: Need, scene: Scene, day: DaySlots, since: datetime) -> Iterator[Slot]:
    """The free slots of a day that is not out, from a moment on."""
    first = bisect_left(day.starts, since)
    if scene.by_staff and since == scene.now and first and day.free[first - 1].ends_at > since:
        first -= 1  # staff may use the slot that is running
    for slot in day.free[first:]:
        if not too_late(need, scene, slot):
            yield slot


def too_late(need: Need, scene: Scene, slot: Slot) -> bool:
    """Whether what must be made had to be ordered by now."""
    return bool(need.lead_minutes and slot.order_by_at and scene.now >= slot.order_by_at)


def held_back(need: Need, scene: Scene, day: DaySlots, limit: Bound, first: Slot | None) -> Reason | None:
    """Why the first slot offered is not the first the day still holds; None when it is."""
    since = notice(scene)
    coming = next((slot for slot in day.slots if slot.starts_at >= since), None)
    if first is not None and (coming is None or first.starts_at <= coming.starts_at):
        return None
    if coming is None:
        return Reason("over", {"on": day.on})
    # of a day that offers nothing, what rules out even its last slot is the reason
    return judge(need, scene, coming if first else day.slots[-1], limit)


def judge(need: Need, scene: Scene, slot: Slot, limit: Bound) -> Reason | None:
    """Why that very slot is not offered; None when it is."""
    if slot.starts_at < limit.at and not (limit.at == scene.now and scene.by_staff and slot.ends_at > scene.now):
        return limit.reason
    if slot.left <= 0:
        return Reason("slot_is_full", {"starts_at": slot.starts_at})
    if too_late(need, scene, slot):
        return Reason("cut_off", {"product": need.slowest, "by_at": slot.order_by_at})
    return None
