"""Decides how what is kept of a person changes: by themselves once their address is proved, or by staff who see them."""

from datetime import datetime

from sqlalchemy import select, update

from shop.domain.customers.joining import get_customer, ids_of
from shop.domain.customers.models import Customer
from shop.domain.customers.recognising import BadPhone, clean_email, clean_handle, clean_phone, recognise, words_of
from shop.kernel import audit
from shop.kernel.database import change, db, writing
from shop.kernel.refusal import Refusal
from shop.kernel.wording import LANGUAGES

LONGEST_NAME, LONGEST_NOTE = 120, 1_000


class PhoneIsAnothers(Refusal):
    """Another person proved this number: staff may join the two."""

    code, field = "phone_is_anothers", "phone"


class SignNeeded(Refusal):
    code, field = "sign_needed", "email"


class NameTooLong(Refusal):
    code, field = "too_long", "name"


class NoteTooLong(Refusal):
    code, field = "too_long", "note"


def change_details(customer_id: int, *, name: str, phone: str, language: str, by: str, now: datetime) -> None:
    """What they call themselves, a number (unproved until staff see it), the language of letters. Raises BadPhone, NameTooLong.

    A number that is somebody else's is only noted: who has it is not told.
    """
    cleaned, name = clean_phone(phone), " ".join(name.split())
    if len(name) > LONGEST_NAME:
        raise NameTooLong(most=LONGEST_NAME)
    with writing():
        row = get_customer(customer_id)
        if cleaned != row.phone:
            theirs = cleaned is not None and _holder(cleaned) not in (None, row.id)
            row.phone, row.also_phone, row.phone_verified_at = (None, cleaned, None) if theirs else (cleaned, None, None)
        row.name, row.language = name, language if language in LANGUAGES else row.language
        _tidy(row)
        if by.startswith("staff:"):
            audit.note(what="customer.changed", by=by, about=f"customer:{row.id}", at=now)


def _holder(phone: str) -> int | None:
    return db.session.scalar(select(Customer.id).where(Customer.phone == phone))


def _tidy(row: Customer) -> None:
    row.words = words_of(name=row.name, email=row.email, phone=row.phone, instagram=row.instagram)
    db.session.flush()


def verify_phone(customer_id: int, phone: str, *, by: str, now: datetime) -> None:
    """Staff have seen that the number is this person's; whoever only said so before loses it. Raises BadPhone, PhoneIsAnothers."""
    cleaned = clean_phone(phone)
    if cleaned is None:
        raise BadPhone
    with writing():
        holder_id = _holder(cleaned)
        if holder_id is not None and holder_id not in ids_of(customer_id):
            _take_from(get_customer(holder_id), cleaned)
            holder_id = None
        row = get_customer(holder_id or customer_id)
        row.phone, row.also_phone, row.phone_verified_at = cleaned, None, now
        _tidy(row)
        audit.note(what="customer.phone_verified", by=by, about=f"customer:{row.id}", at=now)


def _take_from(holder: Customer, phone: str) -> None:
    """Only from who has another sign of their own and never proved the number."""
    if holder.phone_verified_at is not None or not (holder.email or holder.instagram):
        raise PhoneIsAnothers
    holder.phone, holder.also_phone = None, phone
    _tidy(holder)


def add_by_hand(*, name: str, email: str, phone: str, instagram: str, language: str, by: str, now: datetime) -> int:
    """A person staff write down; who is known by one of the signs already is found instead. Raises SignNeeded, BadEmail, BadPhone."""
    signs = {"email": clean_email(email), "phone": clean_phone(phone), "instagram": clean_handle(instagram)}
    with writing():
        found = recognise(name=" ".join(name.split())[:LONGEST_NAME], language=language, now=now, **signs)
        if found is None:
            raise SignNeeded
        audit.note(what="customer.added", by=by, about=f"customer:{found}", at=now)
        return found


def note(customer_id: int, text: str, *, by: str, now: datetime) -> None:
    """What staff should know about this person; they are shown it too when they ask what is kept. Raises NoteTooLong."""
    if len(text) > LONGEST_NOTE:
        raise NoteTooLong(most=LONGEST_NOTE)
    with writing():
        written = update(Customer).where(Customer.id == get_customer(customer_id).id).values(staff_note=text.strip())
        change(written.execution_options(synchronize_session="fetch"))
        audit.note(what="customer.noted", by=by, about=f"customer:{customer_id}", at=now)
