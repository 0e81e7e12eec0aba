"""Makes shops out of nothing but facts, for rules that are pure."""
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from hypothesis import strategies as st

from shop.domain.availability.ruling import Scene, minute
from shop.domain.business import OrderRules
from shop.domain.catalogue import FOREVER, Category, Product
from shop.domain.fulfilment import Hours, Opening, Slot, SlotBook, SpecialDay, Taken
from shop.kernel import clock
from tests.conftest import NOW

TODAY = date(2026, 11, 24)
PLAIN: dict[str, Any] = {
    "slug": "x", "category": Category(1, "dolci", {}), "state": "published", "story": {}, "ingredients": {}, "unit": "piece",
    "price_cents": 100, "step_g": None, "min_g": None, "net_g": 50, "net_ml": None, "vat": "reduced",
    "allergens": frozenset(), "traces": frozenset(),
    "alcohol": False, "perishable": True, "keep_cold": False, "shelf_life_hours": None, "lead_minutes": 0, "pool_size": None,
    "season_from": None, "season_to": None, "from_on": None, "until_on": None, "sold_out_until": None, "counter_only": False,
    "delivers": True, "region": None, "goes_with": (), "variants": (), "groups": (), "questions": (), "parts": (), "pictures": ()}


def good(id: int = 1, **fields: Any) -> Product:
    return Product(**PLAIN | {"id": id, "name": {"it": f"Dolce {id}", "en": f"Sweet {id}"}} | fields)


def shop(
    *, now: datetime = NOW, opens: time = time(7), closes: time = time(19), slot_minutes: int = 30, places: int = 6,
    order_by: time | None = None, weekdays: range = range(7), special: tuple[SpecialDay, ...] = (), taken: tuple[Taken, ...] = (),
    left: dict[tuple[int, date], int] | None = None, rules: OrderRules | None = None, **asker: Any,
) -> Scene:
    """A shop with the same window on each weekday; `left` names the pools that have a limit other than the product's own."""
    window = Opening(opens, closes, slot_minutes, places, order_by)
    hours = Hours({None: dict.fromkeys(weekdays, (window,))}, {day.on: day for day in special})
    return Scene(minute(now), rules or OrderRules(days_ahead=14), book_of(hours, taken),
                 lambda product, on: (left or {}).get((product.id, on), product.pool_size), **asker)


def book_of(hours: Hours, taken: tuple[Taken, ...]) -> SlotBook:
    return SlotBook(hours, lambda on: {None: tuple(t for t in taken if clock.day_of(t.starts_at) == on)})


def with_full(scene: Scene, slot: Slot) -> Scene:
    """The same shop after others took all the places of a slot."""
    before = scene.book.bookings
    more = Taken(slot.starts_at, slot.ends_at, slot.left)
    on = clock.day_of(slot.starts_at)
    after = {None: (*before(on).get(None, ()), more)}
    return replace(scene, book=SlotBook(scene.book.hours, lambda day: after if day == on else before(day)))


goods = st.builds(
    good, st.integers(1, 3), lead_minutes=st.sampled_from([0, 0, 90, 24 * 60, 50 * 60]), pool_size=st.sampled_from([None, 0, 2, 5]),
    season_from=st.sampled_from([None, None, "11-25"]), season_to=st.sampled_from([None, "12-03"]),
    until_on=st.sampled_from([None, None, TODAY, TODAY + timedelta(days=3)]),
    sold_out_until=st.sampled_from([None, None, FOREVER, clock.start_of(TODAY + timedelta(days=1)), NOW - timedelta(days=1)]),
    counter_only=st.sampled_from([False, False, False, True]), state=st.sampled_from(["published"] * 5 + ["withdrawn"]))
wanted_lists = st.lists(st.tuples(goods, st.none(), st.integers(1, 4)), min_size=1, max_size=3, unique_by=lambda w: w[0].id)
rules = st.builds(
    OrderRules, notice_minutes=st.sampled_from([0, 30, 75]), days_ahead=st.sampled_from([0, 1, 9]),
    paused_until=st.sampled_from([None, None, NOW + timedelta(minutes=30), NOW + timedelta(days=1)]),
    extra_minutes=st.sampled_from([0, 20]),
    extra_until=st.sampled_from([None, NOW + timedelta(hours=1)]))


@st.composite
def scenes(draw: st.DrawFn) -> Scene:
    start = clock.start_of(TODAY)
    taken = tuple(
        Taken(start + timedelta(minutes=15 * begin), start + timedelta(minutes=15 * (begin + length)), count)
        for begin, length, count in draw(st.lists(st.tuples(st.integers(20, 300), st.integers(1, 4), st.integers(1, 3)), max_size=12)))
    special = draw(st.sampled_from([(), (SpecialDay(TODAY, (), {"it": "Festa"}, False, True),),
                                    (SpecialDay(TODAY + timedelta(days=1), (Opening(time(9), time(10), 30),), {}, True, False),)]))
    days = [TODAY + timedelta(days=n) for n in range(4)]
    left = draw(st.dictionaries(st.tuples(st.integers(1, 3), st.sampled_from(days)), st.integers(0, 6)))
    return shop(
        now=NOW + timedelta(minutes=draw(st.integers(-200, 800)), seconds=draw(st.integers(0, 59))),
        slot_minutes=draw(st.sampled_from([15, 30, 60])), places=draw(st.integers(1, 3)), order_by=draw(st.sampled_from([None, time(18)])),
        weekdays=draw(st.sampled_from([range(7), range(1, 5)])), special=special, taken=taken, left=left, rules=draw(rules),
        by_staff=draw(st.booleans()))
