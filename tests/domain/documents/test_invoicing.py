"""An invoice is written once everything is paid, follows what happens to the order, and keeps every written rule."""

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from flask import Flask

from shop.domain import business, documents, orders, payments
from shop.domain.baskets import Choice
from shop.domain.documents import Invoice, Party
from shop.domain.documents.proving import prove
from shop.domain.orders import Back
from shop.kernel import clock
from shop.kernel.database import db, writing
from shop.kernel.refusal import Refusal
from tests import makers
from tests.domain.documents.invoices import COMPANY, FOREIGNER, PERSON, hand_over, invoices, open_shop, ordered, pay
from tests.racing import race
from tests.world import FIORDALISO


def said(paper: Invoice, path: str) -> list[str]:
    return [node.text or "" for node in ElementTree.fromstring(paper.xml).findall(f".//{path}")]  # noqa: S314


def test_who_asked_has_an_invoice_with_the_last_cent_and_not_before(any_app: Flask) -> None:
    open_shop()
    order = ordered(Choice(makers.make_product().id, 3), makers.make_product("Vino", price_cents=1250, vat="ordinary"))
    pay(order.id, cents=500)
    assert invoices(order.id) == []
    pay(order.id, "card")
    paper, = invoices(order.id)
    assert (paper.shown, paper.kind, paper.cents, paper.vat) == ("F 2026/000001", "invoice", 1700, {"1000": 450, "2200": 1250})
    assert said(paper, "TipoDocumento") == ["TD01"] and said(paper, "ImportoTotaleDocumento") == ["17.00"]
    assert said(paper, "ImponibileImporto") == ["4.09", "10.25"] and said(paper, "Imposta") == ["0.41", "2.25"]
    assert said(paper, "PrezzoUnitario") == ["1.36333333", "10.25000000"] and said(paper, "Quantita") == ["3.00", "1.00"]
    ways = zip(said(paper, "ModalitaPagamento"), said(paper, "ImportoPagamento"), strict=True)
    assert sorted(ways) == [("MP01", "5.00"), ("MP08", "12.00")]
    assert said(paper, "CodiceDestinatario") == ["M5UXCR1"] and said(paper, "Denominazione") == [
        "Fiordaliso di Prova s.r.l.", "Studio Ghë'ro - Architetti"]
    assert prove(paper.xml, name="IT12345670017_00001.xml", today=clock.today()) == []


def test_asked_for_after_the_receipt_it_says_which_one_it_follows(app: Flask) -> None:
    open_shop()
    order = makers.place_order(makers.make_product())
    hand_over(order.id)
    clock.travel(makers.later(days=2))
    documents.request_invoice(order.id, PERSON, by="staff:1", via="admin", now=clock.now())
    paper = payments.write_invoice(order.id, by="staff:1", now=clock.now())
    assert paper.replaces == "R 2026/000001" and said(paper, "TipoDocumento") == ["TD24"] and said(paper, "NumeroDDT") == ["R 2026/000001"]
    assert said(paper, "DataDDT") == ["2026-11-24"] and any("R 2026/000001 del 24/11/2026" in words for words in said(paper, "Causale"))
    assert said(paper, "CessionarioCommittente/DatiAnagrafici/CodiceFiscale") == ["RSSMRA80A01H501U"]
    assert said(paper, "CodiceDestinatario") == ["0000000"]


def test_who_is_abroad_is_named_as_the_exchange_system_wants(app: Flask) -> None:
    open_shop()
    order = ordered(makers.make_product(), invoice_to=FOREIGNER)
    pay(order.id)
    paper, = invoices(order.id)
    assert said(paper, "CodiceDestinatario") == ["XXXXXXX"] and said(paper, "CessionarioCommittente//IdCodice") == ["136695976"]
    assert said(paper, "CessionarioCommittente/Sede/CAP") == ["00000"] and said(paper, "CessionarioCommittente/Sede/Nazione") == ["DE"]


def test_goods_brought_back_have_a_credit_note_that_names_the_invoice(any_app: Flask) -> None:
    open_shop()
    order = ordered(Choice(makers.make_product().id, 3))
    hand_over(order.id)
    line, = orders.get(order.id).lines
    db.session.rollback()
    now = makers.later(minutes=5)
    goods = [Back(line.id, 1)]
    payments.return_goods(order.id, goods, tender="cash", reason="spoiled", reference="r1", by="staff:1", via="counter", now=now)
    invoice, note = invoices(order.id)
    assert (note.shown, note.kind, note.cents, note.vat, note.about_id) == ("NC 2026/000001", "credit_note", 150, {"1000": 150}, invoice.id)
    assert said(note, "TipoDocumento") == ["TD04"] and said(note, "DatiFattureCollegate/IdDocumento") == ["F 2026/000001"]
    assert list(documents.list_faults()) == []


def test_an_order_called_off_is_taken_back_but_for_what_the_shop_keeps(any_app: Flask) -> None:
    open_shop()
    order = ordered(Choice(makers.make_product().id, 4))
    pay(order.id)
    db.session.rollback()
    orders.move(order.id, "cancelled_by_shop", by="staff:1", via="admin", now=clock.now(), reason="forno rotto")
    assert [(paper.kind, paper.cents) for paper in invoices(order.id)] == [("invoice", 600), ("credit_note", 600)]
    assert list(documents.list_faults()) == []


def test_a_tip_is_on_no_invoice(app: Flask) -> None:
    open_shop()
    order = ordered(makers.make_product())
    with writing():
        orders.hold(order.id).tip_cents = 100
    pay(order.id)
    paper, = invoices(order.id)
    assert (paper.cents, paper.paid) == (150, {"cash": 150})


def test_a_voucher_is_out_of_scope_and_large_ones_bear_a_stamp(app: Flask) -> None:
    open_shop()
    order = ordered(makers.make_product(), invoice_to=PERSON)
    with writing():
        held = orders.hold(order.id)
        held.total_cents = held.goods_cents = held.lines[0].cents = 100_00
        held.lines[0].vat, held.vat, held.lines[0].is_voucher = {"0": 100_00}, {"0": 100_00}, True
    pay(order.id)
    paper, = invoices(order.id)
    assert said(paper, "DettaglioLinee/Natura") == ["N2.2"] == said(paper, "DatiRiepilogo/Natura")
    assert said(paper, "ImportoBollo") == ["2.00"]


def test_a_shop_without_its_data_takes_the_money_and_writes_no_invoice(app: Flask) -> None:
    open_shop()
    business.save(replace(FIORDALISO, vat_number=""), by="shop", now=clock.now())
    order = ordered(makers.make_product())
    pay(order.id)
    assert invoices(order.id) == [] and orders.get(order.id).due_cents == 0
    with pytest.raises(Refusal) as refused:
        payments.write_invoice(order.id, by="staff:1", now=clock.now())
    assert refused.value.code == "invoice_seller"


def test_numbers_have_no_gap_however_many_write_at_once_and_some_fail(any_app: Flask) -> None:
    open_shop()
    product = makers.make_product()
    ids = [ordered(product, name=f"Ada {n}").id for n in range(10)]
    db.session.rollback()

    def act(n: int) -> str:
        if n % 3:
            pay(ids[n])
            return "paid"
        with pytest.raises(ZeroDivisionError), writing():
            payments.record_payment(
                order_id=ids[n], tender="cash", reference=f"x{n}", cents=150, given_cents=150, by="staff:1", via="admin", now=clock.now()
            )
            assert documents.list_invoices_of(ids[n])
            raise ZeroDivisionError
        return "undone"

    assert race(any_app, 10, act).count("paid") == 6
    db.session.rollback()
    numbers = [paper.number for order_id in ids for paper in documents.list_invoices_of(order_id)]
    assert sorted(numbers) == [1, 2, 3, 4, 5, 6] and list(documents.list_faults()) == []


def test_an_invoice_is_written_once_for_all_who_press_the_button(any_app: Flask) -> None:
    open_shop()
    order = makers.place_order(makers.make_product())
    pay(order.id)
    documents.request_invoice(order.id, COMPANY, by="staff:1", via="admin", now=clock.now())
    db.session.rollback()
    got = race(any_app, 6, lambda _n: payments.write_invoice(order.id, by="staff:1", now=clock.now()))
    assert sorted(type(one).__name__ for one in got) == ["Invoice"] + ["NothingToInvoice"] * 5


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"vat_number": "07643520568"}, "vat_number"), ({"name": ""}, "name"), ({"recipient": ""}, "recipient"),
        ({"recipient": "ABC"}, "recipient"), ({"postal_code": "1012"}, "postal_code"), ({"province": "T1"}, "province"),
        ({"street": ""}, "street"), ({"town": ""}, "town"), ({"pec": "no"}, "pec"), ({"kind": "martian"}, "kind"),
        ({"kind": "person", "fiscal_code": "RSSMRA80A01H501X"}, "fiscal_code"), ({"kind": "foreign", "country": "IT"}, "country"),
        ({"kind": "foreign", "country": "DE", "vat_number": "DE136695977"}, "vat_number"), ({"name": "x" * 81}, "name"),
    ],
)  # fmt: skip
def test_what_can_not_stand_on_an_invoice_is_said_at_its_field(app: Flask, changed: dict[str, str], field: str) -> None:
    party = documents.tidy_party(COMPANY | changed)
    assert f"invoice_{field}" in [mistake.field for mistake in documents.list_mistakes(party)]


def test_a_party_is_kept_in_one_spelling(app: Flask) -> None:
    kept = documents.check_party(COMPANY).as_kept()
    assert (kept["vat_number"], kept["recipient"], kept["province"]) == ("07643520567", "M5UXCR1", "TO")
    assert Party.of(kept) == documents.check_party(kept)
    assert not re.search(r"\s", documents.check_party(PERSON).fiscal_code)
