"""The written rules of the FatturaPA file: every element of an ordinary invoice to private buyers (FPR12) that we may write, in the order
of the schema, with how often it stands there and what it may hold. Source of the table: schema of the file FatturaPA 1.2.2 (the ids are its
own); of the rules in CROSSING: the list of checks of the exchange system (SdI), by their codes."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Element:
    """`least` to `most` times under its parent; `holds` names a type, "" is a block."""

    id: str
    path: str
    least: int
    most: int
    holds: str = ""

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]


MANY = 9999
LATIN = "\\x00-\\x7f\\xa0-\\xff"  # Basic Latin and Latin-1 Supplement
TYPES: dict[str, str] = {
    "country": "[A-Z]{2}",
    "id28": "[A-Za-z0-9]{1,28}",
    "progressive": "[A-Za-z0-9]{1,10}",
    "FPR12": "FPR12",
    "recipient": "[A-Z0-9]{7}",
    "pec": "(?=.{7,256}$)[^@\\s]+@[^@\\s]+\\.[^@\\s]+",
    "fiscal_code": "[A-Z0-9]{11,16}",
    "latin60": f"[{LATIN}]{{1,60}}",
    "latin80": f"[{LATIN}]{{1,80}}",
    "latin100": f"[{LATIN}]{{1,100}}",
    "latin200": f"[{LATIN}]{{1,200}}",
    "latin1000": f"[{LATIN}]{{1,1000}}",
    "basic10": "[\\x20-\\x7e]{1,10}",
    "basic20": "[\\x20-\\x7e]{1,20}",
    "postal_code": "[0-9]{5}",
    "province": "[A-Z]{2}",
    "regime": "RF(0[1-2]|0[4-9]|1[0-9]|20)",
    "liquidation": "LN|LS",
    "kind": "TD01|TD04|TD24",
    "EUR": "EUR",
    "date": "[0-9]{4}-[0-9]{2}-[0-9]{2}",
    "amount": "-?[0-9]{1,11}\\.[0-9]{2}",
    "price": "-?[0-9]{1,11}\\.[0-9]{2,8}",
    "quantity": "[0-9]{1,12}\\.[0-9]{2,8}",
    "rate": "[0-9]{1,3}\\.[0-9]{2}",
    "line": "[1-9][0-9]{0,3}",
    "yes": "SI",
    "nature": "N1|N2\\.[12]|N3\\.[1-6]|N4|N5|N6\\.[1-9]|N7",
    "due": "I|D|S",
    "terms": "TP0[1-3]",
    "way": "MP(0[1-9]|1[0-9]|2[0-3])",
}
HEAD, BODY = "FatturaElettronicaHeader", "FatturaElettronicaBody"
SENT, SELLER, BUYER = f"{HEAD}/DatiTrasmissione", f"{HEAD}/CedentePrestatore", f"{HEAD}/CessionarioCommittente"
DOCUMENT, GOODS, PAID = f"{BODY}/DatiGenerali/DatiGeneraliDocumento", f"{BODY}/DatiBeniServizi", f"{BODY}/DatiPagamento"


def _address(id: str, parent: str) -> tuple[Element, ...]:
    return (
        Element(id, f"{parent}/Sede", 1, 1),
        Element(f"{id}.1", f"{parent}/Sede/Indirizzo", 1, 1, "latin60"),
        Element(f"{id}.3", f"{parent}/Sede/CAP", 1, 1, "postal_code"),
        Element(f"{id}.4", f"{parent}/Sede/Comune", 1, 1, "latin60"),
        Element(f"{id}.5", f"{parent}/Sede/Provincia", 0, 1, "province"),
        Element(f"{id}.6", f"{parent}/Sede/Nazione", 1, 1, "country"),
    )


def _person(id: str, parent: str, least: int) -> tuple[Element, ...]:
    own = f"{parent}/DatiAnagrafici"
    return (
        Element(id, own, 1, 1),
        Element(f"{id}.1", f"{own}/IdFiscaleIVA", least, 1),
        Element(f"{id}.1.1", f"{own}/IdFiscaleIVA/IdPaese", 1, 1, "country"),
        Element(f"{id}.1.2", f"{own}/IdFiscaleIVA/IdCodice", 1, 1, "id28"),
        Element(f"{id}.2", f"{own}/CodiceFiscale", 0, 1, "fiscal_code"),
        Element(f"{id}.3", f"{own}/Anagrafica", 1, 1),
        Element(f"{id}.3.1", f"{own}/Anagrafica/Denominazione", 1, 1, "latin80"),
    )


SCHEMA: tuple[Element, ...] = (
    Element("1", HEAD, 1, 1),
    Element("1.1", SENT, 1, 1),
    Element("1.1.1", f"{SENT}/IdTrasmittente", 1, 1),
    Element("1.1.1.1", f"{SENT}/IdTrasmittente/IdPaese", 1, 1, "country"),
    Element("1.1.1.2", f"{SENT}/IdTrasmittente/IdCodice", 1, 1, "id28"),
    Element("1.1.2", f"{SENT}/ProgressivoInvio", 1, 1, "progressive"),
    Element("1.1.3", f"{SENT}/FormatoTrasmissione", 1, 1, "FPR12"),
    Element("1.1.4", f"{SENT}/CodiceDestinatario", 1, 1, "recipient"),
    Element("1.1.6", f"{SENT}/PECDestinatario", 0, 1, "pec"),
    Element("1.2", SELLER, 1, 1),
    *_person("1.2.1", SELLER, 1),
    Element("1.2.1.8", f"{SELLER}/DatiAnagrafici/RegimeFiscale", 1, 1, "regime"),
    *_address("1.2.2", SELLER),
    Element("1.2.4", f"{SELLER}/IscrizioneREA", 0, 1),
    Element("1.2.4.1", f"{SELLER}/IscrizioneREA/Ufficio", 1, 1, "province"),
    Element("1.2.4.2", f"{SELLER}/IscrizioneREA/NumeroREA", 1, 1, "basic20"),
    Element("1.2.4.5", f"{SELLER}/IscrizioneREA/StatoLiquidazione", 1, 1, "liquidation"),
    Element("1.4", BUYER, 1, 1),
    *_person("1.4.1", BUYER, 0),
    *_address("1.4.2", BUYER),
    Element("2", BODY, 1, 1),
    Element("2.1", f"{BODY}/DatiGenerali", 1, 1),
    Element("2.1.1", DOCUMENT, 1, 1),
    Element("2.1.1.1", f"{DOCUMENT}/TipoDocumento", 1, 1, "kind"),
    Element("2.1.1.2", f"{DOCUMENT}/Divisa", 1, 1, "EUR"),
    Element("2.1.1.3", f"{DOCUMENT}/Data", 1, 1, "date"),
    Element("2.1.1.4", f"{DOCUMENT}/Numero", 1, 1, "basic20"),
    Element("2.1.1.6", f"{DOCUMENT}/DatiBollo", 0, 1),
    Element("2.1.1.6.1", f"{DOCUMENT}/DatiBollo/BolloVirtuale", 1, 1, "yes"),
    Element("2.1.1.6.2", f"{DOCUMENT}/DatiBollo/ImportoBollo", 0, 1, "amount"),
    Element("2.1.1.9", f"{DOCUMENT}/ImportoTotaleDocumento", 1, 1, "amount"),  # the schema leaves it optional, we always say it
    Element("2.1.1.11", f"{DOCUMENT}/Causale", 0, MANY, "latin200"),
    Element("2.1.6", f"{BODY}/DatiGenerali/DatiFattureCollegate", 0, MANY),
    Element("2.1.6.2", f"{BODY}/DatiGenerali/DatiFattureCollegate/IdDocumento", 1, 1, "basic20"),
    Element("2.1.6.3", f"{BODY}/DatiGenerali/DatiFattureCollegate/Data", 0, 1, "date"),
    Element("2.1.8", f"{BODY}/DatiGenerali/DatiDDT", 0, MANY),
    Element("2.1.8.1", f"{BODY}/DatiGenerali/DatiDDT/NumeroDDT", 1, 1, "basic20"),
    Element("2.1.8.2", f"{BODY}/DatiGenerali/DatiDDT/DataDDT", 1, 1, "date"),
    Element("2.2", GOODS, 1, 1),
    Element("2.2.1", f"{GOODS}/DettaglioLinee", 1, MANY),
    Element("2.2.1.1", f"{GOODS}/DettaglioLinee/NumeroLinea", 1, 1, "line"),
    Element("2.2.1.4", f"{GOODS}/DettaglioLinee/Descrizione", 1, 1, "latin1000"),
    Element("2.2.1.5", f"{GOODS}/DettaglioLinee/Quantita", 0, 1, "quantity"),
    Element("2.2.1.6", f"{GOODS}/DettaglioLinee/UnitaMisura", 0, 1, "basic10"),
    Element("2.2.1.9", f"{GOODS}/DettaglioLinee/PrezzoUnitario", 1, 1, "price"),
    Element("2.2.1.11", f"{GOODS}/DettaglioLinee/PrezzoTotale", 1, 1, "price"),
    Element("2.2.1.12", f"{GOODS}/DettaglioLinee/AliquotaIVA", 1, 1, "rate"),
    Element("2.2.1.14", f"{GOODS}/DettaglioLinee/Natura", 0, 1, "nature"),
    Element("2.2.2", f"{GOODS}/DatiRiepilogo", 1, MANY),
    Element("2.2.2.1", f"{GOODS}/DatiRiepilogo/AliquotaIVA", 1, 1, "rate"),
    Element("2.2.2.2", f"{GOODS}/DatiRiepilogo/Natura", 0, 1, "nature"),
    Element("2.2.2.5", f"{GOODS}/DatiRiepilogo/ImponibileImporto", 1, 1, "amount"),
    Element("2.2.2.6", f"{GOODS}/DatiRiepilogo/Imposta", 1, 1, "amount"),
    Element("2.2.2.7", f"{GOODS}/DatiRiepilogo/EsigibilitaIVA", 0, 1, "due"),
    Element("2.2.2.8", f"{GOODS}/DatiRiepilogo/RiferimentoNormativo", 0, 1, "latin100"),
    Element("2.4", PAID, 0, MANY),
    Element("2.4.1", f"{PAID}/CondizioniPagamento", 1, 1, "terms"),
    Element("2.4.2", f"{PAID}/DettaglioPagamento", 1, MANY),
    Element("2.4.2.2", f"{PAID}/DettaglioPagamento/ModalitaPagamento", 1, 1, "way"),
    Element("2.4.2.6", f"{PAID}/DettaglioPagamento/ImportoPagamento", 1, 1, "amount"),
)
NAMESPACE = "http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.2"
CROSSING: dict[str, str] = {
    "00300": "the sender's code is a VAT number or fiscal code that can exist",
    "00301": "the seller's VAT number has a check digit that agrees",
    "00305": "an Italian buyer's VAT number has a check digit that agrees",
    "00306": "an Italian buyer's fiscal code has a check character that agrees",
    "00400": "a line without VAT says why (Natura)",
    "00401": "a line with VAT says no such reason",
    "00403": "the document is not dated in the future",
    "00417": "the buyer has a VAT number or a fiscal code",
    "00418": "a credit note is not older than the invoice it corrects",
    "00419": "every rate of the lines has its summary",
    "00421": "the tax of a rate is the rate of what is taxed, to a cent",
    "00422": "what is taxed at a rate is the sum of its lines (SdI forgives a euro, we nothing)",
    "00423": "a line's total is its price times its quantity, to a cent",
    "00424": "rates are said as percentages",
    "00425": "the number of the document holds a digit",
    "00426": "a PEC is named only beside the code 0000000",
    "00429": "a summary without VAT says why",
    "00430": "a summary with VAT says no such reason",
    "00443": "every summary has its lines",
    "B01": "what is taxed and the taxes add up to the total of the document",
    "B02": "a credit note names the invoice it corrects",
    "B03": "an invoice that follows a receipt (TD24) names it",
    "B04": "payments add up to at most the total",
    "B05": "lines are numbered from one",
    "B06": "the file is named after its sender and its number (ITxxxxxxxxxxx_yyyyy.xml)",
}
