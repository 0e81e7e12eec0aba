"""The cash drawer: one is open at a time, all cash is in its ledger, and its report says exactly what happened in it."""

from itertools import count
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from shop.commands.checking import list_faults
from shop.domain import baskets, orders, payments, shifts
from shop.domain.baskets import Choice
from shop.domain.payments import Money, Sale
from shop.domain.shifts import CashMove, Shift
from shop.kernel import audit, clock
from shop.kernel.database import db, writing
from shop.kernel.origin import Origin
from shop.kernel.refusal import Refusal
from tests import makers
from tests.racing import race

ANNA, BRUNO = "staff:1", "staff:2"
TILL = Origin("counter", staff_id=1)
_forms = count(1)


def open_drawer(float_cents: int = 10_000, **how: Any) -> Shift:
    db.session.rollback()
    return shifts.open_shift(**{"float_cents": float_cents, "by": ANNA, "now": clock.now()} | how)


def close(shift: Shift, counted_cents: int, **how: Any) -> Shift:
    db.session.rollback()
    return payments.close_drawer(shift.id, **{"counted_cents": counted_cents, "by": BRUNO, "now": clock.now()} | how)


def move(way: str, cents: int, words: str = "Cambio", **how: Any) -> CashMove:
    db.session.rollback()
    form = {"way": way, "cents": cents, "words": words, "reference": f"form-{next(_forms)}", "by": ANNA, "now": clock.now()}
    return shifts.move_cash(**form | how)


def ring_up(cents: int) -> str:
    token = baskets.open_basket(origin=TILL, language="it", now=clock.now())
    baskets.add(token, Choice(makers.make_product(price_cents=cents).id, 1), now=clock.now())
    return token


def sell(cents: int, money: Money = payments.EXACT) -> Sale:
    token = ring_up(cents)
    seen = makers.seen(token, kind="counter", channel="counter")
    db.session.rollback()
    return payments.sell(checkout=f"till-{next(_forms)}", basket_token=token, seen=seen, money=money, origin=TILL, language="it", by=ANNA,
                         now=clock.now())


def undo(sale: Sale, seconds: int = 5) -> None:
    payments.undo_sale(sale.order.id, by=ANNA, via="counter", now=makers.later(seconds=seconds), reason="Annullata")


def faults() -> list[str]:
    db.session.rollback()
    db.session.expire_all()
    return list_faults()


def test_a_drawer_is_opened_once_with_its_float(any_app: Flask) -> None:
    shift = open_drawer(15_050)
    assert (shift.float_cents, shift.opened_by, shifts.expected_of(shift), shift.number) == (15_050, ANNA, 15_050, None)
    with pytest.raises(shifts.DrawerIsOpen):
        open_drawer(1, by=BRUNO)
    assert [one.id for one in shifts.list_shifts()] == [shift.id]
    assert faults() == []


def test_ten_who_open_it_at_once_open_one(any_app: Flask) -> None:
    got = race(any_app, 10, lambda number: shifts.open_shift(float_cents=number, by=ANNA, now=clock.now()))
    assert sum(isinstance(one, Shift) for one in got) == 1 == len(shifts.list_shifts())


@pytest.mark.parametrize("cents", [-1, 10_000_001])
def test_a_float_nobody_has_is_refused(app: Flask, cents: int) -> None:
    with pytest.raises(shifts.BadFloat):
        open_drawer(cents)


def test_cash_taken_and_given_back_is_what_should_be_inside(any_app: Flask) -> None:
    shift = open_drawer(5000)
    sell(1000, Money(given_cents=2000))
    sell(700, Money("card"))
    sell(900, Money("mixed", None, 400))
    gone = sell(300)
    undo(gone)
    move("in", 2500)
    move("out", 1200, "Latte")
    assert shifts.expected_of(shift) == 5000 + 1000 + 500 + 2500 - 1200
    assert [one.why for one in shifts.list_moves(shift.id)] == ["sale", "sale", "sale", "void", "in", "out"]
    assert faults() == []


def test_a_payment_knows_its_shift_and_one_without_a_drawer_has_none(any_app: Flask) -> None:
    before = sell(100)
    shift = open_drawer()
    inside = sell(100, Money("mixed", None, 40))
    by_order = {order_id: {one.shift_id for one in payments.list_of(order_id)} for order_id in (before.order.id, inside.order.id)}
    assert by_order == {before.order.id: {None}, inside.order.id: {shift.id}}
    assert shifts.expected_of(shift) == 10_060
    assert faults() == []


def test_what_goes_in_or_out_needs_an_amount_a_reason_and_an_open_drawer(any_app: Flask) -> None:
    with pytest.raises(shifts.DrawerIsClosed):
        move("in", 100)
    open_drawer(500)
    for way, cents, words, refusal in (("in", 0, "x", shifts.BadMove), ("out", -5, "x", shifts.BadMove), ("up", 5, "x", shifts.BadMove),
                                       ("in", 5, "  ", shifts.CashReasonNeeded), ("out", 501, "x", shifts.NotSoMuchInside)):
        with pytest.raises(refusal):
            move(way, cents, words)
    assert move("out", 500).cents == -500
    assert faults() == []


def test_the_same_form_moves_cash_once(any_app: Flask) -> None:
    shift = open_drawer(1000)
    got = race(any_app, 10, lambda _n: shifts.move_cash(way="out", cents=600, words="Uova", reference="one", by=ANNA, now=clock.now()))
    assert len({one.id for one in got if isinstance(one, CashMove)}) == 1
    assert shifts.expected_of(shift) == 400


def test_two_who_take_out_at_once_never_take_more_than_there_is(any_app: Flask) -> None:
    shift = open_drawer(1000)
    got = race(any_app, 8, lambda n: shifts.move_cash(way="out", cents=300, words="Uova", reference=f"{n}", by=ANNA, now=clock.now()))
    assert sum(isinstance(one, CashMove) for one in got) == 3 and shifts.expected_of(shift) == 100


def test_closing_numbers_the_report_and_freezes_expected_against_counted(any_app: Flask) -> None:
    shift = open_drawer(5000)
    sell(1000, Money(given_cents=2000))
    sell(700, Money("card"))
    undo(sell(250))
    move("out", 1200, "Latte")
    closed = close(shift, 4750, note="Mancano 50 centesimi", pieces={2000: 2, 500: 1, 200: 1, 50: 1})
    assert (closed.number, closed.expected_cents, closed.counted_cents, closed.closed_by) == (1, 4800, 4750, BRUNO)
    report = closed.report
    assert report["taken"] == {"cash": {"count": 1, "cents": 1000}, "card": {"count": 1, "cents": 700}}
    assert report["cash_cents"] == {"out": -1200, "sale": 1250, "void": -250} and report["voids"] == {"count": 1, "cents": 250}
    assert [(one["cents"], one["words"]) for one in report["moves"]] == [(-1200, "Latte")]
    assert (report["orders"], report["pieces"]) == (2, {"2000": 2, "500": 1, "200": 1, "50": 1})
    sell(999)
    assert shifts.get_shift(shift.id).report == report and shifts.find_open() is None
    assert faults() == []


def test_what_was_given_back_in_cash_or_on_a_card_stands_in_the_report(any_app: Flask) -> None:
    shift = open_drawer(0)
    for number, tender in enumerate(("cash", "card")):
        order = sell(500, Money(tender)).order
        back = [orders.Back(order.lines[0].id, 1)]
        db.session.rollback()
        payments.return_goods(order.id, back, tender=tender, reason="spoiled", reference=f"back-{number}", by=ANNA, via="counter",
                              now=makers.later(minutes=1))
    one = {"count": 1, "cents": 500}
    assert payments.tell_shift(shift)["given_back"] == {"cash": one, "card": one} and shifts.expected_of(shift) == 0
    assert faults() == []


def test_an_x_report_says_the_same_and_closes_nothing(any_app: Flask) -> None:
    assert payments.x_report() is None
    shift = open_drawer(5000)
    sell(1000)
    now = payments.x_report()
    assert now is not None and now[1]["taken"] == {"cash": {"count": 1, "cents": 1000}} and now[0].closed_at is None
    closed = close(shift, 6000)
    assert {name: closed.report[name] for name in now[1]} == now[1]


def test_tips_and_gift_cards_stand_in_the_report(any_app: Flask) -> None:
    makers.make_hours()
    shift = open_drawer()
    order = makers.place_order(Choice(makers.make_product(price_cents=2500).id, 2))
    with writing():
        held = orders.hold(order.id)
        held.tip_cents, held.lines[0].is_voucher = 250, True
    payments.hand_over(order.id, Money("card"), by=ANNA, via="counter", now=clock.now())
    told = payments.tell_shift(shift)
    assert told["cards_sold"] == {"count": 2, "cents": 5000} and told["tips_cents"] == 250
    assert told["taken"] == {"card": {"count": 1, "cents": 5250}}


def test_numbers_of_reports_have_no_gap(any_app: Flask) -> None:
    numbers = []
    for cents in (100, 200, 300):
        shift = open_drawer(cents)
        with pytest.raises(shifts.DrawerMoved):
            close(shift, cents, seen=99)  # nothing is kept of a closing refused, its number neither
        numbers.append(close(shift, cents).number)
    assert numbers == [1, 2, 3] and faults() == []


def test_the_same_count_twice_closes_once_and_another_one_is_refused(any_app: Flask) -> None:
    shift = open_drawer(100)
    assert close(shift, 90).number == close(shift, 90).number == 1
    for how in ({"counted_cents": 100}, {"counted_cents": 90, "by": ANNA}):
        with pytest.raises(shifts.ShiftIsClosed):
            close(shift, how.pop("counted_cents"), **how)


def test_ten_who_close_at_once_write_one_report(any_app: Flask) -> None:
    shift = open_drawer(100)
    shift_id = shift.id
    db.session.rollback()
    got = race(any_app, 10, lambda n: payments.close_drawer(shift_id, counted_cents=n, by=ANNA, now=clock.now()))
    assert sum(isinstance(one, Shift) for one in got) == 1 and faults() == []


def test_whoever_closes_and_whoever_sells_agree_who_was_first(any_app: Flask) -> None:
    shift = open_drawer(0)
    shift_id = shift.id
    tokens = [ring_up(100) for _ in range(9)]
    seen = [makers.seen(token, kind="counter", channel="counter") for token in tokens]
    db.session.rollback()

    def act(number: int) -> object:
        if number == 9:
            return payments.close_drawer(shift_id, counted_cents=0, by=ANNA, now=clock.now())
        return payments.sell(checkout=f"race-{number}", basket_token=tokens[number], seen=seen[number], money=payments.EXACT, origin=TILL,
                             language="it", by=ANNA, now=clock.now())

    got = race(any_app, 10, act)
    assert not [one for one in got if isinstance(one, Refusal)]
    db.session.expire_all()
    closed = shifts.get_shift(shift_id)
    inside = [one for order in orders.search(per_page=50).orders for one in payments.list_of(order.id) if one.shift_id == shift_id]
    assert closed.expected_cents == sum(one.cents for one in inside) == sum(one.cents for one in shifts.list_moves(shift_id))
    assert closed.report["taken"].get("cash", {"cents": 0})["cents"] == closed.expected_cents
    assert orders.search().total == 9 and faults() == []


def test_a_count_that_does_not_add_up_or_is_no_count_is_refused(app: Flask) -> None:
    shift = open_drawer(100)
    for cents, pieces in ((-1, None), (150, {100: 1}), (100, {99: 1}), (100, {100: -1}), (100_000_001, None)):
        with pytest.raises(shifts.BadCount):
            close(shift, cents, pieces=pieces)
    assert shifts.find_open() is not None


@given(st.dictionaries(st.sampled_from(shifts.COINS), st.integers(0, 500)))
def test_notes_and_coins_add_up(pieces: dict[int, int]) -> None:
    total = 0
    for coin, number in pieces.items():
        for _ in range(number):
            total += coin
    assert shifts.add_up(pieces) == total


def test_where_the_owner_wants_it_cash_needs_an_open_drawer_and_a_card_does_not(any_app: Flask) -> None:
    shifts.save_rules(shifts.DrawerRules(cash_needs_shift=True), by=ANNA, now=clock.now())
    with pytest.raises(shifts.DrawerIsClosed):
        sell(1000)
    with pytest.raises(shifts.DrawerIsClosed):
        sell(1000, Money("mixed", None, 400))
    assert orders.search().total == 0
    sell(1000, Money("card"))
    shift = open_drawer()
    sale = sell(1000)
    close(shift, 11_000)
    undo(sale)  # within ten seconds it comes back over the counter, drawer or not
    assert orders.get(sale.order.id).paid_cents == 0 and faults() == []


def test_who_opened_moved_and_closed_is_in_the_audit_log(app: Flask) -> None:
    shift = open_drawer(100)
    move("in", 50)
    close(shift, 160)
    assert [(one.what, one.by) for one in reversed(audit.list_latest(3))] == [
        ("drawer.opened", ANNA), ("drawer.moved", ANNA), ("drawer.closed", BRUNO)]
    assert audit.list_latest(1)[0].detail == {"number": 1, "difference_cents": 10}


def test_doctor_sees_cash_that_is_not_in_the_ledger(any_app: Flask) -> None:
    open_drawer()
    sale = sell(400)
    payment_id = payments.list_of(sale.order.id)[0].id
    db.session.rollback()
    with writing():
        db.session.execute(update(CashMove).where(CashMove.cause == f"payment:{payment_id}").values(cents=399))
    assert any("ledger" in fault for fault in faults())
