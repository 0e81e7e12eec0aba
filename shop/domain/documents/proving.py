"""Decides whether a FatturaPA file keeps the written rules, knowing nothing of who wrote it."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

# our own file is read back, nobody else's
from xml.etree.ElementTree import Element as Node
from xml.etree.ElementTree import ParseError, fromstring  # noqa: S405

from stdnum.it import codicefiscale, iva

from shop.domain.documents.rules import CROSSING, NAMESPACE, SCHEMA, TYPES, Element

CENT = Decimal("0.01")
CHILDREN: dict[str, list[Element]] = defaultdict(list)
for _element in SCHEMA:
    CHILDREN[_element.path.rpartition("/")[0]].append(_element)


def prove(xml: str, *, name: str = "", today: date | None = None) -> list[str]:
    """Every rule the file breaks, by its id; empty when it keeps them all."""
    try:
        root = fromstring(xml)  # noqa: S314
    except ParseError as wrong:
        return [f"no XML: {wrong}"]
    if root.tag != f"{{{NAMESPACE}}}FatturaElettronica" or root.get("versione") != "FPR12":
        return ["0: the root is not a FatturaElettronica FPR12"]
    shape = list(_shape(root, ""))
    return shape or [*_crossing(root, today), *_name(root, name)]


def _shape(node: Node, path: str) -> Iterator[str]:
    """Required elements, their order and number, and what they hold."""
    known = CHILDREN[path]
    places = {element.name: i for i, element in enumerate(known)}
    named = [child.tag for child in node]
    yield from (f"{path}/{tag}: the schema knows nothing of this here" for tag in named if tag not in places)
    order = [places[tag] for tag in named if tag in places]
    if order != sorted(order):
        yield f"{path}: elements out of order"
    counted = Counter(named)
    for element in known:
        if not element.least <= counted[element.name] <= element.most:
            yield f"{element.id} {element.path}: {counted[element.name]} times, not {element.least} to {element.most}"
    by_name = {element.name: element for element in known}
    for child in node:
        if child.tag in by_name:
            yield from _content(child, by_name[child.tag])


def _content(node: Node, element: Element) -> Iterator[str]:
    if element.holds:
        if len(node) or not re.fullmatch(TYPES[element.holds], node.text or ""):
            yield f"{element.id} {element.path}: {node.text!r} is no {element.holds}"
    elif not len(node):
        yield f"{element.id} {element.path}: an empty block"
    else:
        yield from _shape(node, element.path)


def _crossing(root: Node, today: date | None) -> Iterator[str]:
    for check in (_parties, _document, _lines, _summaries, _totals, _payments):
        yield from (f"{code}: {CROSSING[code]}" for code in check(root))
    if today and date.fromisoformat(_text(root, ".//DatiGeneraliDocumento/Data")) > today:
        yield f"00403: {CROSSING['00403']}"


def _text(node: Node, path: str) -> str:
    return node.findtext(path) or ""


def _parties(root: Node) -> Iterator[str]:
    sender = _text(root, ".//IdTrasmittente/IdCodice")
    if not codicefiscale.is_valid(sender):
        yield "00300"
    if not iva.is_valid(_text(root, ".//CedentePrestatore//IdFiscaleIVA/IdCodice")):
        yield "00301"
    country = _text(root, ".//CessionarioCommittente//IdFiscaleIVA/IdPaese")
    number = _text(root, ".//CessionarioCommittente//IdFiscaleIVA/IdCodice")
    fiscal_code = _text(root, ".//CessionarioCommittente/DatiAnagrafici/CodiceFiscale")
    if country == "IT" and not iva.is_valid(number):
        yield "00305"
    if fiscal_code and not codicefiscale.is_valid(fiscal_code):
        yield "00306"
    if not number and not fiscal_code:
        yield "00417"
    if root.find(".//PECDestinatario") is not None and _text(root, ".//CodiceDestinatario") != "0000000":
        yield "00426"


def _document(root: Node) -> Iterator[str]:
    kind, on = _text(root, ".//TipoDocumento"), _text(root, ".//DatiGeneraliDocumento/Data")
    if not re.search(r"\d", _text(root, ".//DatiGeneraliDocumento/Numero")):
        yield "00425"
    about = root.findall(".//DatiFattureCollegate")
    if kind == "TD04" and not about:
        yield "B02"
    if any(_text(one, "Data") > on for one in about):
        yield "00418"
    if kind == "TD24" and root.find(".//DatiDDT") is None:
        yield "B03"


def _number(node: Node, path: str) -> Decimal:
    return Decimal(_text(node, path) or "0")


def _lines(root: Node) -> Iterator[str]:
    for place, line in enumerate(root.findall(".//DettaglioLinee"), 1):
        rate, nature = _number(line, "AliquotaIVA"), _text(line, "Natura")
        if not rate and not nature:
            yield "00400"
        if rate and nature:
            yield "00401"
        if 0 < rate < 1:
            yield "00424"
        times = _number(line, "Quantita") if line.find("Quantita") is not None else Decimal(1)
        if abs(_number(line, "PrezzoUnitario") * times - _number(line, "PrezzoTotale")) > CENT:
            yield "00423"
        if _text(line, "NumeroLinea") != str(place):
            yield "B05"


def _summaries(root: Node) -> Iterator[str]:
    sums: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for line in root.findall(".//DettaglioLinee"):
        sums[_text(line, "AliquotaIVA"), _text(line, "Natura")] += _number(line, "PrezzoTotale")
    told = {(_text(one, "AliquotaIVA"), _text(one, "Natura")): one for one in root.findall(".//DatiRiepilogo")}
    if set(sums) - set(told) or len(told) != len(root.findall(".//DatiRiepilogo")):
        yield "00419"
    if set(told) - set(sums):
        yield "00443"
    for (rate, nature), one in told.items():
        net, tax = _number(one, "ImponibileImporto"), _number(one, "Imposta")
        if abs(net * Decimal(rate) / 100 - tax) > CENT:
            yield "00421"
        if sums[rate, nature] != net:
            yield "00422"
        if not Decimal(rate) and not nature:
            yield "00429"
        if Decimal(rate) and nature:
            yield "00430"


def _totals(root: Node) -> Iterator[str]:
    summed = sum((_number(one, "ImponibileImporto") + _number(one, "Imposta") for one in root.findall(".//DatiRiepilogo")), Decimal(0))
    if summed != _number(root, ".//ImportoTotaleDocumento"):
        yield "B01"


def _payments(root: Node) -> Iterator[str]:
    paid = sum((_number(one, "ImportoPagamento") for one in root.findall(".//DettaglioPagamento")), Decimal(0))
    if paid > _number(root, ".//ImportoTotaleDocumento"):
        yield "B04"


def _name(root: Node, name: str) -> Iterator[str]:
    sender = _text(root, ".//IdTrasmittente/IdPaese") + _text(root, ".//IdTrasmittente/IdCodice")
    if name and not re.fullmatch(rf"{re.escape(sender)}_[A-Za-z0-9]{{1,5}}\.xml", name):
        yield f"B06: {CROSSING['B06']}"
