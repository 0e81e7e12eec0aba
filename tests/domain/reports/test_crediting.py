"""What each channel, link and seller is credited with."""

from collections import Counter
from datetime import date, timedelta

from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from shop.domain import orders, reports
from shop.kernel import clock
from shop.kernel.origin import Origin
from tests import makers


def _by_link(first: int | None, last: int | None) -> Origin:
    now = clock.now()
    return Origin("website", None, first, now if first else None, last, now if last else None)


def test_first_and_last_touch_are_read_from_the_order_and_every_order_counts_once(any_app: Flask) -> None:
    makers.make_hours()
    cornetto = makers.make_product(price_cents=200)
    makers.place_order(cornetto, origin=_by_link(7, 9))
    makers.place_order(cornetto, origin=_by_link(7, 7))
    makers.place_order(cornetto, origin=Origin("phone", staff_id=3))
    today = clock.today()
    last, first = reports.report(today, today), reports.report(today, today, touch="first")
    assert {key: credit.orders for key, credit in last.by_link.items()} == {9: 1, 7: 1, None: 1}
    assert {key: credit.orders for key, credit in first.by_link.items()} == {7: 2, None: 1}
    assert {key: credit.cents for key, credit in last.by_staff.items()} == {None: 400, 3: 200}
    assert {key: credit.cents for key, credit in last.by_channel.items()} == {"website": 400, "phone": 200}
    assert last.by_day == {today: Counter(website=400, phone=200)}


def test_an_order_called_off_brought_nothing(app: Flask) -> None:
    makers.make_hours()
    order = makers.place_order(makers.make_product(), starts_at=None)
    orders.move(order.id, "cancelled_by_shop", by="staff:1", via="admin", now=clock.now(), reason="chiuso")
    assert reports.report(clock.today(), clock.today()).total.orders == 0


def test_an_order_belongs_to_the_shops_day_it_was_placed_on(app: Flask) -> None:
    makers.make_hours()
    clock.travel(clock.start_of(date(2026, 11, 25)) - timedelta(minutes=1))
    makers.place_order(makers.make_product())
    assert reports.report(date(2026, 11, 25), date(2026, 11, 25)).total.orders == 0
    assert reports.report(date(2026, 11, 24), date(2026, 11, 24)).total.orders == 1


@given(st.lists(st.integers(0, 90_000), min_size=1, max_size=800), st.integers(1, 40))
def test_the_stretches_of_the_picture_hold_every_day_once_and_every_cent(cents: list[int], most: int) -> None:
    days = {date(2026, 1, 1) + timedelta(days=n): Counter(website=one) for n, one in enumerate(cents)}
    stretches = reports.gather(days, most)
    assert len(stretches) <= most
    assert sum((part for *_, part in stretches), Counter())["website"] == sum(cents)
    assert [start for start, *_ in stretches][1:] == [end + timedelta(days=1) for _, end, _ in stretches][:-1]
