"""Decides that a sign belongs to a person: the address names them, else the number, else the handle; and how these are written."""

import re
import unicodedata
from datetime import datetime
from typing import Any

from sqlalchemy import select

from shop.domain.customers.joining import root_of
from shop.domain.customers.models import Customer
from shop.kernel.database import db, insert_once, writing
from shop.kernel.refusal import Refusal


class BadEmail(Refusal):
    code = "bad_email"
    field = "email"


class BadPhone(Refusal):
    code = "bad_phone"
    field = "phone"


class BadHandle(Refusal):
    code = "bad_handle"
    field = "instagram"


def clean_email(typed: str) -> str | None:
    """The address in one spelling; None for nothing typed. Raises BadEmail (no look-up is made)."""
    from email_validator import EmailNotValidError, validate_email

    if not typed.strip():
        return None
    try:
        return validate_email(typed.strip(), check_deliverability=False, allow_smtputf8=False).normalized.lower()
    except EmailNotValidError:
        raise BadEmail from None


def clean_phone(typed: str) -> str | None:
    """The number as +39..., a number without prefix being Italian; None for nothing typed. Raises BadPhone."""
    import phonenumbers

    if not typed.strip():
        return None
    try:
        number = phonenumbers.parse(typed, "IT")
    except phonenumbers.NumberParseException:
        raise BadPhone from None
    if not phonenumbers.is_valid_number(number):
        raise BadPhone
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def clean_handle(typed: str) -> str | None:
    """An Instagram name, small and without @; None for nothing typed. Raises BadHandle."""
    handle = typed.strip().removeprefix("@").lower()
    if handle and not re.fullmatch(r"[a-z0-9._]{1,30}", handle):
        raise BadHandle
    return handle or None


def words_of(*, name: str, email: str | None, phone: str | None, instagram: str | None) -> str:
    """What staff search a person by: each word behind a space, without accents and case."""
    said = [*name.split(), email, phone and phone.removeprefix("+39"), phone, instagram]
    return "".join(f" {fold(word)}" for word in said if word)


def fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.lower())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def recognise(
    *, email: str | None, phone: str | None, name: str, language: str, now: datetime, instagram: str | None = None
) -> int | None:
    """The id of the person with this email; without an email, of who has this phone, or else this handle; a new one where nobody is
    known. None without any sign.

    Nothing kept about a known person is changed or shown: whoever types a sign has not proved that it is theirs. A new address beside
    a number that is somebody's makes a new person: the number is only noted (`also_phone`), for staff to see whether the two are one.
    """
    if not email and not phone and not instagram:
        return None
    with writing():
        known = _find(email, phone, instagram)
        while known is None:  # again where somebody else took the number at this moment: then it is theirs, and only noted here
            _insert(email, phone, instagram, name=name.strip(), language=language, created_at=now)
            known = _find(email, phone, instagram)
        return root_of(known)


def find_known(*, email: str | None, phone: str | None) -> int | None:
    """Whose address, or else number, this is; nobody is made."""
    known = (email and _find(email, None, None)) or (phone and _find(None, phone, None)) or None
    return root_of(known) if known else None


def _find(email: str | None, phone: str | None, instagram: str | None) -> int | None:
    """By the strongest sign only: what stands beside it may be anybody's."""
    sign = Customer.email == email if email else Customer.phone == phone if phone else Customer.instagram == instagram
    return db.session.scalar(select(Customer.id).where(sign))


def _insert(email: str | None, phone: str | None, instagram: str | None, **fields: Any) -> None:
    """With the signs that are nobody's yet; another process may have been first."""
    theirs = phone and _taken(Customer.phone, phone)
    if instagram and _taken(Customer.instagram, instagram):
        instagram = None
    words = words_of(name=fields["name"], email=email, phone=phone, instagram=instagram)
    insert_once(Customer, email=email, phone=None if theirs else phone, instagram=instagram, words=words,
                also_phone=phone if theirs else None, **fields)


def _taken(column: Any, sign: str) -> bool:
    return db.session.scalar(select(Customer.id).where(column == sign)) is not None
