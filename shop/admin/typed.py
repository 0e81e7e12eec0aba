"""Decides how the fields of the owner's own data are read: each kind of field knows its rule and its sentence."""
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from flask import request

from shop.domain import business
from shop.web.forms import READ, TooLong

MOST = 60_000


class VatNumber(str):
    """A partita IVA."""


class PostalCode(str):
    """Five digits."""


class Province(str):
    """Two letters."""


class Mailbox(str):
    """Where letters go."""


class Telephone(str):
    """As people write it."""


class WebAddress(str):
    """An https address."""


class Instagram(str):
    """A profile there, however it is typed."""


class Facebook(str):
    """A page there, however it is typed."""


class Colour(str):
    """`#rrggbb`."""


class Degrees(str):
    """A latitude or longitude."""


class LongText(str):
    """Pages of plain words, such as the law asks for."""


class Percent(int):
    """Typed `10` or `4,5`, held in basis points."""


def _percent(typed: str) -> Percent:
    try:
        points = Decimal(typed.strip().removesuffix("%").strip().replace(",", ".")) * 100
    except InvalidOperation as wrong:
        raise ValueError(typed) from wrong
    if not points.is_finite() or points != points.to_integral_value() or not 0 <= points <= 10_000:
        raise ValueError(typed)
    return Percent(int(points))


def _long_text(typed: str) -> LongText:
    if len(typed) > MOST:
        raise TooLong(most=MOST)
    return LongText(typed.replace("\r\n", "\n").replace("\x00", "").strip())


KINDS: dict[Any, Callable[[str], Any]] = {
    VatNumber: business.clean_vat_number, PostalCode: business.clean_postal_code, Province: business.clean_province,
    Mailbox: business.clean_mailbox, Telephone: business.clean_telephone, WebAddress: business.clean_web_address,
    Instagram: lambda typed: business.clean_profile(typed, "www.instagram.com"),
    Facebook: lambda typed: business.clean_profile(typed, "www.facebook.com"),
    LongText: _long_text, Colour: business.clean_colour, Degrees: business.clean_degrees, Percent: _percent,
}
READ.update(KINDS)


def typed_euro(cents: int) -> str:
    """An amount as the owner would type it: `12,50`."""
    return f"{cents // 100},{cents % 100:02d}"


def asked_before() -> int | None:
    """Where the page of a long list begins, when the address names a row that can be."""
    before = request.args.get("before", type=int)
    return before if before is not None and 0 < before < 2**63 else None
