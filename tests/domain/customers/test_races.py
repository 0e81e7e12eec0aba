"""Many at once: a code signs in once, a receipt is claimed once, merges make no circle."""

from flask import Flask

from shop.domain import customers, orders
from shop.domain.customers import Customer
from shop.kernel import clock
from shop.kernel.database import db, writing
from tests import makers, world
from tests.domain.customers.test_proving import MARIA, ask, read_code
from tests.domain.customers.test_recognising import know
from tests.racing import race


def test_one_code_signs_one_browser_in(any_app: Flask) -> None:
    know(MARIA)
    ask()
    code, now = read_code(), clock.now()
    db.session.rollback()
    got = race(any_app, 5, lambda n: customers.sign_in(MARIA, code, source=f"10.0.0.{n}", language="it", now=now))
    assert sum(isinstance(one, customers.SignedIn) for one in got) == 1
    assert sum(isinstance(one, customers.WrongCode) for one in got) == 4


def test_a_receipt_is_claimed_by_one(any_app: Flask) -> None:
    shop = world.open_world()
    placed = makers.place_order(shop.cornetto)
    with writing():
        row = orders.get(placed.id)
        row.customer_id = row.email = row.phone = None
    people, token, now = [know(f"p{n}@example.org") for n in range(5)], placed.token, clock.now()
    db.session.rollback()
    got = race(any_app, 5, lambda n: orders.claim(token, customer_id=people[n], now=now))
    assert sum(isinstance(one, orders.BelongsToSomebody) for one in got) == 4
    db.session.rollback()
    db.session.expire_all()
    assert orders.get_by_token(token).customer_id == people[got.index(None)]


def test_merges_at_once_make_no_circle(any_app: Flask) -> None:
    one, two, three, now = know("one@example.org"), know("two@example.org"), know("three@example.org"), clock.now()
    ways = [(one, two), (two, one), (two, three), (three, one), (one, three), (three, two)]
    db.session.rollback()
    got = race(any_app, 6, lambda n: customers.merge(*ways[n], by="staff:1", now=now))
    assert sum(isinstance(result, int) for result in got) == 2 and sum(isinstance(result, customers.SamePerson) for result in got) == 4
    db.session.rollback()
    assert customers.ids_of(one) == customers.ids_of(two) == customers.ids_of(three) == sorted((one, two, three))


def test_strangers_who_give_one_number_at_one_moment_are_all_known_and_one_has_it(any_app: Flask) -> None:
    for turn in range(5):
        number = f"+39333123456{turn}"

        def meet(person: int, turn: int = turn, number: str = number) -> int | None:
            return customers.recognise(
                email=f"p{turn}{person}@example.org", phone=number, name="", language="it", now=clock.now())

        db.session.rollback()
        assert len(set(race(any_app, 6, meet))) == 6
        assert db.session.query(Customer).filter_by(phone=number).count() == 1
        assert db.session.query(Customer).filter_by(also_phone=number).count() == 5
