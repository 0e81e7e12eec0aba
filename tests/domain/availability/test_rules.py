"""The one answer, as rules over facts: what is offered can be had, what is not says why, and more is never sooner."""
from dataclasses import replace
from datetime import datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from shop.domain.availability.answering import Answer, day_offer, first_of, verdict
from shop.domain.availability.needing import Wanted, need_of
from shop.domain.availability.ruling import Reason, Scene
from shop.domain.business import OrderRules
from shop.domain.catalogue import FOREVER, Part, Variant
from shop.domain.fulfilment import Opening, Slot, SpecialDay, Taken
from shop.kernel import clock
from tests.conftest import NOW
from tests.domain.availability.scenes import TODAY, good, goods, scenes, shop, wanted_lists, with_full

NEVER = datetime(9999, 1, 1, tzinfo=NOW.tzinfo)


def when(answer: Answer) -> datetime:
    return answer.first.starts_at if answer.first else NEVER


def wall(answer: Answer) -> str:
    assert answer.first is not None, answer.why
    return f"{clock.local(answer.first.starts_at):%a %H:%M}"


def ask(scene: Scene, *wanted: Wanted) -> Answer:
    return first_of(need_of(wanted), scene)


def code(answer: Answer) -> str | None:
    return answer.why.code if answer.why else None


@given(scenes(), wanted_lists)
def test_the_first_slot_offered_can_be_had(scene: Scene, wanted: list[Wanted]) -> None:
    found = ask(scene, *wanted)
    if found.first:
        assert verdict(need_of(wanted), scene, found.first.starts_at) == found.first
    else:
        assert found.why is not None


@given(scenes(), wanted_lists)
def test_the_slots_offered_are_exactly_those_that_can_be_had(scene: Scene, wanted: list[Wanted]) -> None:
    need, offered, firsts = need_of(wanted), [], []
    for n in range(scene.rules.days_ahead + 1):
        on = scene.today + timedelta(days=n)
        offer = day_offer(need, scene, on)
        assert (offer.why_not is None) == bool(offer.slots)
        assert first_of(need, scene, on).first == next(iter(offer.slots), None)
        cut = scene.book.day(on).slots
        assert list(offer.slots) == [slot for slot in cut if isinstance(verdict(need, scene, slot.starts_at), Slot)]
        offered += offer.slots
        firsts += offer.slots[:1]
    assert first_of(need, scene).first == next(iter(firsts), None)
    assert all(slot.left > 0 for slot in offered)


@given(scenes(), wanted_lists, st.integers(0, 2), st.integers(1, 4))
def test_more_of_a_thing_is_never_sooner(scene: Scene, wanted: list[Wanted], place: int, more: int) -> None:
    place %= len(wanted)
    product, variant_id, quantity = wanted[place]
    larger = [*wanted[:place], (product, variant_id, quantity + more), *wanted[place + 1:]]
    assert when(ask(scene, *larger)) >= when(ask(scene, *wanted))


@given(scenes(), wanted_lists, goods)
def test_another_line_is_never_sooner(scene: Scene, wanted: list[Wanted], product) -> None:
    assert when(ask(scene, *wanted, (replace(product, id=4), None, 1))) >= when(ask(scene, *wanted))


@given(scenes(), wanted_lists)
def test_when_the_slot_offered_fills_up_the_next_answer_is_later(scene: Scene, wanted: list[Wanted]) -> None:
    found = ask(scene, *wanted)
    if found.first:
        assert when(ask(with_full(scene, found.first), *wanted)) > found.first.starts_at


@given(scenes(), wanted_lists, st.integers(1, 3000))
def test_waiting_never_brings_an_earlier_slot_in_an_ordinary_shop(scene: Scene, wanted: list[Wanted], minutes: int) -> None:
    scene = replace(scene, rules=replace(scene.rules, paused_until=None, extra_until=None))
    later = replace(scene, now=scene.now + timedelta(minutes=minutes))
    last = when(ask(scene, *wanted))
    assert when(ask(later, *wanted)) >= last or last == NEVER


@given(scenes(), wanted_lists)
def test_staff_are_never_offered_more_than_there_is(scene: Scene, wanted: list[Wanted]) -> None:
    by_staff = replace(scene, by_staff=True)
    found = ask(by_staff, *wanted)
    assert when(found) <= when(ask(replace(scene, by_staff=False), *wanted))
    if found.first:
        on = clock.day_of(found.first.starts_at)
        assert found.first.left > 0
        for product, quantity in need_of(wanted).wants:
            left = scene.left(product, on)
            assert left is None or left >= quantity


def test_a_plain_cornetto_is_ready_after_the_notice() -> None:
    found = ask(shop(), (good(), None, 1))
    assert (wall(found), found.why) == ("Tue 09:30", None)


def test_the_slowest_line_decides_and_is_named() -> None:
    cake = good(2, lead_minutes=24 * 60)
    found = ask(shop(), (good(), None, 6), (cake, None, 1))
    assert wall(found) == "Wed 09:00"
    assert found.why == Reason("lead_time", {"product": cake.name, "lead_minutes": 1440})


def test_a_variant_may_take_longer_than_its_product() -> None:
    cake = good(lead_minutes=60, variants=(Variant(7, {}, 100, None, None), Variant(8, {}, 100, None, 3 * 24 * 60)))
    assert wall(ask(shop(), (cake, 7, 1))) == "Tue 10:00"
    assert wall(ask(shop(), (cake, 8, 1))) == "Fri 09:00"
    assert wall(ask(shop(), (cake, None, 1))) == "Tue 10:00"


def test_a_tray_takes_as_long_as_its_slowest_part(monkeypatch) -> None:
    part = good(2, lead_minutes=26 * 60)
    monkeypatch.setattr("shop.domain.stock.shelving.get_many", lambda ids: {2: part})
    tray = good(1, parts=(Part(2, "x", {}, "piece", 4, 100, "reduced", part.lead_minutes),))
    assert wall(ask(shop(), (tray, None, 1))) == "Wed 11:00"
    assert code(ask(shop(left={(2, TODAY + timedelta(days=n)): 7 for n in range(20)}), (tray, None, 2))) == "not_enough_left"
    assert wall(ask(shop(left={(2, TODAY + timedelta(days=1)): 7}), (tray, None, 2))) == "Thu 07:00"


def test_until_six_for_tomorrow_from_ten() -> None:
    cake = good(lead_minutes=60)
    in_time, late = shop(now=_at(17, 59), opens=time(10), order_by=time(18)), shop(now=_at(18), opens=time(10), order_by=time(18))
    assert wall(ask(in_time, (cake, None, 1))) == "Wed 10:00"
    found = ask(late, (cake, None, 1))
    assert (wall(found), code(found)) == ("Thu 10:00", "cut_off")
    assert wall(ask(late, (good(), None, 1))) == "Tue 18:30", "what need not be made has no cut-off"


def test_of_a_day_that_offers_nothing_the_reason_is_what_rules_out_even_its_last_slot() -> None:
    found = ask(shop(now=_at(10), order_by=time(18)), (good(lead_minutes=240), None, 1))
    assert (wall(found), code(found)) == ("Wed 07:00", "cut_off")


def _at(hour: int, minute: int = 0) -> datetime:
    moment = clock.at(TODAY, time(hour, minute))
    assert moment is not None
    return moment


def test_a_pause_stops_today_and_ends_by_itself() -> None:
    paused = OrderRules(paused_until=_at(9, 30))
    found = ask(shop(rules=paused), (good(), None, 1))
    assert (wall(found), found.why) == ("Wed 07:00", Reason("paused", {"until_at": _at(9, 30)}))
    assert wall(ask(shop(rules=paused, now=_at(9, 30)), (good(), None, 1))) == "Tue 10:00"
    assert wall(ask(shop(rules=paused, by_staff=True), (good(), None, 1))) == "Tue 09:00"


def test_a_busy_shop_needs_longer_and_says_so() -> None:
    busy = OrderRules(notice_minutes=30, extra_minutes=45, extra_until=_at(10))
    found = ask(shop(rules=busy), (good(), None, 1))
    assert (wall(found), found.why) == ("Tue 10:30", Reason("busy", {"notice_minutes": 75}))
    assert wall(ask(shop(rules=busy, now=_at(10)), (good(), None, 1))) == "Tue 10:30"


def test_staff_may_promise_the_slot_that_is_running() -> None:
    scene = shop(now=_at(9, 10), by_staff=True)
    assert wall(ask(scene, (good(), None, 1))) == "Tue 09:00"
    assert isinstance(verdict(need_of([(good(), None, 1)]), scene, _at(9)), Slot)
    assert verdict(need_of([(good(), None, 1)]), replace(scene, by_staff=False), _at(9)) == Reason("too_soon")


def test_sold_out_until_tonight_is_for_sale_tomorrow_and_until_further_notice_is_not() -> None:
    tonight = clock.start_of(TODAY + timedelta(days=1))
    found = ask(shop(), (good(sold_out_until=tonight), None, 1))
    assert (wall(found), code(found)) == ("Wed 07:00", "sold_out_today")
    assert ask(shop(), (good(sold_out_until=FOREVER), None, 1)) == Answer(None, Reason("sold_out", {"product": good().name}))


def test_goods_of_the_counter_are_for_the_counter() -> None:
    wine = good(counter_only=True)
    assert code(ask(shop(), (wine, None, 1))) == "counter_only"
    assert wall(ask(shop(by_staff=True), (wine, None, 1))) == "Tue 09:00"


def test_what_does_not_travel_is_not_delivered() -> None:
    assert code(ask(shop(kind="delivery", zone_id=3), (good(delivers=False), None, 1))) == "not_delivered"
    assert code(ask(shop(kind="delivery"), (good(), None, 1))) == "no_zone"


def test_a_season_that_begins_later_is_waited_for() -> None:
    colomba = good(season_from="12-01", season_to="01-10")
    found = ask(shop(), (colomba, None, 1))
    assert (wall(found), code(found)) == ("Tue 07:00", "out_of_season")
    assert found.first is not None and clock.day_of(found.first.starts_at).day == 1
    assert code(ask(shop(), (good(from_on=TODAY + timedelta(days=40)), None, 1))) == "out_of_season"


def test_each_day_has_its_own_pool() -> None:
    left = {(1, TODAY): 2, (1, TODAY + timedelta(days=1)): 0}
    assert wall(ask(shop(left=left), (good(), None, 2))) == "Tue 09:30"
    found = ask(shop(left=left), (good(), None, 3))
    assert (wall(found), code(found)) == ("Thu 07:00", "none_left")


def test_two_lines_of_one_thing_share_its_pool() -> None:
    scene = shop(left={(1, TODAY): 3})
    assert wall(ask(scene, (good(), None, 2))) == "Tue 09:30"
    assert wall(ask(scene, (good(), None, 2), (good(), None, 2))) == "Wed 07:00"


def test_a_closed_day_leads_to_the_next_open_one_and_says_the_reason() -> None:
    feast = SpecialDay(TODAY, (), {"it": "Festa", "en": "Feast"}, False, True)
    found = ask(shop(special=(feast,)), (good(), None, 1))
    assert (wall(found), found.why) == ("Wed 07:00", Reason("closed_for", {"on": TODAY, "note": feast.note}))
    nowhere = ask(shop(weekdays=range(0)), (good(), None, 1))
    assert (nowhere.first, code(nowhere)) == (None, "closed")


def test_a_day_closed_to_the_web_takes_orders_from_staff() -> None:
    counter_only = SpecialDay(TODAY, (Opening(time(7), time(19), 30),), {}, True, False)
    assert wall(ask(shop(special=(counter_only,)), (good(), None, 1))) == "Wed 07:00"
    assert wall(ask(shop(special=(counter_only,), by_staff=True), (good(), None, 1))) == "Tue 09:00"


def test_full_slots_are_passed_over_and_said() -> None:
    taken = (Taken(_at(9, 30), _at(10, 30), 6),)
    found = ask(shop(taken=taken), (good(), None, 1))
    assert (wall(found), found.why) == ("Tue 10:30", Reason("slot_is_full", {"starts_at": _at(9, 30)}))


def test_no_order_beyond_the_days_ahead_nor_in_the_past() -> None:
    scene = shop(rules=OrderRules(days_ahead=2))
    need = need_of([(good(), None, 1)])
    assert isinstance(verdict(need, scene, _at(9) + timedelta(days=2)), Slot)
    assert verdict(need, scene, _at(9) + timedelta(days=3)) == Reason("too_far", {"last_on": TODAY + timedelta(days=2)})
    assert verdict(need, scene, _at(9) - timedelta(days=1)) == Reason("over", {"on": TODAY - timedelta(days=1)})
    assert verdict(need, scene, _at(9, 37)) == Reason("no_such_slot", {"starts_at": _at(9, 37)})


def test_a_shop_without_places_offers_no_time() -> None:
    assert code(ask(shop(places=0), (good(), None, 1))) == "closed"
