"""Where an order came from is written once, from what door, basket and a person who agreed to it knew, on every door."""
from datetime import timedelta

from flask import Flask

from shop.domain import baskets, customers, links, orders
from shop.domain.orders.tracing import trace
from shop.kernel import clock
from shop.kernel.database import db
from shop.kernel.origin import Origin
from tests.domain.links.test_links import make_customer, make_link
from tests.makers import make_basket, place_order, seen
from tests.world import World, open_world

AGO = timedelta(days=1)


def _followed(world: World, *days_ago: int) -> tuple[list[int], Origin]:
    """Links followed so many days ago, and a visitor's origin that knows them."""
    made, origin, now = [make_link(place=f"posto {ago}").id for ago in days_ago], Origin("website"), clock.now()
    for link_id, ago in zip(made, days_ago, strict=True):
        origin = origin.touched(link_id, now - ago * AGO)
    return made, origin


def test_an_order_by_phone_from_a_basket_begun_on_the_website_keeps_its_links_and_who_placed_it(any_app: Flask) -> None:
    world = open_world()
    (first, last), origin = _followed(world, 5, 1)
    token = make_basket(world.cornetto, origin=origin)
    starts_at = place_order(world.cornetto).starts_at
    db.session.rollback()
    placed = orders.place(
        checkout="phone", basket_token=token, details=orders.Details("Ada", None, "+393331234567", starts_at), seen=seen(token),
        origin=Origin("phone", staff_id=world.owner_id), by=f"staff:{world.owner_id}", language="it", now=clock.now())
    assert (placed.channel, placed.staff_id, placed.first_link_id, placed.last_link_id) == ("phone", world.owner_id, first, last)


def test_a_sale_at_the_till_keeps_the_link_that_brought_the_person(any_app: Flask) -> None:
    world = open_world()
    ada, now = make_customer(email="ada@example.org", profiling_at=clock.now()), clock.now()
    poster = make_link()
    links.arrive(poster.id, customer_id=ada, now=now - 3 * AGO)
    token = make_basket(world.cornetto, origin=Origin("counter", staff_id=world.owner_id))
    quote = baskets.quote(baskets.find_basket(token, now=now), now=now, kind="counter", customer_id=ada)
    db.session.rollback()
    sold, _ = orders.sell(
        checkout="till", basket_token=token, seen=quote.fingerprint, origin=Origin("counter", staff_id=world.owner_id), language="it",
        by=f"staff:{world.owner_id}", now=now, buyer=orders.Buyer(customer_id=ada))
    assert (sold.channel, sold.staff_id, sold.first_link_id, sold.last_link_id) == ("counter", world.owner_id, poster.id, poster.id)


def test_what_basket_and_door_know_comes_before_what_a_person_followed_elsewhere(any_app: Flask) -> None:
    world = open_world()
    ada, now = make_customer(email="ada@example.org", profiling_at=clock.now()), clock.now()
    links.arrive(make_link(place="altrove").id, customer_id=ada, now=now)
    (known,), origin = _followed(world, 2)
    traced = trace(origin, ada, now)
    assert (traced.first_link_id, traced.last_link_id) == (known, known)


def test_all_touches_of_thirty_days_count_the_first_and_the_last(any_app: Flask) -> None:
    open_world()
    ada, now = make_customer(email="ada@example.org", profiling_at=clock.now()), clock.now()
    made = [make_link(place=f"posto {n}").id for n in range(4)]
    for link_id, ago in zip(made, (40, 20, 10, 1), strict=True):
        links.arrive(link_id, customer_id=ada, now=now - ago * AGO)
    traced = trace(Origin("phone"), ada, now)
    assert (traced.first_link_id, traced.last_link_id, traced.last_touch_at) == (made[1], made[3], now - AGO)


def test_nothing_is_credited_for_who_did_not_agree_or_long_ago(any_app: Flask) -> None:
    world = open_world()
    shy, now = make_customer(email="shy@example.org"), clock.now()
    links.arrive(make_link().id, customer_id=shy, now=now)
    _, old = _followed(world, 45, 31)
    for origin in (Origin("website"), old):
        assert (trace(origin, shy, now).first_link_id, trace(origin, None, now).last_link_id) == (None, None)
    _, long_way = _followed(world, 45, 3)
    assert trace(long_way, None, now) == long_way, "the first touch stays as long as the visits go on"


def test_who_takes_it_back_is_forgotten_by_every_arrival(any_app: Flask) -> None:
    ada, now = make_customer(email="ada@example.org"), clock.now()
    customers.consent(ada, "profiling", act="given", source="website", now=now)
    poster = make_link()
    links.arrive(poster.id, customer_id=ada, now=now)
    customers.consent(ada, "profiling", act="withdrawn", source="website", now=now)
    assert links.touches_of([ada], now - AGO) == [] and links.counts(since=now - AGO) == {poster.id: 1}
