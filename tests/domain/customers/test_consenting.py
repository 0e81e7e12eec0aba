"""What a person agreed to: logged, obeyed, taken back, and never assumed."""

from datetime import timedelta

import pytest
from flask import Flask

from shop.domain import customers
from shop.domain.customers import ConfirmationSpent
from shop.domain.letters.models import Letter
from shop.kernel import clock, events
from shop.kernel.database import db
from tests.domain.customers.test_recognising import know

ADDRESS = "maria@example.org"


def say(row: int, act: str, purpose: str = "marketing", **more: str) -> str:
    customers.consent(row, purpose, act=act, source="test", words="Sì, scrivetemi", now=clock.now(), **more)
    return customers.get_customer(row).marketing


def sign_up(address: str = ADDRESS) -> int:
    return customers.ask_to_confirm(address, name="", source="website", words="Le offerte", language="it", now=clock.now())


def waiting() -> list[Letter]:
    while events.deliver_due(clock.now()):
        pass
    return list(db.session.query(Letter).filter_by(kind="confirm_offers").order_by(Letter.id))


def secret_of(letter: Letter) -> str:
    return next(line for line in letter.text.splitlines() if "/offers/" in line).rpartition("/")[2]


def test_soft_never_outweighs_an_answer(any_app: Flask) -> None:
    row = know(ADDRESS)
    assert say(row, "soft") == "soft"
    assert say(row, "refused") == "refused"
    assert say(row, "soft") == "refused"
    assert say(row, "given") == "consent"
    assert say(row, "soft") == "consent"
    assert say(row, "withdrawn") == "refused"
    assert [entry.act for entry in customers.list_consents([row])] == ["withdrawn", "soft", "given", "soft", "refused", "soft"]
    assert {entry.text_version for entry in customers.list_consents([row])} == {customers.TEXT_VERSION}


def test_a_no_is_meant_by_the_whole_person_and_a_yes_by_one_address(any_app: Flask) -> None:
    home, work = know(ADDRESS), know("maria@work.example")
    customers.merge(work, home, by="staff:1", now=clock.now())
    assert say(work, "given") == "consent" and customers.get_customer(home).marketing == "none"
    assert say(home, "withdrawn") == "refused" and customers.get_customer(work).marketing == "refused"


def test_profiling_and_allergies_are_kept_only_while_agreed(any_app: Flask) -> None:
    row = know(ADDRESS)
    say(row, "given", "profiling")
    say(row, "given", "allergies", allergies=" frutta a guscio ")
    assert customers.get_customer(row).profiling_at and customers.get_customer(row).allergies == "frutta a guscio"
    say(row, "withdrawn", "profiling")
    say(row, "withdrawn", "allergies")
    assert customers.get_customer(row).profiling_at is None and customers.get_customer(row).allergies == ""


def test_a_typed_address_gets_one_letter_and_no_offers_until_its_reader_says_yes(any_app: Flask) -> None:
    row = sign_up()
    for _ in range(3):
        sign_up()
    [letter] = waiting()
    assert customers.get_customer(row).marketing == "none" and not customers.may_be_sent_offers(customers.get_customer(row))
    secret = secret_of(letter)
    assert customers.peek_confirmation(secret, now=clock.now()).id == row
    assert customers.get_customer(row).marketing == "none", "looking, as mail scanners do, changes nothing"
    customers.confirm(secret, words="Sì", now=clock.now())
    kept = customers.get_customer(row)
    assert kept.marketing == "consent" and kept.email_verified_at and customers.may_be_sent_offers(kept)
    with pytest.raises(ConfirmationSpent):
        customers.confirm(secret, words="Sì", now=clock.now())


def test_who_has_agreed_is_not_asked_again(any_app: Flask) -> None:
    say(know(ADDRESS), "given")
    sign_up()
    assert waiting() == []


def test_a_confirmation_ends_after_a_week(any_app: Flask) -> None:
    row = sign_up()
    secret, began = secret_of(waiting()[0]), clock.now()
    clock.travel(began + timedelta(days=8))
    with pytest.raises(ConfirmationSpent):
        customers.confirm(secret, words="Sì", now=clock.now())
    assert customers.get_customer(row).marketing == "none"


def test_a_letters_token_opens_its_own_row_and_cannot_be_made_up(any_app: Flask) -> None:
    one, two = know("one@example.org"), know("two@example.org")
    token = customers.unsubscribe_token(one)
    assert customers.read_token(token) == one and customers.unsubscribe_token(one) == token
    mark = token.partition("-")[2]
    for forged in (f"{two}-{mark}", token[:-1], token + "A", f"0{token}", "", "-", "x", f"{one}-", "9" * 30 + "-" + mark, "²-" + mark):
        assert customers.read_token(forged) is None, forged


def test_who_was_joined_to_another_may_still_take_back_what_they_agreed_to_as_themselves(any_app: Flask) -> None:
    first, second = know(ADDRESS), know("maria@work.example")
    customers.consent(first, "profiling", act="given", source="account", now=clock.now())
    customers.merge(first, second, by="staff:1", now=clock.now())
    customers.choose(second, marketing=False, profiling=False, allergies="", words={"profiling": "No"}, source="account",
                     now=clock.now())
    assert customers.get_customer(first).profiling_at is None
    assert customers.list_consents([first, second])[0].act == "withdrawn"
