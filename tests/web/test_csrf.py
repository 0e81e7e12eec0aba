"""No page of another site can change anything here: every changing route of the map is tried."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from shop.web.csrf import comes_from_us

FOREIGN: list[dict[str, str]] = [
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
    {"Sec-Fetch-Site": "same-site", "Origin": "http://localhost"},
    {},
]


def changing_routes(app: Flask) -> list[tuple[str, str]]:
    found = []
    for rule in app.url_map.iter_rules():
        if getattr(app.view_functions[rule.endpoint], "from_outside", False):
            continue
        values: dict[str, Any] = {name: "it" if name == "language" else 1 for name in rule.arguments} | dict(rule.defaults or {})
        with app.test_request_context():
            path = app.url_map.bind("localhost").build(rule.endpoint, values, method=next(iter(rule.methods or {"GET"}), "GET"))
        found += [(method, path) for method in sorted((rule.methods or set()) - {"GET", "HEAD", "OPTIONS"})]
    return found


def test_every_changing_route_refuses_what_does_not_come_from_our_own_pages(app: Flask) -> None:
    routes = changing_routes(app)
    assert len(routes) > 10
    client = FlaskClient(app)
    for method, path in routes:
        for headers in FOREIGN:
            answer = client.open(path, method=method, headers=headers)
            assert answer.status_code == 403, (method, path, headers, answer.status_code)


@pytest.mark.parametrize(
    ("headers", "ours"),
    [
        ({"sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "none"}, True),
        ({"origin": "http://shop.example"}, True),
        ({"sec-fetch-site": "cross-site"}, False),
        ({"origin": "http://shop.example.evil.example"}, False),
        ({"origin": "http://shop.example:81"}, False),
        ({}, False),
    ],
)
def test_where_a_form_comes_from_is_read_from_the_browsers_own_headers(headers: dict[str, str], ours: bool) -> None:
    assert comes_from_us(headers, "shop.example") is ours
