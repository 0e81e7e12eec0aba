"""Decides who may sign in: by a link used once, or a password, and then a code where the member set one."""
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from shop.domain.staff import proving, remembering
from shop.domain.staff.facts import Member
from shop.domain.staff.finding import fact, find_by_email, find_member
from shop.domain.staff.models import Member as Row
from shop.kernel import audit, limits, tokens
from shop.kernel.database import db, writing
from shop.kernel.refusal import NotFound, Refusal

LINK = timedelta(minutes=30)
INVITATION = timedelta(days=7)
SECOND_STEP = timedelta(minutes=5)


class SignInRefused(Refusal):
    """One sentence for an unknown address, a wrong password and a person who left: who works here is nobody's business."""

    code, status = "sign_in_refused", 422


class LinkSpent(Refusal):
    code, status = "link_spent", 410


@dataclass(frozen=True)
class SignedIn:
    """Either `session`, the secret for the cookie, or `second_step`, the secret that lets a code finish it."""

    session: str | None = None
    second_step: str | None = None


def make_sign_in_link(email: str, now: datetime) -> str:
    """The secret of a link that signs this member in once. Raises NotFound for an address nobody here has."""
    member = find_by_email(email)
    if member is None:
        raise NotFound
    return issue_link(member.id, now=now)


def issue_link(member_id: int, *, now: datetime, lasts: timedelta = LINK) -> str:
    """The same for a member already known."""
    return tokens.issue(purpose="sign-in", about=str(member_id), lasts=lasts, now=now)


def _member(about: str | None) -> Member:
    member = find_member(int(about)) if about else None
    if member is None or not member.is_active:
        raise LinkSpent
    return member


def peek_link(secret: str, *, now: datetime) -> Member:
    """Whom the link would sign in; looking spends nothing, since mail scanners look. Raises LinkSpent."""
    return _member(tokens.peek(secret, purpose="sign-in", now=now))


def peek_second_step(secret: str, *, now: datetime) -> Member:
    """Raises LinkSpent."""
    return _member(tokens.peek(secret, purpose="second-step", now=now))


def sign_in_with_link(secret: str, *, device: str, now: datetime) -> SignedIn:
    """Spend the link. Raises LinkSpent."""
    with writing():
        member = _member(tokens.redeem(secret, purpose="sign-in", now=now))
        return _go_on(member, how="link", device=device, now=now)


def sign_in_with_password(email: str, password: str, *, device: str, source: str, now: datetime) -> SignedIn:
    """Raises SignInRefused, TooManyTries, TooBusyToCheck. `source` is the caller's network address."""
    address = email.strip().lower()[:254]
    count_tries(address, source=source, now=now)
    row = db.session.scalar(select(Row).where(Row.email == address, Row.is_active))
    kept, member = (row.password_hash, fact(row)) if row else (None, None)
    db.session.rollback()  # no transaction is held open while hashing
    if not proving.password_fits(password, kept) or member is None:
        raise SignInRefused
    return _go_on(member, how="password", device=device, now=now)


def count_tries(address: str, *, source: str, now: datetime) -> None:
    """The same limits for every way in and for every address, known or not. Raises TooManyTries."""
    quarter = timedelta(minutes=15)
    limits.count_try(f"sign-in:from:{source}", most=30, per=quarter, now=now)
    limits.count_try(f"sign-in:pair:{source}:{address}", most=8, per=quarter, now=now)
    limits.count_try(f"sign-in:to:{address}", most=40, per=quarter, now=now)


def sign_in_with_code(second_step: str, code: str, *, device: str, now: datetime) -> SignedIn:
    """Finish with the code of the phone. Raises WrongCode, LinkSpent, TooManyTries."""
    member = peek_second_step(second_step, now=now)
    limits.count_try(f"sign-in:code:{member.id}", most=10, per=timedelta(minutes=15), now=now)
    if not proving.use_code(member.id, code, now=now):
        raise proving.WrongCode
    with writing():
        _member(tokens.redeem(second_step, purpose="second-step", now=now))
        return _open(member, how="code", device=device, now=now)


def _go_on(member: Member, *, how: str, device: str, now: datetime) -> SignedIn:
    if member.has_totp:
        return SignedIn(second_step=tokens.issue(purpose="second-step", about=str(member.id), lasts=SECOND_STEP, now=now))
    return _open(member, how=how, device=device, now=now)


def _open(member: Member, *, how: str, device: str, now: datetime) -> SignedIn:
    with writing():
        audit.note(what="staff.signed_in", by=member.by, about=f"member:{member.id}", at=now, how=how, device=device[:120])
        return SignedIn(session=remembering.open_session(member.id, device=device, now=now))
