"""Decides that somebody reads an address: a code of six digits went there and came back, in time and after few guesses."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import randbelow, token_hex

from sqlalchemy import select, update

from shop.domain.customers.events import CodeAsked
from shop.domain.customers.joining import get_customer
from shop.domain.customers.models import Code, Customer
from shop.domain.customers.recognising import BadEmail, clean_email, words_of
from shop.domain.customers.visiting import open_visit
from shop.kernel import events, limits
from shop.kernel.database import change, db, insert_once, writing
from shop.kernel.refusal import Refusal

LASTS = timedelta(minutes=10)
GUESSES = 5
ROUNDS = 20_000  # a stolen table must not give the code away within its ten minutes
QUARTER = timedelta(minutes=15)


class WrongCode(Refusal):
    """One sentence for a wrong, an old, a used and a never asked code."""

    code, field, status = "wrong_sign_in_code", "code", 422


@dataclass(frozen=True)
class SignedIn:
    """`secret` goes into the cookie; `customer_id` the row whose address was proved."""

    secret: str
    customer_id: int


def ask_code(email: str, *, source: str, language: str, now: datetime) -> str:
    """Let a code go to this address, whether anybody is known by it or not; returns the address in one spelling.
    `source` is the caller's network address. Raises BadEmail, TooManyTries."""
    address = clean_email(email)
    if address is None:
        raise BadEmail
    limits.count_try(f"customer-code:from:{source}", most=20, per=QUARTER, now=now)
    limits.count_try(f"customer-code:to:{address}", most=5, per=QUARTER, now=now)
    limits.count_try(f"customer-code:day:{address}", most=20, per=timedelta(days=1), now=now)
    with writing():
        row = Code(email=address, expires_at=now + LASTS)
        db.session.add(row)
        db.session.flush()
        events.record(CodeAsked(at=now, by="customer", via="website", about=f"customer_code:{row.id}", code_id=row.id, language=language))
    return address


def address_of(code_id: int) -> str | None:
    """Where a code that was asked for goes."""
    return db.session.scalar(select(Code.email).where(Code.id == code_id))


def draw_code(code_id: int) -> str:
    """The six digits for the letter, made while it is written and kept nowhere else."""
    digits, salt = f"{randbelow(1_000_000):06}", token_hex(8)
    hashed = _hash(digits, salt)
    with writing():
        change(update(Code).where(Code.id == code_id).values(salt=salt, hash=hashed))
    return digits


def _hash(digits: str, salt: str) -> str:
    return hashlib.pbkdf2_hmac("sha256", digits.encode(), salt.encode(), ROUNDS).hex()


def sign_in(email: str, code: str, *, source: str, language: str, now: datetime) -> SignedIn:
    """Spend the code; whoever proves an address nobody had is known from then on. Raises WrongCode, TooManyTries, BadEmail."""
    address = clean_email(email) or ""
    limits.count_try(f"customer-sign-in:from:{source}", most=40, per=QUARTER, now=now)
    limits.count_try(f"customer-sign-in:to:{address}", most=20, per=QUARTER, now=now)
    code_id = _try(address, "".join(filter(str.isdigit, code))[:12], now)
    with writing():
        spend = update(Code).where(Code.id == code_id, Code.used_at.is_(None))
        if change(spend.values(used_at=now)) != 1:
            raise WrongCode
        customer_id = prove_email(address, language=language, now=now)
        return SignedIn(open_visit(customer_id, now=now), customer_id)


def _try(address: str, digits: str, now: datetime) -> int:
    """The id of the code this is; each guess is counted before it is looked at, five for each code. Raises WrongCode."""
    live = (Code.email == address) & Code.used_at.is_(None) & (Code.expires_at > now) & (Code.hash != "")
    found = db.session.execute(select(Code.id, Code.salt, Code.hash).where(live).order_by(Code.id.desc()).limit(1)).first()
    if found is None:
        raise WrongCode
    with writing():
        counted = change(update(Code).where(Code.id == found.id, Code.tries < GUESSES).values(tries=Code.tries + 1))
    if counted != 1 or not hmac.compare_digest(_hash(digits, found.salt), found.hash):
        raise WrongCode
    return int(found.id)


def prove_email(address: str, *, language: str, now: datetime) -> int:
    """The row of this address, which is theirs from now on: they have read what was sent there."""
    with writing():
        insert_once(Customer, email=address, name="", language=language, created_at=now,
                    words=words_of(name="", email=address, phone=None, instagram=None))
        row_id = db.session.scalar(select(Customer.id).where(Customer.email == address))
        assert row_id is not None
        change(update(Customer).where(Customer.id == row_id, Customer.email_verified_at.is_(None)).values(email_verified_at=now))
        db.session.expire(get_customer(row_id))
        return row_id
