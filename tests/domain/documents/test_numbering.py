"""Numbered papers: one per cause, counted without a gap, a new series each year."""

from datetime import UTC, datetime

from flask import Flask

from shop.domain import documents, orders, payments
from shop.kernel import clock
from shop.kernel.database import db, writing
from tests import makers
from tests.racing import race


def number(cause: str, at: datetime | None = None) -> documents.Receipt:
    return documents.number_receipt(cause=cause, kind="sale", order_id=1, cents=100, vat={"1000": 100}, by="shop", now=at or clock.now())


def test_one_cause_has_one_paper_however_many_ask_at_once(any_app: Flask) -> None:
    got = race(any_app, 12, lambda n: number(f"sale:{n // 4}").number)
    assert sorted(set(got)) == [1, 2, 3]
    assert list(documents.list_faults()) == []


def test_the_new_year_begins_at_one(app: Flask) -> None:
    new_year = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)  # half past midnight in Rome
    shown = [number("a").shown, number("b").shown, number("c", new_year).shown]
    assert shown == ["R 2026/000001", "R 2026/000002", "R 2027/000001"]


def test_a_gap_is_found(app: Flask) -> None:
    paper = number("a")
    number("b")
    db.session.rollback()
    with writing():
        db.session.delete(db.session.merge(paper))
    assert len(list(documents.list_faults())) == 1


def test_a_hand_over_is_numbered_and_numbered_anew_after_a_step_back(any_app: Flask) -> None:
    makers.make_hours()
    order_id = makers.place_order(makers.make_product()).id
    db.session.rollback()
    paid = {"money": payments.Money(), "by": "staff:1", "via": "counter"}
    payments.hand_over(order_id, **paid, now=clock.now())  # type: ignore[arg-type]
    orders.undo(order_id, by="staff:1", via="counter", now=makers.later(seconds=5))
    payments.hand_over(order_id, **paid, now=makers.later(minutes=1))  # type: ignore[arg-type]
    papers = documents.find_receipts(order_id)
    assert [(paper.number, paper.voided_at is None) for paper in papers] == [(1, False), (2, True)]
