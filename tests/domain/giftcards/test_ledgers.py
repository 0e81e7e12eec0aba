"""A card's ledger sums up to its balance, no cent is spent twice, and money that comes back can be spent."""

from datetime import date, timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from shop.domain import customers, giftcards
from shop.domain.giftcards import (
    CardHasExpired,
    CardIsEmpty,
    CardIsShort,
    CardIsStopped,
    CardWasSpent,
    GiftCard,
    GiftCardRules,
    GiftMove,
    UnknownCard,
)
from shop.kernel import clock, settings
from shop.kernel.database import db, writing
from shop.kernel.limits import TooManyTries
from tests.conftest import NOW
from tests.racing import race


def make(cents: int = 5000, cause: str = "staff:1", **fields: object) -> GiftCard:
    return giftcards.make_card(cause=cause, cents=cents, by="staff:1", now=clock.now(), **fields)  # type: ignore[arg-type]


def spend(card: GiftCard, cents: int, cause: str = "order") -> bool:
    return giftcards.spend(card.id, cents, cause=cause, order_id=None, by="customer", now=clock.now())


def balance(card_id: int) -> int:
    db.session.rollback()
    return db.session.get_one(GiftCard, card_id, populate_existing=True).balance_cents


def test_a_card_is_made_once_for_its_cause(any_app: Flask) -> None:
    one, again = make(), make()
    assert one.id == again.id and one.balance_cents == 5000
    assert [move.cents for move in giftcards.list_moves(one.id)] == [5000]
    assert len(one.code) == 16 and not set(one.code) & set("IO01")


def test_a_code_is_found_however_it_is_typed(app: Flask) -> None:
    card = make()
    said = giftcards.shown(card.code)
    assert said.count("-") == 3
    for typed in (said, said.lower(), said.replace("-", " "), f"  {card.code} "):
        found = giftcards.find_by_code(typed)
        assert found is not None and found.id == card.id
    assert giftcards.find_by_code(card.code[:-1]) is None and giftcards.find_by_code("") is None


def test_who_guesses_codes_is_stopped_with_one_sentence(app: Flask) -> None:
    for _ in range(20):
        with pytest.raises(UnknownCard):
            giftcards.try_code("AAAA-BBBB-CCCC-DDDD", by_key="1.2.3.4", now=clock.now())
    with pytest.raises(TooManyTries):
        giftcards.try_code(make().code, by_key="1.2.3.4", now=clock.now())
    assert giftcards.try_code(make().code, by_key="5.6.7.8", now=clock.now())


def test_what_is_spent_twice_for_one_cause_is_spent_once(any_app: Flask) -> None:
    card = make()
    assert spend(card, 2000) and not spend(card, 2000)
    assert balance(card.id) == 3000
    with pytest.raises(CardIsShort) as refused:
        spend(card, 3001, "more")
    assert refused.value.params["left_cents"] == 3000
    assert spend(card, 3000, "rest")
    with pytest.raises(CardIsEmpty):
        spend(card, 1, "nothing")
    assert not list(giftcards.list_faults())


def test_ten_tills_spend_one_card_and_it_pays_for_three(any_app: Flask) -> None:
    card = make(5000)
    card_id, now = card.id, clock.now()
    db.session.rollback()

    def act(number: int) -> bool:
        return giftcards.spend(card_id, 1500, cause=f"till:{number}", order_id=None, by=f"staff:{number}", now=now)

    got = race(any_app, 10, act)
    assert got.count(True) == 3 and sum(isinstance(one, CardIsShort) for one in got) == 7
    assert balance(card_id) == 500 and not list(giftcards.list_faults())


def test_ten_notes_of_one_refund_come_back_once(any_app: Flask) -> None:
    card = make(5000)
    spend(card, 4000)
    card_id, now = card.id, clock.now()
    db.session.rollback()

    def act(_: int) -> bool:
        return giftcards.give_back(card_id, 4000, cause="refund:1", order_id=None, by="shop", now=now)

    assert race(any_app, 10, act).count(True) == 1
    assert balance(card_id) == 5000 and not list(giftcards.list_faults())


def test_ten_parallel_credits_of_one_form_are_one(any_app: Flask) -> None:
    customer_id = _customer()
    now = clock.now()
    db.session.rollback()

    def act(_: int) -> int:
        return giftcards.credit(customer_id, 700, cause="staff:form", by="staff:1", now=now).id

    assert len(set(race(any_app, 10, act))) == 1
    (card,) = giftcards.list_credit([customer_id])
    assert (card.kind, balance(card.id)) == ("credit", 700) and not list(giftcards.list_faults())


def _customer() -> int:
    with writing():
        found = customers.recognise(email="ada@example.org", phone=None, name="Ada", language="it", now=clock.now())
    assert found is not None
    return found


def test_credit_of_a_customer_grows_on_one_account_and_never_expires(app: Flask) -> None:
    with writing():
        settings.store(GiftCardRules(months=12))
    customer_id = _customer()
    first = giftcards.credit(customer_id, 700, cause="a", by="staff:1", now=clock.now())
    second = giftcards.credit(customer_id, 300, cause="b", by="staff:1", now=clock.now())
    assert (first.id, second.balance_cents, second.expires_on) == (second.id, 1000, None)


def test_a_card_expires_after_the_months_the_owner_set(app: Flask) -> None:
    with writing():
        settings.store(GiftCardRules(months=12))
    card = make()
    assert card.expires_on == date(2027, 11, 24)
    clock.travel(NOW + timedelta(days=365))
    assert spend(card, 1000)
    clock.travel(NOW + timedelta(days=366))
    with pytest.raises(CardHasExpired):
        spend(card, 1000, "late")
    assert giftcards.expire_due(clock.now()) == 1 and giftcards.expire_due(clock.now()) == 0
    assert balance(card.id) == 0 and giftcards.list_moves(card.id)[-1].why == "expired"
    assert giftcards.owed_cents(clock.today()) == {} and not list(giftcards.list_faults())


@pytest.mark.parametrize(("made_on", "months", "expected"), [
    (date(2026, 1, 31), 1, date(2026, 2, 28)),
    (date(2024, 2, 29), 12, date(2025, 2, 28)),
    (date(2026, 11, 24), 24, date(2028, 11, 24)),
    (date(2026, 11, 24), 0, None),
])
def test_months_end_on_a_day_that_exists(made_on: date, months: int, expected: date | None) -> None:
    assert giftcards.last_day(made_on, months) == expected


def test_money_that_comes_back_to_an_expired_card_can_be_spent(app: Flask) -> None:
    with writing():
        settings.store(GiftCardRules(months=1))
    card = make()
    spend(card, 5000)
    clock.travel(NOW + timedelta(days=60))
    giftcards.give_back(card.id, 5000, cause="refund:1", order_id=None, by="shop", now=clock.now())
    assert spend(card, 5000, "again") and not list(giftcards.list_faults())


def test_a_stopped_card_pays_nothing_and_can_be_opened_again(app: Flask) -> None:
    card = make()
    assert giftcards.stop(card.id, cause="cancel:1", by="staff:1", now=clock.now()) == 5000
    assert giftcards.stop(card.id, cause="cancel:1", by="staff:1", now=clock.now()) == 0
    with pytest.raises(CardIsStopped):
        spend(card, 1)
    giftcards.reopen(card.id, why="void", by="staff:1", now=clock.now())
    assert balance(card.id) == 0
    giftcards.reopen(card.id, why="cancel", by="staff:1", now=clock.now())
    giftcards.reopen(card.id, why="cancel", by="staff:1", now=clock.now())
    assert balance(card.id) == 5000 and not list(giftcards.list_faults())


def test_the_price_of_a_card_that_was_used_is_not_given_back(app: Flask) -> None:
    card = make()
    spend(card, 1)
    with pytest.raises(CardWasSpent):
        giftcards.stop(card.id, cause="refund:1", by="staff:1", now=clock.now(), unspent_only=True)
    assert balance(card.id) == 4999


def test_a_lost_card_gets_a_new_code_and_stays_stopped_whatever_comes_back(app: Flask) -> None:
    card = make(to_name="Zia Pina", message="Auguri")
    spend(card, 2000)
    new = giftcards.replace(card.id, by="staff:1", now=clock.now())
    assert (new.balance_cents, new.to_name, new.message) == (3000, "Zia Pina", "Auguri") and new.code != card.code
    giftcards.give_back(card.id, 2000, cause="refund:1", order_id=None, by="shop", now=clock.now())
    with pytest.raises(CardIsStopped):
        spend(card, 1, "thief")
    assert not list(giftcards.list_faults())


@given(st.integers(0, 20_000), st.lists(st.tuples(st.integers(1, 9_000), st.booleans(), st.integers(0, 3)), max_size=6))
def test_cards_cover_a_sum_exactly_or_all_they_have(due: int, made: list[tuple[int, bool, int]]) -> None:
    on = date(2026, 11, 24)
    cards = [
        GiftCard(id=i, kind="credit" if is_credit else "gift", code=str(i), balance_cents=cents, first_cents=cents,
                 expires_on=None if is_credit else on + timedelta(days=days))
        for i, (cents, is_credit, days) in enumerate(made)
    ]
    shares = giftcards.share(due, cards, on)
    assert sum(share.cents for share in shares) == min(due, sum(cents for cents, _, _ in made))
    assert all(share.cents > 0 and share.left_cents >= 0 for share in shares)
    assert [share.left_cents for share in shares[:-1]] == [0] * (len(shares) - 1)


MOVES = st.lists(st.tuples(st.sampled_from(["spend", "give_back", "stop", "reopen"]), st.integers(1, 3_000)), max_size=12)


@given(MOVES)
def test_the_ledger_sums_up_to_the_balance_whatever_happens(app: Flask, moves: list[tuple[str, int]]) -> None:
    first = db.session.scalar(select(func.count(GiftCard.id))) or 0
    card = make(5000, f"staff:{first}")
    for number, (what, cents) in enumerate(moves):
        cause = f"{card.id}:{number}"
        try:
            match what:
                case "spend":
                    spend(card, cents, cause)
                case "give_back":
                    giftcards.give_back(card.id, cents, cause=cause, order_id=None, by="shop", now=clock.now())
                case "stop":
                    giftcards.stop(card.id, cause=f"cancel:{cause}", by="shop", now=clock.now())
                case _:
                    giftcards.reopen(card.id, why="cancel", by="shop", now=clock.now())
        except (CardIsShort, CardIsEmpty, CardIsStopped):
            pass
    summed = db.session.scalar(select(func.sum(GiftMove.cents)).where(GiftMove.card_id == card.id))
    assert balance(card.id) == summed >= 0
    assert not list(giftcards.list_faults())


def test_a_broken_ledger_is_found(app: Flask) -> None:
    card = make()
    with writing():
        db.session.get_one(GiftCard, card.id).balance_cents = 4999
    (fault,) = giftcards.list_faults()
    assert fault.startswith("I6 gift card")
