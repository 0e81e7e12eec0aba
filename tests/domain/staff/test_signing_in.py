"""Who gets in, by which proof, and how often that proof works."""
from datetime import timedelta

import pyotp
import pytest
from flask import Flask
from sqlalchemy import select

from shop.domain import staff
from shop.domain.staff.models import Session
from shop.kernel import clock
from shop.kernel.database import db
from shop.kernel.limits import TooManyTries, Tries
from shop.kernel.refusal import NotFound
from shop.kernel.tokens import Token
from tests.racing import race

PASSWORD = "tre parole a caso"


@pytest.fixture
def anna(any_app: Flask) -> staff.Member:
    return staff.create_owner(name="Anna", email="Anna@Example.org", now=clock.now())


def sign_in(email: str = "anna@example.org", password: str = PASSWORD, source: str = "192.0.2.1") -> staff.SignedIn:
    return staff.sign_in_with_password(email, password, device="Firefox", source=source, now=clock.now())


def with_password(member: staff.Member) -> staff.Member:
    staff.set_password(member.id, current="", password=PASSWORD, now=clock.now())
    return member


def with_code(member: staff.Member) -> str:
    """Turn the code on a minute ago, so that the code of now is unused."""
    secret, earlier = staff.propose_totp(), clock.now() - timedelta(minutes=2)
    staff.set_totp(member.id, secret=secret, code=pyotp.TOTP(secret).at(earlier), now=earlier)
    return secret


def test_a_link_signs_in_once(anna: staff.Member) -> None:
    secret = staff.make_sign_in_link("ANNA@example.org ", clock.now())
    done = staff.sign_in_with_link(secret, device="Firefox", now=clock.now())
    assert done.session and staff.find_session(done.session, now=clock.now()) == anna
    with pytest.raises(staff.LinkSpent):
        staff.sign_in_with_link(secret, device="Firefox", now=clock.now())


def test_looking_at_a_link_does_not_spend_it(anna: staff.Member) -> None:
    secret = staff.issue_link(anna.id, now=clock.now())
    assert [staff.peek_link(secret, now=clock.now()) for _look in range(3)] == [anna] * 3
    assert staff.sign_in_with_link(secret, device="", now=clock.now()).session


def test_a_link_is_too_old_after_half_an_hour(anna: staff.Member) -> None:
    secret, now = staff.issue_link(anna.id, now=clock.now()), clock.now()
    assert staff.peek_link(secret, now=now + timedelta(minutes=29))
    with pytest.raises(staff.LinkSpent):
        staff.sign_in_with_link(secret, device="", now=now + timedelta(minutes=31))


def test_one_link_pressed_by_eight_at_once_signs_in_one(any_app: Flask, anna: staff.Member) -> None:
    secret = staff.issue_link(anna.id, now=clock.now())
    outcomes = race(any_app, 8, lambda _who: staff.sign_in_with_link(secret, device="", now=clock.now()))
    assert len([done for done in outcomes if isinstance(done, staff.SignedIn)]) == 1
    assert len([no for no in outcomes if isinstance(no, staff.LinkSpent)]) == 7


def test_a_link_for_an_address_nobody_has_is_not_made(anna: staff.Member) -> None:
    with pytest.raises(NotFound):
        staff.make_sign_in_link("nessuno@example.org", clock.now())


def test_the_right_password_signs_in(anna: staff.Member) -> None:
    with_password(anna)
    done = sign_in(" ANNA@example.org ")
    assert done.session and staff.find_session(done.session, now=clock.now()).id == anna.id  # type: ignore[union-attr]


@pytest.mark.parametrize(("email", "password"), [
    ("anna@example.org", "un'altra parola"), ("anna@example.org", ""),
    ("nessuno@example.org", PASSWORD), ("anna@example.org", "x" * 5_000)])
def test_a_wrong_password_an_empty_one_and_an_unknown_address_get_the_same_sentence(anna: staff.Member, email: str, password: str) -> None:
    with_password(anna)
    with pytest.raises(staff.SignInRefused):
        sign_in(email, password)


def test_a_member_without_a_password_can_not_sign_in_with_one(anna: staff.Member) -> None:
    with pytest.raises(staff.SignInRefused):
        sign_in(password="nobody has this password")


def test_the_ninth_try_from_one_place_waits_even_with_the_right_password(anna: staff.Member) -> None:
    with_password(anna)
    for _try in range(8):
        with pytest.raises(staff.SignInRefused):
            sign_in(password="sbagliata")
    with pytest.raises(TooManyTries):
        sign_in()
    assert sign_in(source="192.0.2.9").session  # from elsewhere the owner still gets in


def test_an_unknown_address_is_limited_like_a_known_one(anna: staff.Member) -> None:
    for _try in range(8):
        with pytest.raises(staff.SignInRefused):
            sign_in("nessuno@example.org")
    with pytest.raises(TooManyTries):
        sign_in("nessuno@example.org")


def test_many_addresses_from_one_place_are_limited_together(anna: staff.Member) -> None:
    for number in range(30):
        staff.count_tries(f"{number}@example.org", source="192.0.2.1", now=clock.now())
    with pytest.raises(TooManyTries):
        staff.count_tries("another@example.org", source="192.0.2.1", now=clock.now())


def test_with_a_code_set_the_password_alone_opens_nothing(anna: staff.Member) -> None:
    secret = with_code(with_password(anna))
    done = sign_in()
    assert done.session is None and done.second_step
    assert db.session.scalar(select(Session)) is None
    opened = staff.sign_in_with_code(done.second_step, pyotp.TOTP(secret).at(clock.now()), device="", now=clock.now())
    assert opened.session


def test_a_code_works_once_even_for_another_sign_in(anna: staff.Member) -> None:
    secret = with_code(with_password(anna))
    code = pyotp.TOTP(secret).at(clock.now())
    staff.sign_in_with_code(sign_in().second_step or "", code, device="", now=clock.now())
    with pytest.raises(staff.WrongCode):
        staff.sign_in_with_code(sign_in().second_step or "", code, device="", now=clock.now())


def test_a_code_of_ten_minutes_ago_is_refused(anna: staff.Member) -> None:
    secret = with_code(with_password(anna))
    with pytest.raises(staff.WrongCode):
        stale = pyotp.TOTP(secret).at(clock.now() - timedelta(minutes=10))
        staff.sign_in_with_code(sign_in().second_step or "", stale, device="", now=clock.now())


def test_a_wrong_code_leaves_the_second_step_open_but_not_for_ever(anna: staff.Member) -> None:
    secret = with_code(with_password(anna))
    step = sign_in().second_step or ""
    for _try in range(10):
        with pytest.raises(staff.WrongCode):
            staff.sign_in_with_code(step, "000000", device="", now=clock.now())
    with pytest.raises(TooManyTries):
        staff.sign_in_with_code(step, pyotp.TOTP(secret).at(clock.now()), device="", now=clock.now())


def test_a_link_asks_for_the_code_too(anna: staff.Member) -> None:
    with_code(anna)
    done = staff.sign_in_with_link(staff.issue_link(anna.id, now=clock.now()), device="", now=clock.now())
    assert done.session is None and done.second_step


def test_no_secret_is_kept_as_it_is(anna: staff.Member) -> None:
    with_password(anna)
    link, session = staff.issue_link(anna.id, now=clock.now()), sign_in().session or ""
    kept = [str(vars(row)) for model in (Token, Session, Tries) for row in db.session.scalars(select(model))]
    assert kept and not any(secret in row for row in kept for secret in (link, session, PASSWORD))


def test_the_password_is_kept_as_argon2id_with_nineteen_mebibytes(anna: staff.Member) -> None:
    with_password(anna)
    from shop.domain.staff.models import Member
    assert (db.session.get_one(Member, anna.id).password_hash or "").startswith("$argon2id$v=19$m=19456,t=2,p=1$")
