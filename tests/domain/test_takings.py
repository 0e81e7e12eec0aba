"""A day's takings by rate, channel, tender and fiscal printer: over the life of an order the parts are what it costs."""

from datetime import UTC, datetime, timedelta

from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from shop.domain import documents, orders, payments, reports
from shop.domain.baskets import Choice
from shop.domain.documents import SellerFacts
from shop.domain.orders import Back
from shop.domain.payments import Payment, Refund, rate_movements
from shop.kernel import clock
from shop.kernel.database import db, writing
from tests import makers
from tests.domain.documents.invoices import hand_over, open_shop, pay

START = datetime(2026, 11, 24, 8, tzinfo=UTC)
RATES = st.dictionaries(st.sampled_from(["0", "400", "500", "1000", "2200"]), st.integers(1, 20000), min_size=1)


def payment(n: int, cents: int) -> Payment:
    return Payment(id=n, tender="cash", cents=cents, taken_at=START + timedelta(minutes=n), vat={})


def refund(n: int, cents: int, act: str = "") -> Refund:
    return Refund(id=n, tender="card", cents=cents, refunded_at=START + timedelta(minutes=n), act=act, reference=f"r{n}")


@given(RATES, st.lists(st.integers(1, 20000), max_size=5), st.integers(0, 500))
def test_payments_of_an_order_are_its_rates_and_a_tip_is_none(vat: dict[str, int], cuts: list[int], tip: int) -> None:
    whole, taken = sum(vat.values()), list[Payment]()
    for cut in [*cuts, whole + tip]:
        left = whole + tip - sum(one.cents for one in taken)
        if left > 0:
            taken.append(payment(len(taken), min(cut, left)))
    rated = rate_movements(vat, taken, [], {})
    assert [one.cents for one in rated] == [one.cents for one in taken]
    assert {rate: sum(one.vat.get(rate, 0) for one in rated) for rate in vat} == vat
    assert sum(one.cents - sum(one.vat.values()) for one in rated) == tip


@given(RATES, st.data())
def test_what_goes_back_with_a_paper_takes_its_rates_along(vat: dict[str, int], data: st.DataObject) -> None:
    back = {rate: data.draw(st.integers(0, cents)) for rate, cents in vat.items()}
    cents = sum(back.values())
    first = data.draw(st.integers(0, cents))
    rows = [one for one in (refund(5, first, "a"), refund(6, cents - first, "a")) if one.cents]
    rated = rate_movements(vat, [payment(1, sum(vat.values()))], rows, {"a": back})
    assert {rate: sum(one.vat.get(rate, 0) for one in rated) for rate in vat} == {rate: vat[rate] - back[rate] for rate in vat}
    assert all(sum(one.vat.values()) == one.cents for one in rated)


@given(RATES, st.integers(0, 300), st.integers(1, 40000))
def test_what_goes_back_without_a_paper_takes_first_what_was_never_the_price(vat: dict[str, int], tip: int, asked: int) -> None:
    whole = sum(vat.values())
    given_back = min(asked, whole + tip)
    _paid, back = rate_movements(vat, [payment(1, whole + tip)], [refund(2, given_back)], {})
    assert -sum(back.vat.values()) == max(0, given_back - tip)
    assert all(-cents <= vat[rate] for rate, cents in back.vat.items())


def lines() -> dict[tuple[object, ...], int]:
    db.session.rollback()
    today = clock.today()
    return reports.sum_takings(reports.list_takings(today, today), "rate", "tender", "is_fiscal")


def test_a_day_is_added_up_by_rate_tender_and_printer(any_app: Flask) -> None:
    open_shop()
    wine, roll = makers.make_product("Vino", price_cents=1000, vat="ordinary"), makers.make_product()
    order = makers.place_order(Choice(roll.id, 2), wine)
    pay(order.id, "online", 650)
    hand_over(order.id)
    assert lines() == {
        ("1000", "cash", False): 150, ("1000", "online", False): 150,
        ("2200", "cash", False): 500, ("2200", "online", False): 500}  # fmt: skip
    paper = documents.find_sale_receipt(order.id)
    assert paper is not None
    documents.flag_fiscal([paper.id], is_fiscal=True, by="staff:1", now=clock.now())
    assert {key[2] for key in lines()} == {True}
    roll_line = next(line for line in orders.get(order.id).lines if line.product_id == roll.id)
    db.session.rollback()
    payments.return_goods(
        order.id, [Back(roll_line.id, 1)], tender="cash", reason="spoiled", reference="x", by="staff:1", via="counter",
        now=makers.later(minutes=3),
    )  # fmt: skip
    assert ("1000", "cash", True) not in lines()
    today = clock.today()
    assert reports.sum_takings(reports.list_takings(today, today), "channel") == {("website",): 1150}


def test_a_day_that_is_over_stays_as_it_was_when_the_order_changes(app: Flask) -> None:
    open_shop()
    order = makers.place_order(makers.make_product(price_cents=1000))
    pay(order.id, cents=500)
    with writing():
        orders.hold(order.id).vat = {"2200": 1000}
    assert lines() == {("1000", "cash", False): 500}


def test_tenders_that_are_always_rung_up_are_noted_by_themselves(any_app: Flask) -> None:
    open_shop()
    documents.save_seller(SellerFacts(fiscal_tenders=("cash",)), by="staff:1", now=clock.now())
    by_cash, by_card = makers.place_order(makers.make_product()), makers.place_order(makers.make_product())
    pay(by_card.id, "card")
    hand_over(by_cash.id)
    hand_over(by_card.id)
    noted = {paper.order_id: paper.fiscal_at is not None for paper in documents.list_receipts(clock.today(), clock.today())}
    assert noted == {by_cash.id: True, by_card.id: False}
