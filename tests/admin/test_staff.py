"""Saying who works here, from the office."""
import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from shop.domain import letters, staff
from shop.kernel import clock, ports
from shop.kernel.database import db
from tests.admin.reading import said
from tests.world import World


def test_an_invited_person_opens_the_link_and_is_in_with_the_role_given(owner: FlaskClient, visitor: FlaskClient) -> None:
    page = owner.post("/admin/staff", data={"name": "Bruno", "email": "bruno@example.org", "role": "staff", "language": "en"}).text
    link = re.search(r"http://localhost(/admin/sign-in/[\w-]+)", page)
    assert link
    visitor.post(link[1])
    assert "Bruno" in visitor.get("/admin/account").text
    assert visitor.get("/admin/settings").status_code == 403


def test_where_letters_leave_the_invitation_goes_by_letter_too(
        owner: FlaskClient, visitor: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ports.post_office(), "is_open", lambda: True)
    page = owner.post("/admin/staff", data={"name": "Bruno", "email": "bruno@example.org", "role": "staff"}).text
    assert said("admin.staff.link_sent", email="bruno@example.org") in page
    letter = db.session.query(letters.Letter).one()
    link = re.search(r"http://localhost(/admin/sign-in/[\w-]+)", letter.text)
    assert letter.kind == "invitation" and link and list(letters.list_letters()) == []
    clock.travel(clock.now() + timedelta(days=6))
    visitor.post(link[1])
    assert "Bruno" in visitor.get("/admin/account").text


def test_a_mistake_in_an_invitation_is_said_at_its_field_and_keeps_what_was_typed(owner: FlaskClient) -> None:
    answer = owner.post("/admin/staff", data={"name": "Bruno", "email": "bruno(at)example", "role": "staff"})
    assert answer.status_code == 422 and 'id="email-error"' in answer.text and 'value="Bruno"' in answer.text


def test_staff_see_only_the_desks_they_may_use(owner: FlaskClient, colleague: FlaskClient) -> None:
    theirs = colleague.get("/admin/more").text
    for kept in ("/admin/settings", "/admin/staff", "/admin/audit", "/admin/letters", "/admin/first-steps"):
        assert f'href="{kept}"' not in theirs and f'href="{kept}"' in owner.get("/admin/more").text
        assert colleague.get(kept).status_code == 403


def test_staff_change_nobody_s_role_not_even_their_own(colleague: FlaskClient, shop: World) -> None:
    bruno = staff.find_by_email("bruno@example.org")
    assert bruno
    for act in ("role", "link", "leave", "return", "code/stop", "sessions/end"):
        assert colleague.post(f"/admin/staff/{bruno.id}/{act}", data={"role": "owner"}).status_code == 403
    assert staff.get_member(bruno.id).role == "staff"


def test_taking_the_access_away_shuts_the_open_browser_at_once(owner: FlaskClient, colleague: FlaskClient) -> None:
    bruno = staff.find_by_email("bruno@example.org")
    assert bruno and colleague.get("/admin/account").status_code == 200
    owner.post(f"/admin/staff/{bruno.id}/leave")
    assert colleague.get("/admin/account").status_code == 302
    owner.post(f"/admin/staff/{bruno.id}/return")
    assert colleague.get("/admin/account").status_code == 302  # back, but not signed in


def test_the_last_owner_is_told_to_name_another_first(owner: FlaskClient, shop: World) -> None:
    for act, data in (("leave", {}), ("role", {"role": "staff"})):
        answer = owner.post(f"/admin/staff/{shop.owner_id}/{act}", data=data)
        assert answer.status_code == 422 and said("refusal.last_owner") in answer.text


def test_a_lost_phone_is_no_lost_account(owner: FlaskClient, shop: World) -> None:
    import pyotp
    bruno = staff.invite(name="Bruno", email="b@example.org", role="staff", by="shop", now=clock.now())
    secret = staff.propose_totp()
    staff.set_totp(bruno.id, secret=secret, code=pyotp.TOTP(secret).at(clock.now()), now=clock.now())
    assert said("admin.staff.stop_code") in owner.get(f"/admin/staff/{bruno.id}").text
    owner.post(f"/admin/staff/{bruno.id}/code/stop")
    assert not staff.get_member(bruno.id).has_totp


def test_nobody_is_found_under_a_number_nobody_has(owner: FlaskClient) -> None:
    assert owner.get("/admin/staff/999").status_code == 404
    assert owner.post("/admin/staff/999/link").status_code == 404


def test_every_act_is_in_the_audit_log_with_its_author(owner: FlaskClient, shop: World) -> None:
    owner.post("/admin/staff", data={"name": "Bruno", "email": "bruno@example.org", "role": "staff"})
    page = owner.get("/admin/audit").text
    assert said("admin.audit.act.staff_joined") in page and said("admin.audit.act.staff_link_made") in page and "Anna" in page


def test_the_audit_log_says_what_changed_in_words(owner: FlaskClient, shop: World) -> None:
    bruno = staff.invite(name="Bruno", email="bruno@example.org", role="staff", by="shop", now=clock.now())
    owner.post(f"/admin/staff/{bruno.id}/role", data={"role": "owner"})
    owner.post("/admin/settings/rates", data={"vat": "reduced", "percent": "4,5", "from_on": "2027-01-01"})
    page = owner.get("/admin/audit").text
    before, after = said("admin.audit.detail.before"), said("admin.audit.detail.after")
    assert f"{before}: {said('admin.roles.staff')} · {after}: {said('admin.roles.owner')}" in page
    assert f'href="/admin/staff/{bruno.id}"' in page
    assert "4,5 %" in page and said("admin.settings.vat.reduced") in page and "venerdì 1 gennaio" in page


def test_the_audit_log_turns_its_pages(owner: FlaskClient, shop: World) -> None:
    for number in range(70):
        staff.change_own(shop.owner_id, name=f"Anna {number}", language="it", now=clock.now())
    newest = owner.get("/admin/audit").text
    older = re.search(r"/admin/audit\?before=\d+", newest)
    assert older and said("admin.audit.act.staff_joined") not in newest
    assert said("admin.audit.act.staff_joined") in owner.get(older[0]).text


@pytest.mark.parametrize("before", ["-1", "0", "x", "9" * 30])
def test_a_page_of_the_log_that_can_not_be_is_simply_the_first_or_none(owner: FlaskClient, before: str) -> None:
    for desk in ("audit", "letters"):
        assert owner.get(f"/admin/{desk}?before={before}").status_code == 200
