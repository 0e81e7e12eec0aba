"""Whoever stands before us is called by the best name there is."""

import pytest
from flask import Flask

from shop.domain import customers, reports
from shop.kernel import clock
from shop.kernel.database import db
from tests.channels.website.test_queries import counted


@pytest.mark.parametrize(
    ("name", "instagram", "called"),
    [("Marta Dolci", "marta.dolci", "Marta Dolci"), ("", "marta.dolci", "@marta.dolci"), ("", None, "+393331234567")],
)
def test_who_gave_no_name_is_called_by_their_handle_before_their_number(app: Flask, name: str, instagram: str | None, called: str) -> None:
    with app.app_context():
        person = customers.recognise(email=None, phone="+393331234567", name=name, language="it", now=clock.now(), instagram=instagram)
        assert reports.glance(person, now=clock.now()).called == called


def test_a_list_of_people_asks_as_often_as_one_and_knows_who_was_joined(app: Flask) -> None:
    now = clock.now()
    people = [
        customers.add_by_hand(name="Marta", email=f"p{number}@example.org", phone="", instagram="", language="it", by="staff:1", now=now)
        for number in range(4)
    ]
    customers.merge(people[1], people[0], by="staff:1", now=now)
    db.session.rollback()
    with counted() as one:
        reports.list_glances(customers.search("marta", limit=1).people, now=now)
    db.session.expire_all()
    with counted() as many:
        found = reports.list_glances(customers.search("marta").people, now=now)
    assert len(many) == len(one) and len(found) == 3
    assert [reports.glance(person.customer_id, now=now) for person in found] == found
