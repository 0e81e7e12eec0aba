"""What opens a door, and who someone is, stands in no log and on no page of an error."""

import logging

import pytest
from flask import Flask
from flask.testing import FlaskClient

from shop.channels.website import home
from shop.domain import letters, orders, staff
from shop.domain.staff.models import Member
from shop.kernel import clock, events, limits, tokens
from shop.kernel.database import db, writing
from tests.conftest import OwnPages
from tests.makers import make_basket, place_order
from tests.world import open_world, sign_in

CANARY = "canarino-7f3a"


def everything_said(caplog: pytest.LogCaptureFixture) -> str:
    return caplog.text + "".join(str(record.exc_text) for record in caplog.records)


def test_a_database_that_fails_tells_the_log_no_values(any_app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    open_world()
    any_app.config["PROPAGATE_EXCEPTIONS"] = False
    any_app.add_url_rule("/it/broken", view_func=_broken)
    answer = OwnPages(any_app).get("/it/broken")
    assert answer.status_code == 500 and CANARY not in answer.get_data(as_text=True)
    assert "IntegrityError" in everything_said(caplog) and CANARY not in everything_said(caplog)


def _broken() -> str:
    """The same address twice, as a mistake of a program would write it."""
    with writing():
        for _ in range(2):
            db.session.add(Member(name=CANARY, email="twice@example.org", password_hash=CANARY, role="staff", created_at=clock.now()))
            db.session.flush()
    return ""


def test_a_view_that_fails_shows_the_visitor_nothing_of_it(
        app: Flask, visitor: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object, **_more: object) -> None:
        raise RuntimeError(CANARY)

    app.config["PROPAGATE_EXCEPTIONS"] = False
    monkeypatch.setattr(home, "show", fail)
    monkeypatch.setattr(home, "render_template", fail)
    answer = visitor.get("/it/")
    assert answer.status_code == 500 and CANARY not in answer.get_data(as_text=True)
    assert "Traceback" not in answer.get_data(as_text=True) and answer.headers["Cache-Control"] == "no-store"


def test_a_day_in_the_shop_writes_no_secret_into_the_log(app: Flask, visitor: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    world, now = open_world(), clock.now()
    order, basket = place_order(world.cornetto, name=CANARY, email=f"{CANARY}@example.org"), make_basket(world.cornetto)
    link, session = staff.issue_link(world.owner_id, now=now), staff.open_session(world.owner_id, device="x", now=now)
    staff.set_password(world.owner_id, current="", password=f"{CANARY}-password", now=now)
    db.session.rollback()
    for path in (f"/it/orders/{order.token}", f"/it/b/{basket}", f"/admin/sign-in/{link}"):
        assert visitor.get(path).status_code == 200
    visitor.post("/admin/sign-in", data={"email": "anna@example.org", "password": f"{CANARY}-wrong"})
    visitor.post(f"/admin/sign-in/{link}")
    visitor.post("/it/find-order", data={"code": order.code, "contact": f"{CANARY}@example.org"})
    events.deliver_due(now)
    letters.deliver_due(now)
    said = everything_said(caplog)
    for secret in (order.token, basket, link, session, CANARY):
        assert secret not in said


def test_what_is_kept_of_a_secret_opens_nothing(app: Flask) -> None:
    """Neither tokens nor sessions are kept as they are, nor the address of an order in any fact."""
    world, now = open_world(), clock.now()
    order = place_order(world.cornetto, name=CANARY)
    link = staff.issue_link(world.owner_id, now=now)
    assert db.session.get(tokens.Token, link) is None and tokens.peek(link, purpose="sign-in", now=now)
    facts = [str(fact.facts) for fact in events.list_about(f"order:{order.id}")]
    assert facts and not [fact for fact in facts if order.token in fact or CANARY in fact or "example.org" in fact]


def test_a_limit_counts_over_both_processes_and_a_new_address_changes_nothing(app: Flask) -> None:
    """The count stands in the database; who names an address of a proxy in a header is still the same visitor."""
    order = place_order(open_world().cornetto)
    answers = []
    for number in range(14):
        client = OwnPages(app)  # nothing is remembered of a visitor but the count
        answers.append(client.post("/it/find-order", data={"code": f"AAAA{number % 10}", "contact": "a@example.org"},
                                   headers={"X-Forwarded-For": f"10.0.0.{number}"}).get_data(as_text=True))
    asked = OwnPages(app).post("/it/find-order", data={"code": order.code, "contact": order.email})
    assert asked.status_code == 422 and orders.get(order.id).token not in asked.get_data(as_text=True)
    assert db.session.query(limits.Tries).filter(limits.Tries.what.like("find-order:from:%")).count() == 1


def test_an_owner_behind_a_trusted_proxy_gets_cookies_for_https_only(app: Flask) -> None:
    world = open_world()
    link = staff.issue_link(world.owner_id, now=clock.now())
    told = OwnPages(app).post(f"/admin/sign-in/{link}").headers.getlist("Set-Cookie")
    [plain] = [cookie for cookie in told if cookie.startswith("staff=")]
    assert "HttpOnly" in plain and "SameSite=Lax" in plain and "Secure" not in plain
    link = staff.issue_link(world.owner_id, now=clock.now())
    safe = OwnPages(app).post(f"/admin/sign-in/{link}", base_url="https://localhost", headers={"Origin": "https://localhost"})
    assert ["Secure" in cookie for cookie in safe.headers.getlist("Set-Cookie") if cookie.startswith("staff=")] == [True]
    assert "max-age" in safe.headers["Strict-Transport-Security"]


def test_a_forwarded_word_counts_only_from_a_trusted_proxy(app: Flask) -> None:
    world = open_world()
    owner = OwnPages(app)
    sign_in(owner, world.owner_id)
    said = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example", "X-Forwarded-For": "9.9.9.9"}
    answer = owner.get("/admin/today", headers=said)
    assert "Strict-Transport-Security" not in answer.headers and "evil.example" not in answer.get_data(as_text=True)


def test_letters_and_codes_name_the_public_address_whatever_host_was_asked(app: Flask, visitor: FlaskClient) -> None:
    world = open_world()
    order = place_order(world.cornetto)
    at_evil = {"base_url": "http://evil.example", "headers": {"Origin": "http://evil.example"}}
    for path in (f"/it/orders/{order.token}/calendar.ics", f"/it/orders/{order.token}", "/it/", "/sitemap.xml", "/robots.txt"):
        assert "evil.example" not in visitor.get(path, **at_evil).get_data(as_text=True), path  # type: ignore[arg-type]
    one, other = (visitor.get(f"/it/orders/{order.token}/qr.svg", base_url=base).data for base in ("http://evil.example", "http://localhost"))
    assert one == other


def test_under_a_name_that_is_not_ours_nobody_is_served(app: Flask, visitor: FlaskClient) -> None:
    app.config.update(TRUSTED_HOSTS=["localhost"], PROPAGATE_EXCEPTIONS=False)
    for host in ("evil.example", "localhost/evil", "localhost@evil.example", "local host"):
        for method, path in (("GET", "/it/menu"), ("GET", "/nowhere"), ("POST", "/it/find-order")):
            answer = visitor.open(path, method=method, headers={"Host": host})
            assert answer.status_code in (400, 403) and "evil" not in answer.get_data(as_text=True), f"{host} {method} {path}"
    assert visitor.get("/it/menu").status_code == 200
