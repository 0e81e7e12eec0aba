"""Which doors of the office and the counter open to whom: walked from the URL map, so that no new page is forgotten."""
from collections.abc import Iterator
from tempfile import TemporaryDirectory

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import IntegerConverter, Rule

from shop.assembly import create_app
from shop.domain.staff import ROLES, Permission

OPEN = {"sign_in", "sign_in_with_password", "ask_link", "code", "use_code", "link", "use_link", "sign_out", "who", "take_place"}


def _list_rules() -> Iterator[tuple[Rule, Permission | None]]:
    with TemporaryDirectory() as folder:
        app = create_app({"SHOP_DATA": folder, "TESTING": "1", "SECRET_KEY": "played"})
    for rule in app.url_map.iter_rules():
        room, _, name = rule.endpoint.partition(".")
        if room in ("admin", "counter") and name not in OPEN:
            yield rule, getattr(app.view_functions[rule.endpoint], "permission", None)


RULES = list(_list_rules())


def address(app: Flask, rule: Rule) -> tuple[str, str]:
    method = "POST" if "POST" in (rule.methods or ()) else "GET"
    values = {name: 1 if isinstance(kind, IntegerConverter) else "x" for name, kind in rule._converters.items()}
    return method, app.url_map.bind("localhost").build(rule.endpoint, values, method=method)


@pytest.mark.parametrize(("rule", "permission"), RULES, ids=lambda given: getattr(given, "endpoint", None))
def test_every_page_behind_the_door_names_its_permission(rule: Rule, permission: Permission | None) -> None:
    assert isinstance(permission, Permission), f"{rule.endpoint} is open to everyone"


def test_a_stranger_is_led_to_the_sign_in_from_every_page(app: Flask, visitor: FlaskClient) -> None:
    for rule, _permission in RULES:
        method, path = address(app, rule)
        answer = visitor.open(path, method=method)
        assert answer.status_code == 302 and answer.location.startswith("/admin/sign-in"), f"{method} {path} answers {answer.status}"


def test_staff_are_refused_what_their_role_does_not_name(app: Flask, colleague: FlaskClient) -> None:
    beyond = [rule for rule, permission in RULES if permission not in ROLES["staff"]]
    assert len(beyond) > 20
    for rule in beyond:
        method, path = address(app, rule)
        assert colleague.open(path, method=method).status_code == 403, f"{method} {path} opens to staff"


def test_a_form_from_elsewhere_is_refused_on_every_page(app: Flask, owner: FlaskClient) -> None:
    for rule, _permission in RULES:
        method, path = address(app, rule)
        if method == "POST":
            assert owner.post(path, headers={"Origin": "https://evil.example"}).status_code == 403, f"{path} obeys a foreign page"
