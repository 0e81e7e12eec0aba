"""Whom an offer is for: the law first, each person once, and the size told before anything leaves."""

from datetime import timedelta

import pytest
from flask import Flask

from shop.domain import campaigns, orders
from shop.domain.campaigns import Audience
from shop.domain.campaigns.addressing import next_reached
from shop.domain.customers import Customer
from shop.kernel import clock
from shop.kernel.database import db
from tests import makers
from tests.domain.campaigns.audiences import make_person
from tests.world import World, open_world


@pytest.fixture
def world(any_app: Flask) -> World:
    return open_world()


def _reached(audience: Audience) -> list[int]:
    found = [row[0] for row in next_reached(audience, after_id=0, most=100, now=clock.now())]
    assert len(found) == campaigns.measure(audience, now=clock.now()).reached, "the size told is the size sent"
    db.session.rollback()
    return found


def _buyer(email: str, product: object, **fields: object) -> int:
    order = makers.place_order(product, email=email)  # type: ignore[arg-type]
    person = order.customer_id
    assert person is not None
    from shop.kernel.database import writing
    with writing():
        row = db.session.get_one(Customer, person)
        for name, value in ({"marketing": "consent"} | fields).items():
            setattr(row, name, value)
    return person


def test_only_who_may_be_written_to_and_each_person_once(world: World) -> None:
    yes, soft = make_person(), make_person(marketing="soft")
    for wrong in ({"marketing": "refused"}, {"marketing": "none"}, {"email": None}, {"unreachable_at": clock.now()},
                  {"merged_into_id": yes}, {"erased_at": clock.now()}):
        make_person(**wrong)  # type: ignore[arg-type]
    size = campaigns.measure(Audience(), now=clock.now())
    assert _reached(Audience()) == [yes, soft] and size.meant == 6
    assert size.left_out == {"no_email": 1, "refused": 1, "no_consent": 1, "unreachable": 1}


def test_who_bought_a_thing_also_by_a_row_joined_to_theirs_later(world: World) -> None:
    cake, other = _buyer("cake@example.org", world.sacher), _buyer("other@example.org", world.cornetto)
    root = make_person()
    joined = _buyer("joined@example.org", world.sacher, merged_into_id=root)
    assert _reached(Audience("bought", (world.sacher.id,))) == sorted([cake, root])
    assert other not in _reached(Audience("bought", (world.sacher.id,))) and joined not in _reached(Audience())


def test_an_order_called_off_is_no_purchase(world: World) -> None:
    order = makers.place_order(world.sacher, email="gone@example.org")
    assert order.customer_id
    orders.move(order.id, "cancelled_by_shop", by="staff:1", via="admin", now=clock.now(), reason="Forno rotto")
    assert campaigns.measure(Audience("bought", (world.sacher.id,)), now=clock.now()).meant == 0


def test_who_has_not_bought_for_a_while_or_never(world: World) -> None:
    lately, never = _buyer("lately@example.org", world.cornetto), make_person()
    assert _reached(Audience("not_lately", days=30)) == [never]
    db.session.rollback()
    clock.travel(clock.now() + timedelta(days=40))
    assert _reached(Audience("not_lately", days=30)) == sorted([lately, never])
