"""At a till that is signed in, each takes the place by their own PIN; few guesses, and a lock."""
import pytest
from flask import Flask

from shop.domain import staff
from shop.domain.staff import BadPin, Permission, WrongPin, may
from shop.kernel import clock
from shop.kernel.limits import TooManyTries
from shop.kernel.refusal import NotFound
from tests import makers


@pytest.fixture
def till(app: Flask) -> tuple[str, int, int]:
    """A browser that the owner signed in, the owner, and Bea with her PIN."""
    owner = staff.create_owner(name="Anna", email="anna@example.org", now=clock.now())
    bea = staff.invite(name="Bea", email="bea@example.org", role="staff", by=owner.by, now=clock.now())
    staff.set_pin(bea.id, pin="4071", by=bea.by, now=clock.now())
    return staff.open_session(owner.id, device="till", now=clock.now()), owner.id, bea.id


def who(secret: str) -> int | None:
    member = staff.find_session(secret, now=clock.now())
    return member.id if member else None


def test_the_right_pin_takes_the_place_with_the_permissions_of_the_one_who_stands_there(till: tuple[str, int, int]) -> None:
    secret, owner_id, bea_id = till
    assert who(secret) == owner_id
    staff.switch(secret, member_id=bea_id, pin="4071", now=clock.now())
    assert who(secret) == bea_id
    assert not may(staff.find_session(secret, now=clock.now()), Permission.EDIT_PRODUCTS)


def test_a_pin_opens_no_account_no_settings_and_no_staff(till: tuple[str, int, int]) -> None:
    _, owner_id, bea_id = till
    staff.set_pin(owner_id, pin="7310", by="staff:1", now=clock.now())
    secret = staff.open_session(bea_id, device="till", now=clock.now())
    staff.switch(secret, member_id=owner_id, pin="7310", now=clock.now())
    owner = staff.find_session(secret, now=clock.now())
    assert may(owner, Permission.SEE_TAKINGS)
    assert not any(may(owner, one) for one in (Permission.OWN_ACCOUNT, Permission.MANAGE_STAFF, Permission.EDIT_SETTINGS))


def test_a_locked_till_is_nobodys_until_a_pin(till: tuple[str, int, int]) -> None:
    secret, owner_id, bea_id = till
    staff.lock(secret, now=clock.now())
    device = staff.find_device(secret, now=clock.now())
    assert who(secret) is None and device is not None and device.id == owner_id
    staff.switch(secret, member_id=bea_id, pin="4071", now=clock.now())
    assert who(secret) == bea_id


def test_guesses_are_few_and_a_right_pin_wipes_the_slate(till: tuple[str, int, int]) -> None:
    secret, _, bea_id = till
    for _ in range(3):
        for _ in range(7):
            with pytest.raises(WrongPin):
                staff.switch(secret, member_id=bea_id, pin="9999", now=clock.now())
        staff.switch(secret, member_id=bea_id, pin="4071", now=clock.now())
    for _ in range(8):
        with pytest.raises(WrongPin):
            staff.switch(secret, member_id=bea_id, pin="9999", now=clock.now())
    with pytest.raises(TooManyTries):
        staff.switch(secret, member_id=bea_id, pin="4071", now=clock.now())
    clock.travel(makers.later(hours=1))
    staff.switch(secret, member_id=bea_id, pin="4071", now=clock.now())


@pytest.mark.parametrize("pin", ["", "123", "1234567", "1111", "2345", "987654", "12a4", "١٢٣٥"])
def test_a_pin_anybody_would_guess_is_refused(till: tuple[str, int, int], pin: str) -> None:
    with pytest.raises(BadPin):
        staff.set_pin(till[2], pin=pin, by="staff:1", now=clock.now())


def test_who_has_no_pin_or_left_can_not_take_the_place(till: tuple[str, int, int]) -> None:
    secret, owner_id, bea_id = till
    with pytest.raises(WrongPin):
        staff.switch(secret, member_id=owner_id, pin="4071", now=clock.now())
    staff.switch(secret, member_id=bea_id, pin="4071", now=clock.now())
    staff.deactivate(bea_id, by="staff:1", now=clock.now())
    assert who(secret) is None
    with pytest.raises(WrongPin):
        staff.switch(secret, member_id=bea_id, pin="4071", now=clock.now())
    with pytest.raises(NotFound):
        staff.switch("no till of ours", member_id=bea_id, pin="4071", now=clock.now())


def test_a_pin_taken_away_ends_the_places_it_had(till: tuple[str, int, int]) -> None:
    secret, _, bea_id = till
    staff.switch(secret, member_id=bea_id, pin="4071", now=clock.now())
    staff.drop_pin(bea_id, by="staff:1", now=clock.now())
    assert who(secret) is None and staff.list_sellers() == []


def test_whoever_signed_the_till_in_and_comes_back_by_pin_has_proved_no_more_than_a_pin(till: tuple[str, int, int]) -> None:
    secret, owner_id, _bea_id = till
    staff.set_pin(owner_id, pin="7310", by="staff:1", now=clock.now())
    assert may(staff.find_session(secret, now=clock.now()), Permission.MANAGE_STAFF)
    staff.lock(secret, now=clock.now())
    staff.switch(secret, member_id=owner_id, pin="7310", now=clock.now())
    back = staff.find_session(secret, now=clock.now())
    assert who(secret) == owner_id and may(back, Permission.SEE_TAKINGS)
    assert not any(may(back, one) for one in (Permission.OWN_ACCOUNT, Permission.MANAGE_STAFF, Permission.EDIT_SETTINGS))
