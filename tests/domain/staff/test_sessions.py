"""What a signed-in browser is worth, and what ends it."""
from datetime import timedelta

import pytest
from flask import Flask

from shop.domain import staff
from shop.kernel import clock
from shop.kernel.database import ShopIsBusy, db


@pytest.fixture
def anna(app: Flask) -> staff.Member:
    return staff.create_owner(name="Anna", email="anna@example.org", now=clock.now())


def signed_in(member: staff.Member, device: str = "Firefox") -> str:
    return staff.open_session(member.id, device=device, now=clock.now())


def test_signing_out_ends_the_session_on_the_server(anna: staff.Member) -> None:
    secret = signed_in(anna)
    staff.close_session(secret)
    assert staff.find_session(secret, now=clock.now()) is None


def test_a_made_up_secret_opens_nothing(anna: staff.Member) -> None:
    secret = signed_in(anna)
    assert staff.find_session(staff.session_id(secret), now=clock.now()) is None
    assert staff.find_session("", now=clock.now()) is None


def test_a_session_lives_fourteen_days_from_the_last_visit(anna: staff.Member) -> None:
    secret, now = signed_in(anna), clock.now()
    for day in (13, 26, 39):
        assert staff.find_session(secret, now=now + timedelta(days=day)) == anna
    assert staff.find_session(secret, now=now + timedelta(days=39 + 14)) is None


def test_a_visit_while_the_shop_is_busy_still_counts_as_signed_in(anna: staff.Member, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = signed_in(anna)

    def busy(**_patience: float) -> None:
        raise ShopIsBusy

    monkeypatch.setattr("shop.domain.staff.remembering.writing", busy)
    assert staff.find_session(secret, now=clock.now() + timedelta(hours=2)) == anna


def test_signing_out_everywhere_else_keeps_this_browser_and_withdraws_the_links(anna: staff.Member) -> None:
    here, there = signed_in(anna), signed_in(anna, "Safari")
    link = staff.issue_link(anna.id, now=clock.now())
    staff.close_all(anna.id, but=staff.session_id(here))
    assert staff.find_session(here, now=clock.now()) and staff.find_session(there, now=clock.now()) is None
    with pytest.raises(staff.LinkSpent):
        staff.peek_link(link, now=clock.now())


def test_nobody_ends_a_session_of_someone_else_by_its_name(anna: staff.Member) -> None:
    other = staff.invite(name="Bruno", email="bruno@example.org", role="staff", by=anna.by, now=clock.now())
    secret = signed_in(anna)
    staff.close_one(other.id, staff.session_id(secret))
    assert staff.find_session(secret, now=clock.now()) == anna
    staff.close_one(anna.id, staff.session_id(secret))
    assert staff.find_session(secret, now=clock.now()) is None


def test_the_list_of_sessions_says_where_and_opens_nothing(anna: staff.Member) -> None:
    secret = signed_in(anna, "Firefox · Android")
    listed = staff.list_sessions(anna.id, now=clock.now())
    assert [open_one.device for open_one in listed] == ["Firefox · Android"]
    assert secret not in str(listed)


def test_reading_pages_writes_nothing_within_the_hour(anna: staff.Member) -> None:
    secret, now = signed_in(anna), clock.now()
    staff.find_session(secret, now=now + timedelta(minutes=50))
    db.session.rollback()
    assert staff.list_sessions(anna.id, now=now)[0].seen_at - now < timedelta(minutes=1)
