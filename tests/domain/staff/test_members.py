"""Who is of the shop, what each may do, and that an owner is always left."""
import threading
import time

import pytest
from flask import Flask

from shop.domain import staff
from shop.domain.staff import Permission, proving
from shop.kernel import audit, clock
from shop.kernel.database import db
from shop.kernel.refusal import NotFound
from tests.racing import race


@pytest.fixture
def anna(any_app: Flask) -> staff.Member:
    return staff.create_owner(name="Anna", email="anna@example.org", now=clock.now())


def hire(by: staff.Member, name: str = "Bruno", role: str = "staff") -> staff.Member:
    return staff.invite(name=name, email=f"{name}@example.org", role=role, by=by.by, now=clock.now())


def test_an_owner_may_do_everything_and_staff_only_the_day(anna: staff.Member) -> None:
    bruno = hire(anna)
    assert all(staff.may(anna, permission) for permission in Permission)
    assert staff.may(bruno, Permission.CHANGE_ORDERS) and staff.may(bruno, Permission.HAND_OVER)
    for kept in (Permission.EDIT_SETTINGS, Permission.MANAGE_STAFF, Permission.EDIT_PRODUCTS, Permission.SEE_AUDIT, Permission.SEE_LETTERS):
        assert not staff.may(bruno, kept)


def test_a_stranger_and_a_member_who_left_may_do_nothing(anna: staff.Member) -> None:
    bruno = hire(anna)
    staff.deactivate(bruno.id, by=anna.by, now=clock.now())
    assert not any(staff.may(who, permission) for who in (None, staff.get_member(bruno.id)) for permission in Permission)


def test_leaving_ends_every_session_link_and_password(anna: staff.Member) -> None:
    bruno = hire(anna)
    staff.set_password(bruno.id, current="", password="una lunga parola", now=clock.now())
    session = staff.open_session(bruno.id, device="", now=clock.now())
    link = staff.make_invitation(bruno.id, by=anna.by, now=clock.now())
    staff.deactivate(bruno.id, by=anna.by, now=clock.now())
    assert staff.find_session(session, now=clock.now()) is None
    with pytest.raises(staff.LinkSpent):
        staff.sign_in_with_link(link, device="", now=clock.now())
    with pytest.raises(staff.SignInRefused):
        staff.sign_in_with_password("bruno@example.org", "una lunga parola", device="", source="", now=clock.now())
    with pytest.raises(NotFound):
        staff.make_sign_in_link("bruno@example.org", clock.now())


def test_what_is_withdrawn_stays_withdrawn_when_the_member_returns(anna: staff.Member) -> None:
    bruno = hire(anna)
    link = staff.make_invitation(bruno.id, by=anna.by, now=clock.now())
    staff.deactivate(bruno.id, by=anna.by, now=clock.now())
    staff.reactivate(bruno.id, by=anna.by, now=clock.now())
    with pytest.raises(staff.LinkSpent):
        staff.peek_link(link, now=clock.now())


def test_the_last_owner_can_neither_leave_nor_become_staff(anna: staff.Member) -> None:
    with pytest.raises(staff.LastOwner):
        staff.deactivate(anna.id, by=anna.by, now=clock.now())
    with pytest.raises(staff.LastOwner):
        staff.change_member(anna.id, role="staff", by=anna.by, now=clock.now())


def test_two_owners_who_leave_at_once_leave_one_behind(any_app: Flask, anna: staff.Member) -> None:
    both = [anna.id, hire(anna, role="owner").id]
    outcomes = race(any_app, 2, lambda who: staff.deactivate(both[who], by="shop", now=clock.now()))
    assert [type(outcome) for outcome in outcomes].count(staff.LastOwner) == 1
    assert len([member for member in staff.list_members() if member.is_active]) == 1


def test_a_new_role_is_in_force_in_the_open_session(anna: staff.Member) -> None:
    bruno = hire(anna)
    session = staff.open_session(bruno.id, device="", now=clock.now())
    staff.change_member(bruno.id, role="owner", by=anna.by, now=clock.now())
    assert staff.may(staff.find_session(session, now=clock.now()), Permission.MANAGE_STAFF)


@pytest.mark.parametrize("email", ["ANNA@example.org", " anna@example.org "])
def test_one_address_is_one_person_however_it_is_typed(anna: staff.Member, email: str) -> None:
    with pytest.raises(staff.EmailTaken):
        staff.invite(name="Altra", email=email, role="staff", by=anna.by, now=clock.now())


@pytest.mark.parametrize("email", [
    "", "anna", "anna@", "a b@example.org", "a@b@c.org", "anna@example", "anna@example.org\nBcc: x@y.org", "a,b@c.org"])
def test_what_is_no_address_is_refused(anna: staff.Member, email: str) -> None:
    with pytest.raises(staff.StaffEmail):
        staff.invite(name="Bruno", email=email, role="staff", by=anna.by, now=clock.now())


def test_an_invented_role_is_refused(anna: staff.Member) -> None:
    with pytest.raises(staff.BadRole):
        hire(anna, role="pope")


@pytest.mark.parametrize("password", ["corta", "aaaaaaaaaaaa", "anna@example.org", "x" * 201])
def test_a_password_anyone_would_guess_is_refused(anna: staff.Member, password: str) -> None:
    with pytest.raises(staff.PasswordTooWeak):
        staff.set_password(anna.id, current="", password=password, now=clock.now())


def test_a_password_is_changed_only_by_who_knows_the_one_in_force(anna: staff.Member) -> None:
    staff.set_password(anna.id, current="", password="una lunga parola", now=clock.now())
    with pytest.raises(staff.WrongPassword):
        staff.set_password(anna.id, current="non questa", password="un'altra parola", now=clock.now())
    staff.set_password(anna.id, current="una lunga parola", password="un'altra parola", now=clock.now())


def test_never_more_than_two_passwords_are_hashed_at_once(any_app: Flask, anna: staff.Member, monkeypatch: pytest.MonkeyPatch) -> None:
    at_once, most, lock = 0, 0, threading.Lock()

    class Slow:
        def hash(self, _password: str) -> str:
            nonlocal at_once, most
            with lock:
                at_once += 1
                most = max(most, at_once)
            time.sleep(0.02)
            with lock:
                at_once -= 1
            return "hashed"

    monkeypatch.setattr(proving, "_hasher", Slow())
    people = [hire(anna, f"p{number}") for number in range(8)]
    race(any_app, 8, lambda who: staff.set_password(people[who].id, current="", password="una lunga parola", now=clock.now()))
    assert most == 2


def test_a_burst_of_sign_ins_is_told_to_wait_rather_than_kept_for_ever(anna: staff.Member, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proving, "PATIENCE_S", 0.01)
    with proving._hashing, proving._hashing, pytest.raises(staff.TooBusyToCheck):
        staff.set_password(anna.id, current="", password="una lunga parola", now=clock.now())


def test_acts_are_signed_with_a_name_and_noted(anna: staff.Member) -> None:
    bruno = hire(anna)
    staff.change_member(bruno.id, role="owner", by=anna.by, now=clock.now())
    db.session.rollback()
    noted = [(entry.what, staff.name_of(entry.by)) for entry in audit.list_latest()]
    assert noted[:2] == [("staff.role_changed", "Anna"), ("staff.joined", "Anna")]
    assert (staff.name_of("customer"), staff.name_of("staff:999"), staff.name_of("staff:x")) == ("", "", "")
    assert list(audit.list_faults()) == []


def test_the_code_is_turned_off_only_with_a_code(anna: staff.Member) -> None:
    import pyotp
    secret, now = staff.propose_totp(), clock.now()
    with pytest.raises(staff.WrongCode):
        staff.set_totp(anna.id, secret=secret, code="12", now=now)
    staff.set_totp(anna.id, secret=secret, code=pyotp.TOTP(secret).at(now), now=now)
    with pytest.raises(staff.WrongCode):  # the code that turned it on is spent
        staff.stop_own_totp(anna.id, code=pyotp.TOTP(secret).at(now), now=now)
    assert staff.get_member(anna.id).has_totp
    staff.stop_own_totp(anna.id, code=pyotp.TOTP(secret).at(now.timestamp().__int__() + 30), now=now)
    assert not staff.get_member(anna.id).has_totp


@pytest.mark.parametrize("secret", ["", "A" * 31, "A" * 31 + "1", "a'; drop table", "à" * 32])
def test_a_made_up_secret_of_a_code_app_is_refused(anna: staff.Member, secret: str) -> None:
    with pytest.raises(staff.WrongCode):
        staff.set_totp(anna.id, secret=secret, code="000000", now=clock.now())
