"""The desk of documents: invoices with their files, what was sent, who an invoice is made out to, what the shop says of itself."""
from io import BytesIO
from zipfile import ZipFile

import pytest
from flask import Flask
from flask.testing import FlaskClient

from shop.domain import documents, orders, payments
from shop.domain.orders import Order
from shop.kernel.database import db
from tests import makers
from tests.channels.website.reading import words
from tests.domain.documents.invoices import COMPANY, hand_over, invoices, ordered, pay
from tests.world import World

TYPED = {f"invoice_{name}": value for name, value in COMPANY.items()} | {"act": "keep"}


@pytest.fixture
def invoiced(shop: World) -> Order:
    order = ordered(makers.make_product())
    pay(order.id)
    return order


def test_an_invoice_is_listed_printed_and_taken_along_as_a_file(invoiced: Order, owner: FlaskClient) -> None:
    paper, = invoices(invoiced.id)
    said = words(owner.get("/admin/papers"))
    assert "F 2026/000001" in said and "Da inviare" in said and "non lo manda" in said
    face = words(owner.get(f"/admin/papers/invoices/{paper.id}"))
    assert "Studio Ghë’ro – Architetti" in face and "Copia di cortesia" in face and "24/11/2026" in face
    file = owner.get(f"/admin/papers/invoices/{paper.id}/file.xml")
    assert file.headers["Content-Disposition"] == 'attachment; filename="IT12345670017_00001.xml"' and file.text == paper.xml
    packed = ZipFile(BytesIO(owner.get("/admin/papers/months/2026-11/files.zip").data))
    assert packed.namelist() == ["IT12345670017_00001.xml"] and packed.read(packed.namelist()[0]).decode() == paper.xml


def test_what_was_sent_is_noted_and_taken_back(invoiced: Order, owner: FlaskClient) -> None:
    paper, = invoices(invoiced.id)
    owner.post("/admin/papers/sent", data={"invoice_id": [paper.id], "act": "sent", "kind": "invoice"})
    assert invoices(invoiced.id)[0].sent_at is not None and "Inviata" in words(owner.get("/admin/papers"))
    owner.post("/admin/papers/sent", data={"invoice_id": [paper.id], "act": "not_sent", "kind": "invoice"})
    assert invoices(invoiced.id)[0].sent_at is None


@pytest.mark.parametrize("month", ["", "x", "2026-13", "9999-12", "²"])
def test_a_month_nobody_can_mean_is_this_one(invoiced: Order, owner: FlaskClient, month: str) -> None:
    assert "F 2026/000001" in words(owner.get("/admin/papers", query_string={"month": month}))
    assert owner.get("/admin/takings", query_string={"month": month}).status_code == 200


def test_staff_write_down_who_it_is_for_and_write_it_once(shop: World, owner: FlaskClient) -> None:
    order = makers.place_order(makers.make_product())
    hand_over(order.id)
    address = f"/admin/orders/{order.id}/invoice"
    wrong = owner.post(address, data=TYPED | {"invoice_vat_number": "123"})
    assert wrong.status_code == 422 and "Questa partita IVA non torna" in wrong.text and 'value="123"' in wrong.text
    owner.post(address, data=TYPED)
    assert "R 2026/000001" in words(owner.get(address))
    owner.post(address, data={"act": "write"})
    again = owner.post(address, data={"act": "write"})
    assert again.status_code == 422 and [paper.shown for paper in invoices(order.id)] == ["F 2026/000001"]
    assert "F 2026/000001" in words(owner.get(f"/admin/orders/{order.id}"))
    changed = owner.post(address, data=TYPED)
    assert changed.status_code == 422 and "già fatta" in changed.text


def test_the_shop_says_what_an_invoice_needs_of_it(shop: World, owner: FlaskClient) -> None:
    typed = {"regime": "RF19", "fiscal_code": "rssmra80a01h501u", "rea_office": "to", "rea_number": "1234567", "fiscal_tenders": ["cash"]}
    assert owner.post("/admin/papers/seller", data=typed).status_code == 303
    db.session.rollback()
    kept = documents.seller_facts()
    assert (kept.regime, kept.fiscal_code, kept.rea_office, kept.fiscal_tenders) == ("RF19", "RSSMRA80A01H501U", "TO", ("cash",))
    for mistake in ({"regime": "RF99"}, {"fiscal_code": "X"}, {"rea_number": ""}):
        assert owner.post("/admin/papers/seller", data=typed | mistake).status_code == 422


def test_staff_see_no_papers_of_the_owner(shop: World, colleague: FlaskClient) -> None:
    for address in ("/admin/papers", "/admin/takings", "/admin/takings.csv", "/admin/papers/seller", "/admin/orders/1/invoice"):
        assert colleague.get(address).status_code == 403, address


def test_a_days_takings_are_read_exported_and_noted_as_rung_up(shop: World, owner: FlaskClient) -> None:
    order = makers.place_order(makers.make_product("Vino", price_cents=1220, vat="ordinary"))
    hand_over(order.id)
    said = words(owner.get("/admin/takings"))
    assert "non è un registratore telematico" in said and "10,00" in said and "2,20" in said and "1 vendita da battere" in said
    rows = owner.get("/admin/takings.csv").text.lstrip("\ufeff").splitlines()
    assert rows[1] == "2026-11-24;22 %;Sito;Contanti;Da battere;12,20;10,00;2,20"
    paper = documents.find_sale_receipt(order.id)
    assert paper is not None
    owner.post("/admin/takings/fiscal", data={"receipt_id": [paper.id], "act": "rung"})
    assert "0 vendite da battere" in words(owner.get("/admin/takings"))
    owner.post("/admin/takings/fiscal", data={"receipt_id": [paper.id], "act": "not_rung"})
    db.session.rollback()
    assert documents.get_receipt(paper.id).fiscal_at is None


def test_one_tap_at_the_counter_notes_a_sale_as_rung_up(shop: World, owner: FlaskClient) -> None:
    order = makers.place_order(makers.make_product())
    hand_over(order.id)
    code = orders.get(order.id).code
    paper = documents.find_sale_receipt(order.id)
    assert paper is not None and "Battuto sul registratore" in words(owner.get(f"/counter/orders/{code}"))
    answer = owner.post(f"/counter/receipts/{paper.id}/fiscal", data={"act": "rung", "back": f"/counter/orders/{code}"})
    assert answer.headers["Location"].endswith(f"/counter/orders/{code}")
    db.session.rollback()
    assert documents.get_receipt(paper.id).fiscal_at is not None and "Non è battuto" in words(owner.get(f"/counter/orders/{code}"))


def test_a_customer_sees_their_own_invoice_and_nobody_elses(invoiced: Order, app: Flask) -> None:
    paper, = invoices(invoiced.id)
    other = makers.place_order(makers.make_product())
    visitor = app.test_client()
    page = f"/it/orders/{invoiced.token}"
    assert f"{page}/invoices/{paper.id}" in visitor.get(page).text
    assert "Fattura F 2026/000001" in words(visitor.get(f"{page}/invoices/{paper.id}"))
    assert visitor.get(f"/it/orders/{other.token}/invoices/{paper.id}").status_code == 404
    assert "IVA 10 % su 1,50" in words(visitor.get(page))


def test_return_papers_and_receipts_are_listed(shop: World, owner: FlaskClient) -> None:
    order = makers.place_order(makers.make_product())
    hand_over(order.id)
    line, = orders.get(order.id).lines
    db.session.rollback()
    payments.return_goods(order.id, [orders.Back(line.id, 1)], tender="cash", reason="spoiled", reference="r", by="staff:1", via="counter",
                          now=makers.later(minutes=3))
    assert "R 2026/000001" in words(owner.get("/admin/papers?kind=receipt"))
    assert "R 2026/000002" in words(owner.get("/admin/papers?kind=return"))
