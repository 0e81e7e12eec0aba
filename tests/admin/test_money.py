"""The owner's money desk: what is due, what came in by which way, what waits for a decision, and whether the books agree."""
import csv
from io import StringIO

from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from sqlalchemy import select

from shop.domain import payments
from shop.domain.orders import Order
from shop.domain.payments import Parked
from shop.kernel import clock
from shop.kernel.database import db, writing
from tests.makers import make_product, place_order


def _order(cents: int, paid_cents: int = 0) -> int:
    order = place_order(make_product(price_cents=cents))
    if paid_cents:
        payments.record_payment(order_id=order.id, tender="card", reference=f"card:{order.id}", cents=paid_cents, given_cents=paid_cents,
                                by="staff:1", via="counter", now=clock.now())
    order_id = order.id
    db.session.rollback()
    return order_id


def _figures(browser: FlaskClient) -> list[str]:
    page = BeautifulSoup(browser.get("/admin/money").text, "lxml")
    return [figure.get_text(strip=True).replace("\xa0", " ") for figure in page.select(".figure dd:first-of-type")]


def test_the_desk_says_what_is_due_and_what_is_owed_back(owner: FlaskClient) -> None:
    _order(1000)
    _order(700, paid_cents=700)
    over = _order(300, paid_cents=300)
    with writing():
        db.session.get_one(Order, over).allowance_cents = 120
    db.session.rollback()
    assert _figures(owner) == ["10,00 €", "0,00 €", "1,20 €"]
    page = BeautifulSoup(owner.get("/admin/money").text, "lxml").get_text(" ", strip=True).replace("\xa0", " ")
    assert "Carta" in page and "10,00 €" in page  # seven and three came by card


def test_the_movements_taken_along_add_up_in_a_spreadsheet(owner: FlaskClient) -> None:
    _order(1000, paid_cents=1000)
    rows = list(csv.reader(StringIO(owner.get("/admin/money.csv").text.lstrip("\ufeff")), delimiter=";"))
    assert [row[4] for row in rows] == ["Importo", "10,00"]


def _park(order_id: int) -> int:
    with writing():
        parked = {"cause": "wrong_amount:pi_1", "why": "wrong_amount", "gateway_id": "pi_1", "cents": 450}
        db.session.add(Parked(order_id=order_id, at=clock.now(), **parked))
    parked_id = db.session.scalars(select(Parked.id)).one()
    db.session.rollback()
    return parked_id


def test_what_is_parked_waits_with_its_reason_until_one_tap_decides(owner: FlaskClient) -> None:
    parked_id = _park(_order(1000))
    page = BeautifulSoup(owner.get("/admin/money").text, "lxml")
    form = page.select_one(f"form[action='/admin/money/parked/{parked_id}']")
    assert form is not None and "somma diversa" in page.text and "4,50" in page.text
    assert owner.post(f"/admin/money/parked/{parked_id}", data={"decision": "nonsense"}, follow_redirects=True).status_code == 200
    assert payments.list_parked()
    db.session.rollback()
    assert owner.post(f"/admin/money/parked/{parked_id}", data={"decision": "refund"}).status_code == 303
    assert payments.list_parked() == []


def test_the_books_are_checked_to_the_cent_and_say_what_is_wrong(owner: FlaskClient) -> None:
    order_id = _order(1000, paid_cents=1000)
    assert "Conti a posto" in owner.get("/admin/money?check=1").text
    with writing():
        order = db.session.get_one(Order, order_id)
        order.paid_cents = 999
    db.session.rollback()
    page = owner.get("/admin/money?check=1").text
    assert "non torna" in page and f"order {order_id}" in page


def test_staff_see_neither_the_desk_nor_its_movements(colleague: FlaskClient) -> None:
    assert colleague.get("/admin/money").status_code == 403
    assert colleague.get("/admin/money.csv").status_code == 403
    assert colleague.post("/admin/money/parked/1", data={"decision": "refund"}).status_code == 403
