"""Decides how an address comes to receive offers: asked once by letter, given only by the reader's own click (double opt-in)."""

from datetime import datetime, timedelta

from shop.domain.customers.consenting import consent
from shop.domain.customers.events import OffersAsked
from shop.domain.customers.finding import find_by_email
from shop.domain.customers.joining import get_customer
from shop.domain.customers.models import Customer
from shop.domain.customers.proving import prove_email
from shop.domain.customers.recognising import BadEmail, clean_email, recognise
from shop.kernel import events, limits, tokens
from shop.kernel.database import writing
from shop.kernel.refusal import Refusal

PURPOSE = "confirm-offers"
LASTS = timedelta(days=7)


class ConfirmationSpent(Refusal):
    code, status = "confirmation_spent", 410


def ask_to_confirm(
    email: str, *, name: str, source: str, words: str, language: str, now: datetime, by: str = "customer", proof: str = ""
) -> int:
    """Write to an address whether it wants our offers; until its reader says yes nothing changes. Returns the row.

    A letter a day at most goes to one address, and to one that has consented already none: the answer looks the same.
    Raises BadEmail.
    """
    address = clean_email(email)
    if address is None:
        raise BadEmail
    with writing():
        row_id = recognise(email=address, phone=None, name=name, language=language, now=now)
        assert row_id is not None
        row_id = _own_row(address, row_id)
        if get_customer(row_id).marketing != "consent" and _first_today(address, now):
            consent(row_id, "marketing", act="asked", source=source, words=words, proof=proof, by=by, now=now)
            events.record(OffersAsked(at=now, about=f"customer:{row_id}", customer_id=row_id, by=by, via=source, language=language))
        return row_id


def _own_row(address: str, root_id: int) -> int:
    """The row that has this very address, which may be joined to another."""
    row = find_by_email(address)
    return row.id if row else root_id


def _first_today(address: str, now: datetime) -> bool:
    try:
        limits.count_try(f"confirm-offers:{address}", most=1, per=timedelta(days=1), now=now)
    except limits.TooManyTries:
        return False
    return True


def issue_confirmation(customer_id: int, *, now: datetime) -> str:
    """The secret of the link in that letter."""
    return tokens.issue(purpose=PURPOSE, about=str(customer_id), lasts=LASTS, now=now)


def peek_confirmation(secret: str, *, now: datetime) -> Customer:
    """Whom it would sign up; looking changes nothing, since mail scanners look. Raises ConfirmationSpent."""
    return _row(tokens.peek(secret, purpose=PURPOSE, now=now))


def confirm(secret: str, *, words: str, now: datetime) -> Customer:
    """The reader's yes, which proves the address too. Raises ConfirmationSpent."""
    with writing():
        row = _row(tokens.redeem(secret, purpose=PURPOSE, now=now))
        row_id, address, language = row.id, row.email or "", row.language
        consent(row_id, "marketing", act="given", source="confirmation", words=words, proof="double opt-in", now=now)
        prove_email(address, language=language, now=now)
    return get_customer(row_id)


def _row(about: str | None) -> Customer:
    row = get_customer(int(about)) if about else None
    if row is None or row.email is None:
        raise ConfirmationSpent
    return row
