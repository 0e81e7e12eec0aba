"""Signing in and out at the door of the office."""
import pyotp
import pytest
from flask.testing import FlaskClient

from shop.domain import letters, staff
from shop.kernel import clock, ports
from shop.kernel.database import db
from tests.admin.reading import said, signed_in
from tests.world import World

PASSWORD = "tre parole a caso"


@pytest.fixture
def with_password(shop: World) -> None:
    staff.set_password(shop.owner_id, current="", password=PASSWORD, now=clock.now())


@pytest.fixture
def open_post_office(monkeypatch: pytest.MonkeyPatch, shop: World) -> None:
    monkeypatch.setattr(ports.post_office(), "is_open", lambda: True)


def enter(browser: FlaskClient, password: str = PASSWORD, email: str = "anna@example.org", **more: str):  # type: ignore[no-untyped-def]
    return browser.post("/admin/sign-in", data={"email": email, "password": password, **more})


def is_in(browser: FlaskClient) -> bool:
    return browser.get("/admin/account").status_code == 200


def test_a_stranger_is_led_to_the_sign_in_and_back(visitor: FlaskClient, with_password: None) -> None:
    sent = visitor.get("/admin/settings?a=b")
    assert sent.status_code == 302 and "/admin/sign-in?next=/admin/settings?a%3Db" in sent.location
    page = visitor.get(sent.location)
    assert 'name="next" value="/admin/settings?a=b"' in page.text
    assert enter(visitor, next="/admin/settings?a=b").location == "/admin/settings?a=b"


@pytest.mark.parametrize("next_", [
    "https://evil.example/", "//evil.example", "/\\evil.example", "\\\\evil", "javascript:alert(1)", "/\t/evil.example", "evil"])
def test_the_sign_in_leads_only_to_our_own_pages(visitor: FlaskClient, with_password: None, next_: str) -> None:
    assert "evil" not in visitor.get("/admin/sign-in", query_string={"next": next_}).text
    assert enter(visitor, next=next_).location == "/admin/"


def test_a_wrong_password_and_an_unknown_address_look_the_same(visitor: FlaskClient, with_password: None) -> None:
    wrong, unknown = enter(visitor, "sbagliata"), enter(visitor, email="nessuno@example.org")
    assert wrong.status_code == unknown.status_code == 422
    assert said("refusal.sign_in_refused") in wrong.text
    assert wrong.text.replace("anna@example.org", "") == unknown.text.replace("nessuno@example.org", "")
    assert "sbagliata" not in wrong.text


def test_too_many_tries_get_a_sentence(visitor: FlaskClient, with_password: None) -> None:
    for _try in range(8):
        enter(visitor, "sbagliata")
    assert "Troppi tentativi" in enter(visitor).text
    assert not is_in(visitor)


def test_a_link_looked_at_by_a_mail_scanner_still_signs_the_person_in(visitor: FlaskClient, shop: World) -> None:
    address = f"/admin/sign-in/{staff.issue_link(shop.owner_id, now=clock.now())}"
    for _look in range(3):
        assert visitor.get(address).status_code == 200 and not is_in(visitor)
    assert visitor.post(address).status_code == 302
    assert is_in(visitor)


def test_a_spent_link_says_so_and_offers_the_sign_in(visitor: FlaskClient, shop: World) -> None:
    address = f"/admin/sign-in/{staff.issue_link(shop.owner_id, now=clock.now())}"
    visitor.post(address)
    visitor.post("/admin/sign-out")
    for answer in (visitor.get(address, follow_redirects=True), visitor.post(address, follow_redirects=True)):
        assert said("refusal.link_spent") in answer.text and 'name="password"' in answer.text
    assert not is_in(visitor)


def test_the_session_cookie_can_not_be_read_by_scripts(visitor: FlaskClient, with_password: None) -> None:
    cookies = enter(visitor).headers.getlist("Set-Cookie")
    session = next(cookie for cookie in cookies if cookie.startswith("staff="))
    assert "HttpOnly" in session and "SameSite=Lax" in session
    over_tls = visitor.post("/admin/sign-in", data={"email": "anna@example.org", "password": PASSWORD}, base_url="https://localhost",
                            headers={"Origin": "https://localhost"})
    assert "Secure" in next(cookie for cookie in over_tls.headers.getlist("Set-Cookie") if cookie.startswith("staff="))


def test_signing_in_again_ends_the_session_that_was_there(visitor: FlaskClient, with_password: None, shop: World) -> None:
    enter(visitor)
    first = visitor.get_cookie("staff")
    enter(visitor)
    assert first and signed_in(first.value) is None
    db.session.rollback()
    assert len(staff.list_sessions(shop.owner_id, now=clock.now())) == 1


def test_a_copied_cookie_opens_nothing_after_sign_out(owner: FlaskClient) -> None:
    copied = owner.get_cookie("staff")
    assert is_in(owner) and copied
    owner.post("/admin/sign-out")
    owner.set_cookie("staff", copied.value)
    assert not is_in(owner)


def test_with_a_code_set_the_password_leads_to_the_code_and_the_code_in(visitor: FlaskClient, with_password: None, shop: World) -> None:
    secret, now = staff.propose_totp(), clock.now()
    staff.set_totp(shop.owner_id, secret=secret, code=pyotp.TOTP(secret).at(now.timestamp() - 30), now=now)  # type: ignore[arg-type]
    sent = enter(visitor, next="/admin/audit")
    assert sent.location == "/admin/sign-in/code?next=/admin/audit" and not is_in(visitor)
    assert visitor.get(sent.location).status_code == 200
    assert said("refusal.wrong_code") in visitor.post("/admin/sign-in/code", data={"code": "000000"}).text
    done = visitor.post("/admin/sign-in/code", data={"code": pyotp.TOTP(secret).at(clock.now()), "next": "/admin/audit"})
    assert done.location == "/admin/audit" and is_in(visitor)


def test_the_code_page_alone_opens_nothing(visitor: FlaskClient, shop: World) -> None:
    assert visitor.get("/admin/sign-in/code").location == "/admin/sign-in"
    assert visitor.post("/admin/sign-in/code", data={"code": "123456"}).location == "/admin/sign-in"


def test_asking_for_a_link_says_the_same_to_everyone(visitor: FlaskClient, open_post_office: None) -> None:
    answers = [visitor.post("/admin/sign-in/ask", data={"email": email}, follow_redirects=True).text
               for email in ("anna@example.org", "nessuno@example.org")]
    assert answers[0] == answers[1] and said("admin.sign_in.link_sent") in answers[0]


def test_a_link_asked_for_is_written_once_to_its_owner_and_is_nobody_s_to_read(visitor: FlaskClient, open_post_office: None) -> None:
    for _asked in range(3):
        visitor.post("/admin/sign-in/ask", data={"email": "anna@example.org"})
    db.session.rollback()
    kept = db.session.query(letters.Letter).all()
    assert [(letter.kind, letter.to) for letter in kept] == [("sign_in", "anna@example.org")]
    assert "/admin/sign-in/" in kept[0].text
    assert list(letters.list_letters()) == []


def test_without_a_mail_server_the_sign_in_says_where_a_link_comes_from(visitor: FlaskClient, shop: World) -> None:
    page = visitor.get("/admin/sign-in").text
    assert "flask shop sign-in-link" in page and "/admin/sign-in/ask" not in page


def test_pages_of_the_office_are_kept_by_no_browser(owner: FlaskClient, visitor: FlaskClient) -> None:
    for browser, address in ((visitor, "/admin/sign-in"), (owner, "/admin/account"), (owner, "/admin/staff"), (owner, "/admin/audit")):
        assert browser.get(address).headers["Cache-Control"] == "no-store"
