"""Slots on the shop's wall clock: whole ones only, no phantom in the spring night, none twice in the autumn one."""
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from shop.domain.fulfilment import Hours, Opening, Slot, SpecialDay, Taken, cut, fill
from shop.kernel import clock

SATURDAY = date(2026, 11, 28)
SPRING, AUTUMN = date(2027, 3, 28), date(2026, 10, 25)


def walls(slots: tuple[Slot, ...]) -> list[str]:
    return [f"{clock.local(slot.starts_at):%H:%M}" for slot in slots]


def test_windows_are_cut_into_whole_slots() -> None:
    slots = cut(SATURDAY, [Opening(time(7), time(8, 10), 20), Opening(time(15, 30), time(16), 15)])
    assert walls(slots) == ["07:00", "07:20", "07:40", "15:30", "15:45"]
    assert slots[0].starts_at == datetime(2026, 11, 28, 6, 0, tzinfo=UTC)
    assert slots[0].ends_at == slots[1].starts_at


def test_a_spring_night_has_no_slot_in_the_hour_that_is_skipped() -> None:
    slots = cut(SPRING, [Opening(time(1), time(5), 30)])
    assert walls(slots) == ["01:00", "01:30", "03:00", "03:30", "04:00", "04:30"]
    assert slots[1].ends_at == slots[2].starts_at


def test_an_autumn_night_has_no_slot_twice() -> None:
    slots = cut(AUTUMN, [Opening(time(1), time(4), 30)])
    assert walls(slots) == ["01:00", "01:30", "02:00", "02:30", "03:00", "03:30"]


windows = st.builds(
    lambda start, length, slot, places: Opening(
        time(start // 60, start % 60), time(min(start + length, 1439) // 60, min(start + length, 1439) % 60), slot, places),
    st.integers(0, 1400), st.integers(5, 600), st.integers(5, 120), st.integers(0, 9))
days = st.one_of(st.sampled_from([SPRING, AUTUMN, SATURDAY]), st.dates(date(2026, 1, 1), date(2028, 1, 1)))


@given(days, st.lists(windows, max_size=3))
def test_slots_of_any_day_are_in_order_real_and_never_twice(on: date, openings: list[Opening]) -> None:
    slots = cut(on, openings)
    assert all(a.starts_at < b.starts_at and a.ends_at <= b.starts_at for a, b in zip(slots, slots[1:], strict=False))
    assert len(set(walls(slots))) == len(slots)
    for slot in slots:
        wall = clock.local(slot.starts_at)
        assert clock.day_of(slot.starts_at) == on
        assert clock.at(on, wall.time()) == slot.starts_at, "a slot must begin at a time the shop's clock shows"
        assert any(o.opens <= wall.time() < o.closes for o in openings)
        assert slot.starts_at < slot.ends_at and slot.places > 0


@given(st.lists(st.tuples(st.integers(0, 47), st.integers(1, 4), st.integers(1, 3)), max_size=8), st.sampled_from([10, 15, 20, 30, 60]))
def test_every_booking_counts_in_each_slot_it_overlaps_whatever_the_slot_length(taken: list[tuple[int, int, int]], minutes: int) -> None:
    start = clock.start_of(SATURDAY)
    booked = [Taken(start + timedelta(minutes=15 * s), start + timedelta(minutes=15 * (s + n)), count) for s, n, count in taken]
    for slot in fill(cut(SATURDAY, [Opening(time(0), time(12), minutes, 5)]), booked):
        over = sum(t.count for t in booked if t.starts_at < slot.ends_at and t.ends_at > slot.starts_at)
        assert slot.left == max(0, 5 - over)


def test_a_special_day_has_its_own_hours_and_the_usual_slots() -> None:
    usual = Opening(time(7), time(13), 20, 4, time(18))
    hours = Hours({None: {5: (usual,)}}, {SATURDAY: SpecialDay(SATURDAY, (Opening(time(8), time(10)),), {}, False, False)})
    assert hours.openings(SATURDAY) == (Opening(time(8), time(10)),)
    assert hours.openings(SATURDAY + timedelta(days=7)) == (usual,)
    assert hours.openings(SATURDAY + timedelta(days=1)) == ()


def test_deliveries_of_a_special_day_stay_within_its_hours() -> None:
    delivery = (Opening(time(10), time(12)), Opening(time(17), time(19)))
    special = SpecialDay(SATURDAY, (Opening(time(7), time(11)),), {}, False, False)
    hours = Hours({None: {}, 4: {5: delivery}}, {SATURDAY: special})
    assert hours.openings(SATURDAY, 4) == (Opening(time(10), time(11)),)
    closed = Hours(hours.weekly, {SATURDAY: SpecialDay(SATURDAY, (), {}, False, True)})
    assert closed.openings(SATURDAY, 4) == ()
