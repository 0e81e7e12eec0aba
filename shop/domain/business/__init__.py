"""Who sells: the seller's data, the shop's face and words, the rules for taking orders, the rates of VAT."""

from shop.domain.business.dressing import keep_picture
from shop.domain.business.keeping import face, identity, legal, list_missing_legal, order_rules, save
from shop.domain.business.models import Face, Identity, LegalTexts, OrderRules, VatRate
from shop.domain.business.taxing import TAXED, VAT_CODES, VOUCHER, UnknownVatRate, list_vat_rates, set_vat_rate, vat_basis_points
from shop.domain.business.vetting import (
    clean_colour,
    clean_degrees,
    clean_mailbox,
    clean_postal_code,
    clean_profile,
    clean_province,
    clean_telephone,
    clean_vat_number,
    clean_web_address,
)

__all__ = [
    "TAXED",
    "VAT_CODES",
    "VOUCHER",
    "Face",
    "Identity",
    "LegalTexts",
    "OrderRules",
    "UnknownVatRate",
    "VatRate",
    "clean_colour",
    "clean_degrees",
    "clean_mailbox",
    "clean_postal_code",
    "clean_profile",
    "clean_province",
    "clean_telephone",
    "clean_vat_number",
    "clean_web_address",
    "face",
    "identity",
    "keep_picture",
    "legal",
    "list_missing_legal",
    "list_vat_rates",
    "order_rules",
    "save",
    "set_vat_rate",
    "vat_basis_points",
]
