"""Decides whether what the owner typed about the shop can be true: VAT number, addresses, colours, places."""

import re
from urllib.parse import urlsplit

from stdnum.it import iva

from shop.kernel.refusal import Refusal


class BadVatNumber(Refusal):
    code, field, status = "bad_vat_number", "vat_number", 422


class BadPostalCode(Refusal):
    code, field, status = "shop_postal_code", "postal_code", 422


class BadProvince(Refusal):
    code, field, status = "bad_province", "province", 422


class BadMailbox(Refusal):
    code, field, status = "bad_mailbox", "email", 422


class BadTelephone(Refusal):
    code, field, status = "bad_telephone", "phone", 422


class BadWebAddress(Refusal):
    code, status = "bad_web_address", 422


class BadHandle(Refusal):
    code, status = "bad_handle", 422


class BadColour(Refusal):
    code, status = "bad_colour", 422


class BadDegrees(Refusal):
    code, status = "bad_degrees", 422


def clean_vat_number(typed: str) -> str:
    """Eleven digits whose last one agrees with the others (partita IVA). Raises BadVatNumber."""
    try:
        return str(iva.validate(typed))
    except ValueError as wrong:
        raise BadVatNumber from wrong


def _fitting(typed: str, pattern: str, refusal: type[Refusal]) -> str:
    if not re.fullmatch(pattern, typed):
        raise refusal
    return typed


def clean_postal_code(typed: str) -> str:
    """Raises BadPostalCode."""
    return _fitting("".join(typed.split()), r"\d{5}", BadPostalCode)


def clean_province(typed: str) -> str:
    """Two letters: `TO`. Raises BadProvince."""
    return _fitting(typed.strip().upper(), r"[A-Z]{2}", BadProvince)


def clean_mailbox(typed: str) -> str:
    """An address letters can go to. Raises BadMailbox."""
    return _fitting(typed.strip(), r"(?=.{3,254}$)[^@\s<>\",;:]+@[^@\s<>\",;:.]+(\.[^@\s<>\",;:.]+)+", BadMailbox)


def clean_telephone(typed: str) -> str:
    """A number as people write it, so that it can be read and dialled. Raises BadTelephone."""
    number = " ".join(typed.split())
    if not 6 <= sum(map(str.isdigit, number)) <= 15:
        raise BadTelephone
    return _fitting(number, r"\+?[\d ()/.\-]+", BadTelephone)


def clean_web_address(typed: str) -> str:
    """An https address, for a link people may follow. Raises BadWebAddress."""
    try:
        parts = urlsplit(typed.strip())
    except ValueError as wrong:
        raise BadWebAddress from wrong
    if parts.scheme != "https" or "." not in parts.netloc or any(c.isspace() or c in "<>\"'" for c in typed.strip()) or len(typed) > 500:
        raise BadWebAddress
    return typed.strip()


def clean_profile(typed: str, host: str) -> str:
    """The https address of a profile on a network, from `@name`, `name` or the address itself. Raises BadHandle."""
    name = typed.strip().partition("?")[0].rstrip("/").rpartition("/")[2].removeprefix("@")
    return f"https://{host}/{_fitting(name, r'[A-Za-z0-9._-]{1,80}', BadHandle)}"


def clean_colour(typed: str) -> str:
    """`#rrggbb`. Raises BadColour."""
    return _fitting(typed.strip().upper(), r"#[0-9A-F]{6}", BadColour)


def clean_degrees(typed: str) -> str:
    """A latitude or longitude: `45.0724`. Raises BadDegrees."""
    degrees = _fitting(typed.strip().replace(",", "."), r"-?\d{1,3}(\.\d{1,8})?", BadDegrees)
    if abs(float(degrees)) > 180:
        raise BadDegrees
    return degrees
