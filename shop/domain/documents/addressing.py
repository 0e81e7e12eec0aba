"""Decides whether what somebody typed can stand on an invoice: every mistake at its own field, with what to do about it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from stdnum.eu import vat as eu_vat
from stdnum.it import codicefiscale, iva

from shop.domain.documents.facts import ABROAD_CODE, COMPANY, FOREIGN, KINDS, NOBODYS_CODE, PERSON, Party
from shop.kernel.refusal import Refusal

LONGEST = {"name": 80, "street": 60, "town": 60, "pec": 256, "vat_number": 28, "fiscal_code": 28, "postal_code": 10, "recipient": 7}
EU = frozenset("AT BE BG CY CZ DE DK EE EL ES FI FR HR HU IE LT LU LV MT NL PL PT RO SE SI SK".split())


class BadInvoiceKind(Refusal):
    code, field, status = "invoice_kind", "invoice_kind", 422


class InvoiceNameNeeded(Refusal):
    code, field, status = "invoice_name", "invoice_name", 422


class BadInvoiceVat(Refusal):
    code, field, status = "invoice_vat_number", "invoice_vat_number", 422


class BadForeignVat(Refusal):
    code, field, status = "invoice_foreign_vat", "invoice_vat_number", 422


class BadFiscalCode(Refusal):
    code, field, status = "invoice_fiscal_code", "invoice_fiscal_code", 422


class WhereToSend(Refusal):
    code, field, status = "invoice_where_to_send", "invoice_recipient", 422


class BadRecipient(Refusal):
    code, field, status = "invoice_recipient", "invoice_recipient", 422


class BadPec(Refusal):
    code, field, status = "invoice_pec", "invoice_pec", 422


class InvoiceStreetNeeded(Refusal):
    code, field, status = "invoice_street", "invoice_street", 422


class BadInvoicePostalCode(Refusal):
    code, field, status = "invoice_postal_code", "invoice_postal_code", 422


class InvoiceTownNeeded(Refusal):
    code, field, status = "invoice_town", "invoice_town", 422


class BadInvoiceProvince(Refusal):
    code, field, status = "invoice_province", "invoice_province", 422


class BadCountry(Refusal):
    code, field, status = "invoice_country", "invoice_country", 422


class InvoiceTooLong(Refusal):
    code, status = "too_long", 422

    def __init__(self, name: str) -> None:
        super().__init__(most=LONGEST[name])
        self.field = f"invoice_{name}"  # type: ignore[misc]


def tidy_party(typed: Mapping[str, str]) -> Party:
    """What was typed, in one spelling: numbers without spaces, codes in capitals."""
    said = {name: " ".join(typed.get(name, "").split()) for name in Party.__dataclass_fields__ if name in typed}
    for name in ("vat_number", "fiscal_code", "recipient", "province", "country", "postal_code"):
        if name in said:
            said[name] = re.sub(r"[\s.-]", "", said[name]).upper()
    party = Party.of(said)
    if party.kind == FOREIGN:
        return replace(party, recipient=ABROAD_CODE, province="", pec="")
    party = replace(party, country="IT", vat_number=party.vat_number.removeprefix("IT"))
    if party.kind == PERSON:
        return replace(party, vat_number="", recipient=party.recipient or NOBODYS_CODE)
    return replace(party, recipient=party.recipient or (NOBODYS_CODE if party.pec else ""))


def list_mistakes(party: Party) -> Iterator[Refusal]:
    """Everything that keeps this party off an invoice, field by field."""
    if party.kind not in KINDS:
        yield BadInvoiceKind()
        return
    if not party.name:
        yield InvoiceNameNeeded()
    yield from {COMPANY: _company, PERSON: _person, FOREIGN: _foreign}[party.kind](party)
    yield from _address(party)
    yield from (InvoiceTooLong(name) for name, most in LONGEST.items() if len(getattr(party, name)) > most)


def check_party(typed: Mapping[str, str]) -> Party:
    """Raises the first of its mistakes."""
    party = tidy_party(typed)
    for mistake in list_mistakes(party):
        raise mistake
    return party


def _company(party: Party) -> Iterator[Refusal]:
    if not iva.is_valid(party.vat_number):
        yield BadInvoiceVat()
    if party.fiscal_code and not codicefiscale.is_valid(party.fiscal_code):
        yield BadFiscalCode()
    if not party.recipient:
        yield WhereToSend()
    yield from _delivery(party)


def _person(party: Party) -> Iterator[Refusal]:
    if len(party.fiscal_code) != 16 or not codicefiscale.is_valid(party.fiscal_code):
        yield BadFiscalCode()
    yield from _delivery(party)


def _delivery(party: Party) -> Iterator[Refusal]:
    if party.recipient and not re.fullmatch(r"[A-Z0-9]{7}", party.recipient):
        yield BadRecipient()
    if party.pec and not re.fullmatch(r"[^@\s<>\",;:]+@[^@\s<>\",;:.]+(\.[^@\s<>\",;:.]+)+", party.pec):
        yield BadPec()


def _foreign(party: Party) -> Iterator[Refusal]:
    if not re.fullmatch(r"[A-Z]{2}", party.country) or party.country == "IT":
        yield BadCountry()
    number = party.vat_number.removeprefix(party.country)
    if number and (not re.fullmatch(r"[A-Z0-9]{1,26}", number) or not _is_plausible(party.country, number)):
        yield BadForeignVat()


def _is_plausible(country: str, number: str) -> bool:
    """Of the EU we know what a number looks like; of the rest of the world we believe it."""
    prefix = "EL" if country == "GR" else country
    return prefix not in EU or bool(eu_vat.is_valid(prefix + number.removeprefix(prefix)))


def _address(party: Party) -> Iterator[Refusal]:
    if not party.street:
        yield InvoiceStreetNeeded()
    if party.kind != FOREIGN and not re.fullmatch(r"\d{5}", party.postal_code):
        yield BadInvoicePostalCode()
    if not party.town:
        yield InvoiceTownNeeded()
    if party.province and not re.fullmatch(r"[A-Z]{2}", party.province):
        yield BadInvoiceProvince()
