"""Decides that two signs belong to one person, and how an address or a number is written."""

from datetime import datetime

from sqlalchemy import or_, select

from shop.domain.customers.models import Customer
from shop.kernel.database import db, insert_once, writing
from shop.kernel.refusal import Refusal


class BadEmail(Refusal):
    code = "bad_email"
    field = "email"


class BadPhone(Refusal):
    code = "bad_phone"
    field = "phone"


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


def recognise(*, email: str | None, phone: str | None, name: str, language: str, now: datetime) -> int | None:
    """The id of the person with this email, or else this phone; a new one where nobody is known. None without either.

    Nothing kept about a known person is changed or shown: whoever types an address has not proved that it is theirs.
    """
    if not email and not phone:
        return None
    with writing():
        known = _find(email, phone)
        if known is None:
            insert_once(Customer, email=email, phone=phone, name=name, language=language, created_at=now)
            known = _find(email, phone)
        assert known is not None
        return known.merged_into_id or known.id


def _find(email: str | None, phone: str | None) -> Customer | None:
    by_email = db.session.scalar(select(Customer).where(Customer.email == email)) if email else None
    return by_email or (db.session.scalar(select(Customer).where(Customer.phone == phone)) if phone else None)


def get_customer(customer_id: int) -> Customer:
    return db.session.get_one(Customer, customer_id)


def ids_of(customer_id: int) -> list[int]:
    """All the rows that are this one person."""
    wanted = select(Customer.id).where(or_(Customer.id == customer_id, Customer.merged_into_id == customer_id))
    return list(db.session.scalars(wanted.order_by(Customer.id)))
