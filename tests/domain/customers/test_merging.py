"""Two people found to be one, and found not to be: nothing is lost either way."""

import random

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from shop.domain import customers
from shop.domain.customers.models import Customer
from shop.kernel import audit, clock
from shop.kernel.database import db, writing
from tests.domain.customers.test_recognising import know

PEOPLE = 6


def partition(rows: list[int]) -> set[frozenset[int]]:
    return {frozenset(customers.ids_of(row)) for row in rows}


def test_joined_rows_are_one_person_whichever_is_asked(any_app: Flask) -> None:
    one, two, three = know("one@example.org"), know(phone="+393331112223"), know(instagram="three")
    customers.merge(two, one, by="staff:1", now=clock.now())
    customers.merge(one, three, by="staff:1", now=clock.now())
    assert partition([one, two, three]) == {frozenset({one, two, three})}
    assert know(phone="+393331112223") == three, "a later order goes to who stands for all"
    assert [entry.what for entry in audit.list_latest()] == ["customer.merged", "customer.merged"]
    with pytest.raises(customers.SamePerson):
        customers.merge(two, three, by="staff:1", now=clock.now())


def test_undone_the_rows_are_who_they_were(any_app: Flask) -> None:
    one, two, three = know("one@example.org"), know("two@example.org"), know("three@example.org")
    customers.merge(two, one, by="staff:1", now=clock.now())
    customers.merge(one, three, by="staff:1", now=clock.now())
    assert customers.unmerge(one, by="staff:1", now=clock.now()) == three
    assert partition([one, two, three]) == {frozenset({one, two}), frozenset({three})}
    with pytest.raises(customers.NotMerged):
        customers.unmerge(one, by="staff:1", now=clock.now())


@given(moves=st.lists(st.tuples(st.integers(0, PEOPLE - 1), st.integers(0, PEOPLE - 1)), max_size=12), seed=st.integers(0, 999))
def test_merges_undone_in_any_order_leave_everybody_alone_again(app: Flask, moves: list[tuple[int, int]], seed: int) -> None:
    rows = [know(f"p{n}@example.org") for n in range(PEOPLE)]
    joined, sets = [], {row: {row} for row in rows}
    for one, other in ((rows[a], rows[b]) for a, b in moves):
        if other in sets[one]:
            with pytest.raises(customers.SamePerson):
                customers.merge(one, other, by="staff:1", now=clock.now())
            continue
        joined.append(customers.merge(one, other, by="staff:1", now=clock.now()))
        whole = sets[one] | sets[other]
        sets.update(dict.fromkeys(whole, whole))
    assert partition(rows) == {frozenset(people) for people in sets.values()}
    random.Random(seed).shuffle(joined)
    for row in joined:
        customers.unmerge(row, by="staff:1", now=clock.now())
    assert partition(rows) == {frozenset({row}) for row in rows}


def test_the_same_number_or_name_proposes_a_merge(any_app: Flask) -> None:
    caller = know(phone="+393331112223", name="Maria Rossi")
    online = know("maria@example.org", "+393331112223", name="M.")
    namesake = know("other@example.org", name="maria rossi")
    stranger = know("stranger@example.org", name="Ugo")
    assert {person.id for person in customers.propose_merges(caller)} == {online, namesake}
    assert [person.id for person in customers.propose_merges(online)] == [caller]
    assert customers.propose_merges(stranger) == []
    customers.merge(online, caller, by="staff:1", now=clock.now())
    assert [person.id for person in customers.propose_merges(online)] == [namesake]


def test_staff_see_whose_number_it_is(any_app: Flask) -> None:
    squatter = know("squatter@example.org", "+393331112223")
    owner = know("owner@example.org")
    customers.verify_phone(owner, "333 111 2223", by="staff:1", now=clock.now())
    assert customers.get_customer(owner).phone_verified_at and customers.get_customer(owner).phone == "+393331112223"
    assert customers.get_customer(squatter).phone is None
    assert know(phone="+393331112223") == owner
    with pytest.raises(customers.PhoneIsAnothers):
        customers.verify_phone(squatter, "333 111 2223", by="staff:1", now=clock.now())


def test_a_hundred_thousand_people_are_searched_at_once(any_app: Flask) -> None:
    with writing():
        db.session.execute(Customer.__table__.insert(), [
            {"email": f"someone{n}@example.org", "name": f"Persona {n}", "language": "it", "created_at": clock.now(), "marketing": "none",
             "allergies": "", "staff_note": "", "bounces": 0, "words": f" persona {n} someone{n}@example.org"} for n in range(100_000)])
    began = clock.now()
    assert len(customers.search("someone99998").people) == 1
    assert len(customers.search("nobody").people) == 0
    assert (clock.now() - began).total_seconds() < 1
