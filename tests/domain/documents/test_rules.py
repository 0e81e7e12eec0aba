"""The written rules of the exchange system: what we write keeps them all, and a file that breaks one is told which."""

import random
import re
from datetime import date
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shop.domain.documents import Party, amounts_of
from shop.domain.documents.detailing import fit_details
from shop.domain.documents.facts import Detail
from shop.domain.documents.proving import prove
from shop.domain.documents.rules import CROSSING, SCHEMA
from shop.domain.documents.sharing import fit, left_of, portion, vat_of_amount
from shop.domain.documents.transcribing import Sheet, latin, transcribe

SELLER = Party(name="Fiordaliso s.r.l.", vat_number="12345670017", street="Via Garibaldi 18", postal_code="10122", town="Torino",
               province="TO", regime="RF01", rea_office="TO", rea_number="1234567")  # fmt: skip
BUYER = Party(name="Studio Ghero", vat_number="07643520567", recipient="M5UXCR1", street="Via Po 3", postal_code="10123", town="Torino")
ON = date(2026, 11, 24)
NAME = "IT12345670017_00001.xml"


def sheet(details: list[Detail], **more: object) -> Sheet:
    vat: dict[str, int] = {}
    for detail in details:
        vat[str(detail.vat)] = vat.get(str(detail.vat), 0) + detail.cents
    values: dict[str, object] = {
        "kind": "TD01", "number": "F 2026/000001", "on": ON, "progressive": "00001", "seller": SELLER, "buyer": BUYER, "details": details,
        "amounts": amounts_of(vat), "paid": {"cash": sum(vat.values())}}  # fmt: skip
    return Sheet(**values | more)  # type: ignore[arg-type]


def written(**more: object) -> str:
    details = [Detail("Cornetto", 3, "piece", 450, 1000), Detail("Frollini", 250, "kg", 500, 1000), Detail("Vino", 1, "piece", 1250, 2200),
               Detail("Buono", 1, "piece", 9000, 0)]  # fmt: skip
    return transcribe(sheet(details, **more))


def test_what_we_write_keeps_every_rule() -> None:
    assert prove(written(), name=NAME, today=ON) == []
    receipt = {"kind": "TD24", "receipt": ("R 2026/000003", date(2026, 11, 20))}
    assert prove(written(**receipt), name=NAME, today=ON) == []
    assert prove(written(kind="TD04", about=("F 2026/000001", ON), paid={}, causes=["Storno"]), name=NAME, today=ON) == []


BROKEN = {
    "00300": ("<IdCodice>12345670017</IdCodice>\n", "<IdCodice>12345670018</IdCodice>\n"),
    "00301": ("12345670017", "12345670018"),
    "00305": ("07643520567", "07643520568"),
    "00306": ("</IdFiscaleIVA><Anagrafica><Denominazione>Studio",
              "</IdFiscaleIVA><CodiceFiscale>RSSMRA80A01H501X</CodiceFiscale><Anagrafica><Denominazione>Studio"),
    "00400": ("<AliquotaIVA>0.00</AliquotaIVA><Natura>N2.2</Natura></DettaglioLinee>", "<AliquotaIVA>0.00</AliquotaIVA></DettaglioLinee>"),
    "00401": ("<AliquotaIVA>22.00</AliquotaIVA></DettaglioLinee>", "<AliquotaIVA>22.00</AliquotaIVA><Natura>N4</Natura></DettaglioLinee>"),
    "00403": ("<Data>2026-11-24</Data>", "<Data>2026-11-25</Data>"),
    "00417": ("<IdFiscaleIVA><IdPaese>IT</IdPaese><IdCodice>07643520567</IdCodice></IdFiscaleIVA>", ""),
    "00418": ("<IdDocumento>F 2026/000001</IdDocumento><Data>2026-11-24", "<IdDocumento>F 2026/000001</IdDocumento><Data>2026-11-25"),
    "00419": ("<AliquotaIVA>22.00</AliquotaIVA></DettaglioLinee>", "<AliquotaIVA>4.00</AliquotaIVA></DettaglioLinee>"),
    "00421": ("<Imposta>2.25</Imposta>", "<Imposta>2.30</Imposta>"),
    "00422": ("<ImponibileImporto>10.25</ImponibileImporto>", "<ImponibileImporto>10.24</ImponibileImporto>"),
    "00423": ("<PrezzoTotale>10.25</PrezzoTotale>", "<PrezzoTotale>10.27</PrezzoTotale>"),
    "00424": ("<AliquotaIVA>22.00</AliquotaIVA>", "<AliquotaIVA>0.22</AliquotaIVA>"),
    "00425": ("<Numero>F 2026/000001</Numero>", "<Numero>F</Numero>"),
    "00426": ("M5UXCR1</CodiceDestinatario>", "M5UXCR1</CodiceDestinatario><PECDestinatario>studio@pec.example</PECDestinatario>"),
    "00429": ("<Natura>N2.2</Natura><ImponibileImporto>", "<ImponibileImporto>"),
    "00430": ("<AliquotaIVA>22.00</AliquotaIVA><ImponibileImporto>",
              "<AliquotaIVA>22.00</AliquotaIVA><Natura>N4</Natura><ImponibileImporto>"),
    "00443": ("<AliquotaIVA>22.00</AliquotaIVA></DettaglioLinee>", "<AliquotaIVA>10.00</AliquotaIVA></DettaglioLinee>"),
    "B01": ("<ImportoTotaleDocumento>112.00", "<ImportoTotaleDocumento>112.01"),
    "B02": ("<DatiFattureCollegate><IdDocumento>F 2026/000001</IdDocumento><Data>2026-11-24</Data></DatiFattureCollegate>", ""),
    "B03": ("<TipoDocumento>TD01", "<TipoDocumento>TD24"),
    "B04": ("<ImportoPagamento>112.00", "<ImportoPagamento>112.01"),
    "B05": ("<NumeroLinea>2<", "<NumeroLinea>7<"),
}  # fmt: skip
OF_A_CREDIT_NOTE = ("00418", "B02")


@pytest.mark.parametrize("code", BROKEN)
def test_a_file_that_breaks_a_rule_is_told_which(code: str) -> None:
    more = {"kind": "TD04", "about": ("F 2026/000001", ON)} if code in OF_A_CREDIT_NOTE else {}
    xml = re.sub(r">\s+<", "><", written(**more))
    good, bad = (part.replace("\n", "") for part in BROKEN[code])
    assert good in xml
    assert any(fault.startswith(f"{code}:") for fault in prove(xml.replace(good, bad), today=ON)), code


def test_every_crossing_rule_is_broken_by_a_test_or_by_a_name() -> None:
    assert set(CROSSING) - set(BROKEN) == {"B06"}
    assert [fault[:3] for fault in prove(written(), name="IT12345670017_000001.xml")] == ["B06"]


def _paths(xml: str) -> set[str]:
    found: set[str] = set()

    def walk(node: ElementTree.Element, path: str) -> None:
        for child in node:
            found.add(f"{path}/{child.tag}".lstrip("/"))
            walk(child, f"{path}/{child.tag}")

    walk(ElementTree.fromstring(xml), "")  # noqa: S314
    return found


NOTE = written(kind="TD04", about=("F 2026/000001", ON))


@pytest.mark.parametrize("path", [element.path for element in SCHEMA if element.least == 1 and element.path in _paths(NOTE)])
def test_no_required_element_may_be_missing(path: str) -> None:
    root = ElementTree.fromstring(NOTE)  # noqa: S314
    parent, _, name = path.rpartition("/")
    for node in root.findall(parent) if parent else [root]:
        for child in node.findall(name):
            node.remove(child)
    assert prove(ElementTree.tostring(root, encoding="unicode"))


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("<Divisa>EUR</Divisa>", "<Divisa>USD</Divisa>"), ("TD01", "TD99"), ("RF01", "RF99"), ("<CAP>10122<", "<CAP>1012<"),
        ("MP01", "MP99"),
        ("<Nazione>IT<", "<Nazione>Italia<"), ("Cornetto", "Cornetto ž"), ("<Quantita>3.00<", "<Quantita>3<"), ("FPR12</", "FPA12</"),
        ("<PrezzoUnitario>1.36333333<", "<PrezzoUnitario>1.363333333<"), ("<EsigibilitaIVA>I<", "<EsigibilitaIVA>X<"), ("N2.2", "N2"),
        ("<Denominazione>Fiordaliso s.r.l.<", f"<Denominazione>{'x' * 81}<"), ("<Numero>F 2026", f"<Numero>{'9' * 20}"),
        ("<ProgressivoInvio>00001<", "<ProgressivoInvio>00001234567<"), ("<Provincia>TO<", "<Provincia>Torino<"),
        ("<Divisa>EUR</Divisa>", "<Divisa>EUR</Divisa><Fantasia>1</Fantasia>"), ("SI<", "NO<"), ("TP02", "TP09"),
        ("2026-11-24", "24/11/2026"),
    ],
)  # fmt: skip
def test_what_an_element_may_hold_is_written_down(good: str, bad: str) -> None:
    xml = written()
    assert good in xml and prove(xml.replace(good, bad))


def test_elements_out_of_order_are_seen() -> None:
    xml = re.sub(r">\s+<", "><", written())
    swapped = re.sub(r"(<TipoDocumento>.*?</TipoDocumento>)(<Divisa>.*?</Divisa>)", r"\2\1", xml)
    assert any("out of order" in fault for fault in prove(swapped))
    assert prove("no xml at all") and prove("<a/>")


def test_words_the_schema_does_not_know_are_brought_near() -> None:
    assert latin("Žužu’s “Café” – 5 €\n日", 80) == "Zuzu's \"Café\" - 5 EUR ?"


LINE = st.builds(
    Detail, name=st.text(max_size=40), quantity=st.integers(1, 4000), unit=st.sampled_from(["piece", "kg"]), cents=st.integers(1, 500_00),
    vat=st.sampled_from([0, 400, 500, 1000, 2200]),
)  # fmt: skip


@settings(max_examples=1000)
@given(st.lists(LINE, min_size=1, max_size=12))
def test_a_thousand_random_orders_agree_to_the_cent(details: list[Detail]) -> None:
    paper = sheet(details)
    assert prove(transcribe(paper), name=NAME, today=ON) == []
    assert sum(one.gross_cents for one in paper.amounts) == sum(detail.cents for detail in details)


@settings(max_examples=300)
@given(st.lists(LINE, min_size=1, max_size=8), st.integers(0, 100))
def test_an_invoice_of_a_part_keeps_the_rates(details: list[Detail], percent: int) -> None:
    vat: dict[str, int] = {}
    for detail in details:
        vat[str(detail.vat)] = vat.get(str(detail.vat), 0) + detail.cents
    part = vat_of_amount(sum(vat.values()) * percent // 100, vat)
    fitted = fit_details(details, part)
    assert {rate: cents for rate, cents in part.items() if cents} == {
        rate: total for rate in part if (total := sum(detail.cents for detail in fitted if str(detail.vat) == rate))}


@settings(max_examples=300)
@given(st.dictionaries(st.sampled_from(["0", "400", "1000", "2200"]), st.integers(0, 9999), min_size=1), st.randoms())
def test_portions_of_a_line_add_up_rate_by_rate_and_none_goes_back(vat: dict[str, int], chance: random.Random) -> None:
    whole = sum(vat.values())
    marks = sorted([0, whole, *(chance.randint(0, whole) for _ in range(5))])
    parts = [portion(cents, vat) for cents in marks]
    assert all(sum(part.values()) == cents for part, cents in zip(parts, marks, strict=True)) and (not whole or parts[-1] == dict(vat))
    assert all(before[rate] <= after[rate] for before, after in zip(parts, parts[1:], strict=False) for rate in vat)


@settings(max_examples=300)
@given(st.dictionaries(st.sampled_from(["400", "1000", "2200"]), st.integers(0, 9999), min_size=1), st.randoms())
def test_what_is_taken_back_in_pieces_never_exceeds_a_rate(vat: dict[str, int], chance: random.Random) -> None:
    taken: list[dict[str, int]] = []
    while left := {rate: cents for rate, cents in left_of(vat, taken).items() if cents}:
        rate = chance.choice(sorted(left))
        wanted = {rate: chance.randint(1, sum(left.values()))}
        taken.append(fit(wanted, left))
        assert sum(taken[-1].values()) == sum(wanted.values()) and all(cents <= left.get(rate, 0) for rate, cents in taken[-1].items())
    assert left_of(vat, taken) == dict.fromkeys(vat, 0)
