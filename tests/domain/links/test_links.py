"""A link is minted in one place, found however it is typed, and always leads somewhere useful."""

from datetime import date, timedelta

import pytest
from flask import Flask

from shop.domain import catalogue, links
from shop.domain.catalogue.models import ProductRow
from shop.domain.customers.models import Customer
from shop.domain.links import AlreadyOver, Link, NoSuchTarget, PlaceNeeded, Target
from shop.kernel import clock
from shop.kernel.database import db, writing
from shop.kernel.refusal import NotFound
from tests.makers import make_category, make_product
from tests.world import open_world


def make_link(**given: object) -> Link:
    values = {"purpose": "poster", "place": "vetrina sinistra", "target": "today", "by": "staff:1", "now": clock.now()}
    return links.mint(**values | given)  # type: ignore[arg-type]


def make_customer(**given: object) -> int:
    with writing():
        person = Customer(created_at=clock.now(), **given)
        db.session.add(person)
        db.session.flush()
        return person.id


def test_a_link_is_found_by_its_code_in_any_case(any_app: Flask) -> None:
    link = make_link(place="  vetrina \n sinistra ")
    assert link.place == "vetrina sinistra"
    found = [links.find(typed) for typed in (link.code, link.code.lower(), f" {link.code} ")]
    assert [one.id if one else None for one in found] == [link.id] * 3
    assert [links.find(typed) for typed in ("", "ZZZZZZ", "è" * 6, "A" * 5_000, "'; --")] == [None] * 5


def test_every_link_has_a_code_of_its_own(any_app: Flask) -> None:
    codes = {make_link(place=f"tavolo {n}").code for n in range(30)}
    assert len(codes) == 30 and all(len(code) == 6 for code in codes)


def test_a_link_without_place_or_target_is_refused(any_app: Flask) -> None:
    for refusal, given in (
        (PlaceNeeded, {"place": " \t"}),
        (NoSuchTarget, {"target": "product"}),
        (NoSuchTarget, {"target": "product", "target_id": 999}),
        (NoSuchTarget, {"target": "category", "target_id": 999}),
        (NoSuchTarget, {"target": "https://evil.example"}),
        (NoSuchTarget, {"purpose": "spam"}),
        (AlreadyOver, {"expires_on": clock.today() - timedelta(days=1)}),
    ):
        with pytest.raises(refusal):
            make_link(**given)
    assert links.list_links() == []
    with pytest.raises(NotFound):
        links.get(1)


def test_a_link_leads_where_it_was_minted_for(any_app: Flask) -> None:
    product = make_product()
    for given, target in (
        ({"target": "home"}, Target("home")),
        ({"target": "menu", "target_id": 7}, Target("menu")),
        ({"target": "product", "target_id": product.id}, Target("product", product.id, product.slug)),
        ({"target": "category", "target_id": product.category.id}, Target("category", product.category.id, product.category.slug)),
    ):
        assert links.where_to(make_link(**given), clock.now()) == target


def test_an_unknown_code_leads_to_what_is_there_today(any_app: Flask) -> None:
    assert links.where_to(links.find("ZZZZZZ"), clock.now()) == Target("today", notice="unknown")


def _change(product: catalogue.Product, **values: object) -> None:
    with writing():
        row = db.session.get_one(ProductRow, product.id)
        for name, value in values.items():
            setattr(row, name, value)


def test_a_product_that_is_withdrawn_or_sold_out_leads_to_its_category(any_app: Flask) -> None:
    gone, beside = make_product("Panettone"), make_product("Pandoro")
    link, now = make_link(target="product", target_id=gone.id), clock.now()
    category = Target("category", beside.category.id, beside.category.slug)
    _change(gone, sold_out_until=now + timedelta(hours=3))
    assert links.where_to(link, now) == Target(**vars(category) | {"notice": "sold_out"})
    assert links.where_to(link, now + timedelta(hours=3)).kind == "product", "back on the shelf, back at its page"
    assert links.where_to(link, now + timedelta(hours=3), can_be_had=lambda _product: False).notice == "sold_out"
    _change(gone, state="withdrawn")
    assert links.where_to(link, now) == Target(**vars(category) | {"notice": "withdrawn"})


def test_a_category_in_which_nothing_is_left_leads_to_the_menu(any_app: Flask) -> None:
    alone = make_product("Colomba", category_id=make_category("pasqua", "Pasqua"))
    to_product = make_link(target="product", target_id=alone.id)
    of_category = make_link(target="category", target_id=alone.category.id)
    _change(alone, state="withdrawn")
    for link in (to_product, of_category):
        assert links.where_to(link, clock.now()) == Target("menu", notice="withdrawn")


def test_a_link_that_expired_or_was_stopped_still_leads_somewhere_and_says_so(any_app: Flask) -> None:
    product, now = make_product(), clock.now()
    link = make_link(target="product", target_id=product.id, expires_on=clock.today())
    assert links.is_running(link, now) and links.where_to(link, now).notice == ""
    tomorrow = now + timedelta(days=1)
    assert not links.is_running(link, tomorrow) and links.where_to(link, tomorrow) == Target("product", product.id, product.slug, "expired")
    stopped = links.stop(link.id, by="staff:1", now=now)
    assert not links.is_running(stopped, now) and links.where_to(stopped, now).notice == "stopped"
    assert links.stop(link.id, by="staff:1", now=now).is_active is False, "stopping twice is no mistake"


def test_arrivals_are_counted_by_link_and_by_time(any_app: Flask) -> None:
    left, right, now = make_link(), make_link(place="vetrina destra"), clock.now()
    for link, ago in ((left, 0), (left, 5), (left, 40), (right, 1)):
        links.arrive(link.id, customer_id=None, now=now - timedelta(days=ago))
    assert links.counts(since=now - timedelta(days=30)) == {left.id: 2, right.id: 1}
    assert links.counts(since=now - timedelta(days=60), until=now - timedelta(days=30)) == {left.id: 1}


def test_only_who_agreed_to_it_is_kept_with_an_arrival(any_app: Flask) -> None:
    now, link = clock.now(), make_link()
    shy, open_hearted = make_customer(email="shy@example.org"), make_customer(email="ada@example.org", profiling_at=now)
    merged = make_customer(phone="+393331234567", merged_into_id=open_hearted)
    for person in (shy, open_hearted, merged, None):
        links.arrive(link.id, customer_id=person, now=now)
    since = now - timedelta(days=30)
    assert links.counts(since=since) == {link.id: 4}, "everybody counts"
    assert links.touches_of([shy], since) == []
    assert [touch.link_id for touch in links.touches_of([open_hearted, merged], since)] == [link.id, link.id]
    assert links.touches_of([open_hearted], now + timedelta(seconds=1)) == [], "only the time asked for"
    assert links.forget([open_hearted, merged]) == 2 and links.touches_of([open_hearted, merged], since) == []
    assert links.counts(since=since) == {link.id: 4}, "forgotten people still count"


def test_the_list_has_the_running_ones_first(any_app: Flask) -> None:
    open_world()
    old, new = make_link(place="una"), make_link(place="due", purpose="story", campaign_id=4)
    links.stop(new.id, by="staff:1", now=clock.now())
    assert [link.id for link in links.list_links()] == [old.id, new.id]
    assert [link.id for link in links.list_links(campaign_id=4)] == [new.id] == [link.id for link in links.list_links(purposes=("story",))]
    assert set(links.get_many([old.id, new.id, 99])) == {old.id, new.id} and links.get_many([]) == {}


def test_a_day_given_for_the_end_is_the_shops_day(any_app: Flask) -> None:
    link = make_link(expires_on=date(2026, 11, 24))
    late = clock.now().replace(hour=22, minute=30)  # 23:30 in Rome, still the 24th
    assert links.is_running(link, late) and not links.is_running(link, late + timedelta(minutes=31))
