"""Decides how an invoice is written for the exchange system: FatturaPA 1.2, FPR12, prices without VAT that add up to the cent."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from xml.etree.ElementTree import Element, SubElement, indent, register_namespace, tostring  # noqa: S405

from shop.domain.documents.facts import FOREIGN, NOBODYS_CODE, WAYS_TO_PAY, Amounts, Detail, Party
from shop.kernel.money import split

NAMESPACE = "http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.2"
OUT_OF_SCOPE, WHY_OUT = "N2.2", "Buono: fuori campo IVA, art. 6-quater DPR 633/72"
STAMP_ABOVE_CENTS, STAMP_CENTS = 77_47, 2_00  # DPR 642/72: what bears no VAT bears a stamp instead
PUNCTUATION = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "€": "EUR", "œ": "oe"})


@dataclass(frozen=True)
class Sheet:
    """All that stands on an invoice. `kind` TD01, TD04 or TD24; `about` (number, day) of the invoice corrected, `receipt` of the receipt
    it follows; `paid` {tender: cents}."""

    kind: str
    number: str
    on: date
    progressive: str
    seller: Party
    buyer: Party
    details: Sequence[Detail]
    amounts: Sequence[Amounts]
    paid: dict[str, int]
    causes: Sequence[str] = ()
    about: tuple[str, date] | None = None
    receipt: tuple[str, date] | None = None


def transcribe(sheet: Sheet) -> str:
    """The file, as text."""
    register_namespace("p", NAMESPACE)
    root = Element(f"{{{NAMESPACE}}}FatturaElettronica", versione="FPR12")
    head, body = SubElement(root, "FatturaElettronicaHeader"), SubElement(root, "FatturaElettronicaBody")
    _sending(head, sheet)
    _seller(head, sheet.seller)
    _buyer(head, sheet.buyer)
    _document(body, sheet)
    _goods(body, sheet)
    _payment(body, sheet)
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


def name_file(seller: Party, progressive: str) -> str:
    return f"IT{seller.fiscal_code or seller.vat_number}_{progressive}.xml"


def latin(words: str, most: int) -> str:
    """The schema knows Latin-1 only: the nearest letters, and a question mark where there is none."""
    plain = words.translate(PUNCTUATION)
    near = "".join(sign if ord(sign) < 256 else unicodedata.normalize("NFKD", sign)[0] for sign in plain)
    kept = near.encode("latin-1", "replace").decode("latin-1")
    return " ".join("".join(sign if sign.isprintable() else " " for sign in kept).split())[:most].strip() or "-"


def _add(parent: Element, name: str, words: str = "") -> Element:
    node = SubElement(parent, name)
    node.text = words or None
    return node


def _euro(cents: int) -> str:
    return f"{Decimal(cents) / 100:.2f}"


def _rate(basis_points: int) -> str:
    return f"{Decimal(basis_points) / 100:.2f}"


def _sending(head: Element, sheet: Sheet) -> None:
    node = _add(head, "DatiTrasmissione")
    who = _add(node, "IdTrasmittente")
    _add(who, "IdPaese", "IT")
    _add(who, "IdCodice", sheet.seller.fiscal_code or sheet.seller.vat_number)
    _add(node, "ProgressivoInvio", sheet.progressive)
    _add(node, "FormatoTrasmissione", "FPR12")
    _add(node, "CodiceDestinatario", sheet.buyer.recipient or NOBODYS_CODE)
    if sheet.buyer.pec and sheet.buyer.recipient in ("", NOBODYS_CODE):
        _add(node, "PECDestinatario", sheet.buyer.pec)


def _seller(head: Element, seller: Party) -> None:
    node = _add(head, "CedentePrestatore")
    about = _who(node, seller, "IT", seller.vat_number)
    _add(about, "RegimeFiscale", seller.regime)
    _where(node, seller)
    if seller.rea_office and seller.rea_number:
        register = _add(node, "IscrizioneREA")
        _add(register, "Ufficio", seller.rea_office)
        _add(register, "NumeroREA", seller.rea_number)
        _add(register, "StatoLiquidazione", "LN")


def _buyer(head: Element, buyer: Party) -> None:
    node = _add(head, "CessionarioCommittente")
    number = buyer.vat_number
    if buyer.kind == FOREIGN:  # a private person abroad has no number of ours: the exchange system wants zeros
        number = number.removeprefix(buyer.country) or NOBODYS_CODE
    _who(node, buyer, buyer.country, number)
    _where(node, buyer)


def _who(parent: Element, party: Party, country: str, vat_number: str) -> Element:
    about = _add(parent, "DatiAnagrafici")
    if vat_number:
        number = _add(about, "IdFiscaleIVA")
        _add(number, "IdPaese", country)
        _add(number, "IdCodice", vat_number)
    if party.fiscal_code:
        _add(about, "CodiceFiscale", party.fiscal_code)
    _add(_add(about, "Anagrafica"), "Denominazione", latin(party.name, 80))
    return about


def _where(parent: Element, party: Party) -> None:
    node = _add(parent, "Sede")
    _add(node, "Indirizzo", latin(party.street, 60))
    _add(node, "CAP", "00000" if party.kind == FOREIGN else party.postal_code)
    _add(node, "Comune", latin(party.town, 60))
    if party.province and party.kind != FOREIGN:
        _add(node, "Provincia", party.province)
    _add(node, "Nazione", party.country)


def _document(body: Element, sheet: Sheet) -> None:
    general = _add(body, "DatiGenerali")
    node = _add(general, "DatiGeneraliDocumento")
    for name, words in (("TipoDocumento", sheet.kind), ("Divisa", "EUR"), ("Data", sheet.on.isoformat()), ("Numero", sheet.number)):
        _add(node, name, words)
    if sum(one.gross_cents for one in sheet.amounts if not one.basis_points) > STAMP_ABOVE_CENTS:
        stamp = _add(node, "DatiBollo")
        _add(stamp, "BolloVirtuale", "SI")
        _add(stamp, "ImportoBollo", _euro(STAMP_CENTS))
    _add(node, "ImportoTotaleDocumento", _euro(sum(one.gross_cents for one in sheet.amounts)))
    for cause in sheet.causes:
        _add(node, "Causale", latin(cause, 200))
    _linked(general, "DatiFattureCollegate", ("IdDocumento", "Data"), sheet.about)
    _linked(general, "DatiDDT", ("NumeroDDT", "DataDDT"), sheet.receipt)


def _linked(general: Element, block: str, names: tuple[str, str], paper: tuple[str, date] | None) -> None:
    if paper is not None:
        node = _add(general, block)
        _add(node, names[0], paper[0])
        _add(node, names[1], paper[1].isoformat())


def _goods(body: Element, sheet: Sheet) -> None:
    goods = _add(body, "DatiBeniServizi")
    for number, (detail, net_cents) in enumerate(_net(sheet.details, sheet.amounts), 1):
        _line(goods, number, detail, net_cents)
    for one in sheet.amounts:
        node = _add(goods, "DatiRiepilogo")
        _add(node, "AliquotaIVA", _rate(one.basis_points))
        if not one.basis_points:
            _add(node, "Natura", OUT_OF_SCOPE)
        _add(node, "ImponibileImporto", _euro(one.net_cents))
        _add(node, "Imposta", _euro(one.tax_cents))
        if one.basis_points:
            _add(node, "EsigibilitaIVA", "I")
        else:
            _add(node, "RiferimentoNormativo", WHY_OUT)


def _net(details: Sequence[Detail], amounts: Sequence[Amounts]) -> list[tuple[Detail, int]]:
    """Each line without its VAT: the lines of a rate share what is taxed of it, so that they add up to the cent."""
    shared: list[tuple[Detail, int]] = []
    for one in amounts:
        of_rate = [detail for detail in details if detail.vat == one.basis_points]
        shared += zip(of_rate, split(one.net_cents, [detail.cents for detail in of_rate]), strict=True)
    return shared


def _line(goods: Element, number: int, detail: Detail, net_cents: int) -> None:
    node = _add(goods, "DettaglioLinee")
    by_weight = detail.unit == "kg"
    quantity = Decimal(detail.quantity) / (1000 if by_weight else 1)
    _add(node, "NumeroLinea", str(number))
    _add(node, "Descrizione", latin(detail.name, 1000))
    _add(node, "Quantita", f"{quantity:.3f}" if by_weight else f"{quantity:.2f}")
    _add(node, "UnitaMisura", "kg" if by_weight else "pz")
    _add(node, "PrezzoUnitario", f"{Decimal(net_cents) / 100 / quantity:.8f}")
    _add(node, "PrezzoTotale", _euro(net_cents))
    _add(node, "AliquotaIVA", _rate(detail.vat))
    if not detail.vat:
        _add(node, "Natura", OUT_OF_SCOPE)


def _payment(body: Element, sheet: Sheet) -> None:
    if not sheet.paid:
        return
    node = _add(body, "DatiPagamento")
    _add(node, "CondizioniPagamento", "TP02")
    for tender, cents in sorted(sheet.paid.items()):
        one = _add(node, "DettaglioPagamento")
        _add(one, "ModalitaPagamento", WAYS_TO_PAY[tender])
        _add(one, "ImportoPagamento", _euro(cents))
