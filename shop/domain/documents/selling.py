"""Decides who stands on an invoice as its seller, and what the owner says about that."""

import re
from dataclasses import replace
from datetime import datetime

from stdnum.it import codicefiscale

from shop.domain import business
from shop.domain.documents.facts import COMPANY, REGIMES, Party, SellerFacts
from shop.kernel import audit, settings
from shop.kernel.database import writing
from shop.kernel.refusal import Refusal

NEEDED = ("name", "vat_number", "street", "postal_code", "town")


class BadRegime(Refusal):
    code, field, status = "not_understood", "regime", 422


class BadSellerCode(Refusal):
    code, field, status = "invoice_fiscal_code", "fiscal_code", 422


class BadRegister(Refusal):
    code, field, status = "invoice_rea", "rea_office", 422


def seller_facts() -> SellerFacts:
    return settings.read(SellerFacts)


def seller() -> Party:
    """The shop as an invoice names it today."""
    shop, more = business.identity(), seller_facts()
    return Party(
        kind=COMPANY, name=shop.legal_name, vat_number=shop.vat_number, fiscal_code=more.fiscal_code, street=shop.street,
        postal_code=shop.postal_code, town=shop.town, province=shop.province, country="IT", regime=more.regime,
        rea_office=more.rea_office, rea_number=more.rea_number,
    )  # fmt: skip


def may_invoice() -> bool:
    """Whether enough is known of the seller to write any invoice."""
    shop = seller()
    return all(getattr(shop, name) for name in NEEDED)


def _tidy(facts: SellerFacts) -> SellerFacts:
    office, number = facts.rea_office.strip().upper(), "".join(facts.rea_number.split())
    code = "".join(facts.fiscal_code.split()).upper()
    if facts.regime not in REGIMES:
        raise BadRegime
    if code and not codicefiscale.is_valid(code):
        raise BadSellerCode
    if bool(office) != bool(number) or not re.fullmatch(r"([A-Z]{2}[0-9A-Z]{1,20})?", office + number):
        raise BadRegister
    return replace(facts, rea_office=office, rea_number=number, fiscal_code=code)


def save_seller(facts: SellerFacts, *, by: str, now: datetime) -> None:
    """Keep it and note who changed what; invoices written before keep theirs. Raises BadRegime, BadSellerCode, BadRegister."""
    facts = _tidy(facts)
    with writing():
        kept = seller_facts()
        changed = sorted(name for name, value in vars(facts).items() if value != getattr(kept, name))
        settings.store(facts)
        audit.note(what="settings.changed", by=by, about=f"settings:{facts.group}", at=now, fields=changed)
