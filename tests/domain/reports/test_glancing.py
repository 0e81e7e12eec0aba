"""Whoever stands before us is called by the best name there is."""
import pytest
from flask import Flask

from shop.domain import customers, reports
from shop.kernel import clock


@pytest.mark.parametrize(("name", "instagram", "called"), [
    ("Marta Dolci", "marta.dolci", "Marta Dolci"), ("", "marta.dolci", "@marta.dolci"), ("", None, "+393331234567")])
def test_who_gave_no_name_is_called_by_their_handle_before_their_number(app: Flask, name: str, instagram: str | None, called: str) -> None:
    with app.app_context():
        person = customers.recognise(email=None, phone="+393331234567", name=name, language="it", now=clock.now(), instagram=instagram)
        assert reports.glance(person, now=clock.now()).called == called
