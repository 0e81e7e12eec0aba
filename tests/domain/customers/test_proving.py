"""A code proves an address; guessing, waiting and stealing do not."""

from datetime import timedelta

import pytest
from flask import Flask

from shop.domain import customers, letters
from shop.domain.customers import WrongCode
from shop.domain.customers.models import Code, Visit
from shop.domain.letters.models import Letter
from shop.kernel import clock, events
from shop.kernel.database import db
from shop.kernel.limits import TooManyTries
from tests.domain.customers.test_recognising import know

MARIA = "maria@example.org"


def ask(email: str = MARIA, source: str = "10.0.0.1") -> None:
    customers.ask_code(email, source=source, language="it", now=clock.now())


def read_code() -> str:
    """The digits of the newest letter, as its reader would find them."""
    while events.deliver_due(clock.now()):
        pass
    text = db.session.query(Letter).filter_by(kind="customer_code").order_by(Letter.id.desc()).first().text  # type: ignore[union-attr]
    return next(line for line in text.splitlines() if line.isdigit() and len(line) == 6)


def enter(code: str, email: str = MARIA, source: str = "10.0.0.1") -> customers.SignedIn:
    return customers.sign_in(email, code, source=source, language="it", now=clock.now())


def test_the_code_of_the_letter_signs_in_once(any_app: Flask) -> None:
    maria = know(MARIA, name="Maria")
    ask(" Maria@Example.org")
    code = read_code()
    signed = enter(code, "MARIA@example.org ")
    assert signed.customer_id == maria and customers.get_customer(maria).email_verified_at is not None
    person = customers.find_visit(signed.secret, now=clock.now())
    assert person is not None and person.id == maria
    with pytest.raises(WrongCode):
        enter(code)


def test_an_address_nobody_had_is_known_once_proved(any_app: Flask) -> None:
    ask("nuova@example.org")
    assert customers.find_by_email("nuova@example.org") is None, "asking alone keeps nobody"
    signed = enter(read_code(), "nuova@example.org")
    assert customers.get_customer(signed.customer_id).email == "nuova@example.org"


def test_the_code_is_kept_only_as_a_hash_and_read_by_no_one_here(any_app: Flask) -> None:
    ask()
    code = read_code()
    assert code not in str(vars(db.session.query(Code).one()))
    assert letters.list_letters() == []


def test_a_code_lasts_ten_minutes(any_app: Flask) -> None:
    ask()
    code, asked_at = read_code(), clock.now()
    clock.travel(asked_at + timedelta(minutes=11))
    with pytest.raises(WrongCode):
        enter(code)


def test_five_wrong_guesses_spend_the_code(any_app: Flask) -> None:
    ask()
    code = read_code()
    wrong = "000000" if code != "000000" else "111111"
    for _ in range(5):
        with pytest.raises(WrongCode):
            enter(wrong)
    with pytest.raises(WrongCode):
        enter(code)


def test_only_the_newest_code_counts_and_only_for_its_address(any_app: Flask) -> None:
    ask()
    first = read_code()
    clock.travel(clock.now() + timedelta(seconds=5))
    ask()
    second = read_code()
    if first != second:
        with pytest.raises(WrongCode):
            enter(first)
    with pytest.raises(WrongCode):
        enter(second, "mallory@example.org")
    assert enter(second).customer_id


def test_asking_and_guessing_are_limited(any_app: Flask) -> None:
    for _ in range(5):
        ask()
    with pytest.raises(TooManyTries):
        ask(source="10.9.9.9")
    for n in range(20):
        with pytest.raises(WrongCode):
            enter("123456", "victim@example.org", f"10.0.1.{n}")
    with pytest.raises(TooManyTries):
        enter("123456", "victim@example.org", "10.0.2.1")


def test_signing_out_and_time_end_a_visit(any_app: Flask) -> None:
    maria = know(MARIA)
    one, other = (customers.open_visit(maria, now=clock.now()) for _ in range(2))
    customers.close_visit(one)
    assert customers.find_visit(one, now=clock.now()) is None and customers.find_visit(other, now=clock.now()) is not None
    assert customers.find_visit(other, now=clock.now() + timedelta(days=61)) is None
    customers.forget_visits(clock.now() + timedelta(days=61))
    assert db.session.query(Visit).count() == 0


def test_a_joined_row_signs_in_as_the_person_it_is(any_app: Flask) -> None:
    maria, work = know(MARIA), know("maria@work.example")
    customers.merge(work, maria, by="staff:1", now=clock.now())
    person = customers.find_visit(customers.open_visit(work, now=clock.now()), now=clock.now())
    assert person is not None and person.id == maria
