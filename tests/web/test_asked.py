"""Whatever is sent, only what can be meant is heard."""
from datetime import date

import pytest
from flask import Flask

from shop.web import asked


@pytest.mark.parametrize(("sent", "heard"), [("  Ada   Rossi ", "Ada Rossi"), ("a\x00b\nc", "a b c"), ("x" * 500, "x" * 80), ("", "")])
def test_words_are_one_readable_line(app: Flask, sent: str, heard: str) -> None:
    with app.test_request_context(query_string={"words": sent}):
        assert asked.words("words") == heard and asked.words("other") == ""


@pytest.mark.parametrize(("sent", "heard"), [
    ("2026-11-24", date(2026, 11, 24)), ("2026-02-31", None), ("0001-01-01", None), ("9999-12-31", None), ("x", None), ("", None)])
def test_a_day_is_one_the_shop_could_have_to_do_with(app: Flask, sent: str, heard: date | None) -> None:
    with app.test_request_context(query_string={"on": sent}):
        assert asked.day() == heard


@pytest.mark.parametrize(("sent", "heard"), [
    ("12", 12), ("-1", 0), ("9" * 30, 0), (str(2**31), 0), (str(2**31 - 1), 2**31 - 1), ("²", 0), ("x", 0)])
def test_a_number_fits_an_id(app: Flask, sent: str, heard: int) -> None:
    with app.test_request_context(query_string={"page": sent}):
        assert asked.number("page") == heard
