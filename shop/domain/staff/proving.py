"""Decides what proves a person: a password kept as argon2id, a code of the moment used once."""
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import BoundedSemaphore

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import update

from shop.domain.staff.models import Member as Row
from shop.kernel import audit, limits
from shop.kernel.database import change, db, is_writing, writing
from shop.kernel.refusal import Refusal

SHORTEST, LONGEST = 10, 200
STEP_S = 30
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_hashing = BoundedSemaphore(2)  # 19 MiB each: a burst of sign-ins must not eat the memory
PATIENCE_S = 4.0
_nobody = ""


class PasswordTooWeak(Refusal):
    code, field, status = "password_too_weak", "password", 422


class WrongPassword(Refusal):
    code, field, status = "wrong_password", "current", 422


class WrongCode(Refusal):
    code, field, status = "wrong_code", "code", 422


class TooBusyToCheck(Refusal):
    code, status = "shop_is_busy", 503


@contextmanager
def _a_turn() -> Iterator[None]:
    assert not is_writing(), "hashing takes long: never within a write"
    if not _hashing.acquire(timeout=PATIENCE_S):
        raise TooBusyToCheck
    try:
        yield
    finally:
        _hashing.release()


def hash_slowly(password: str) -> str:
    """With argon2id: what is kept tells nothing."""
    with _a_turn():
        return _hasher.hash(password)


def password_fits(password: str, kept: str | None) -> bool:
    """Whether the password is the one kept; takes as long when there is none to compare with."""
    global _nobody
    _nobody = _nobody or hash_slowly("nobody has this password")
    if len(password) > LONGEST:
        return False
    with _a_turn():
        try:
            return _hasher.verify(kept or _nobody, password) and kept is not None
        except (VerificationError, InvalidHashError):
            return False


def set_password(member_id: int, *, current: str, password: str, now: datetime) -> None:
    """Choose or change one's own password; the one in force must be typed first. Raises WrongPassword, PasswordTooWeak, TooManyTries."""
    limits.count_try(f"password:{member_id}", most=10, per=timedelta(minutes=15), now=now)
    row = db.session.get_one(Row, member_id)
    kept, email = row.password_hash, row.email
    if kept is not None and not password_fits(current, kept):
        raise WrongPassword
    if not SHORTEST <= len(password) <= LONGEST or password.strip().lower() == email or len(set(password)) < 4:
        raise PasswordTooWeak(n=SHORTEST)
    hashed = hash_slowly(password)
    with writing():
        change(update(Row).where(Row.id == member_id).values(password_hash=hashed))
        audit.note(what="staff.password_set", by=f"staff:{member_id}", about=f"member:{member_id}", at=now)


def propose_totp() -> str:
    """A fresh secret for a phone's code app; nothing is kept until a code proves it arrived."""
    return pyotp.random_base32()


def is_totp_secret(typed: str) -> bool:
    """Whether this may be a secret that was proposed."""
    return re.fullmatch("[A-Z2-7]{32}", typed) is not None


def totp_address(secret: str, *, account: str, shop: str) -> str:
    """The `otpauth:` address a code app reads from the QR."""
    return pyotp.TOTP(secret, interval=STEP_S).provisioning_uri(name=account, issuer_name=shop or None)


def _step_of(secret: str, code: str, now: datetime) -> int | None:
    """Which step of the clock this code belongs to: the running one or a neighbour."""
    typed, running = "".join(filter(str.isdigit, code)), int(now.timestamp()) // STEP_S
    clock = pyotp.TOTP(secret, interval=STEP_S)
    return next((step for step in (running, running - 1, running + 1) if clock.verify(typed, for_time=step * STEP_S)), None)


def use_code(member_id: int, code: str, *, now: datetime) -> bool:
    """Spend a code: right, and later than any used before; the same code never works twice."""
    row = db.session.get_one(Row, member_id)
    step = _step_of(row.totp_secret, code, now) if row.totp_secret else None
    if step is None:
        return False
    unused = (Row.totp_last_used.is_(None)) | (Row.totp_last_used < step)
    with writing():
        return change(update(Row).where(Row.id == member_id, unused).values(totp_last_used=step)) == 1


def set_totp(member_id: int, *, secret: str, code: str, now: datetime) -> None:
    """Ask this member for a code from now on; a first code proves the phone has the secret. Raises WrongCode."""
    step = _step_of(secret, code, now) if is_totp_secret(secret) else None
    if step is None:
        raise WrongCode
    with writing():
        change(update(Row).where(Row.id == member_id).values(totp_secret=secret, totp_last_used=step))
        audit.note(what="staff.code_set", by=f"staff:{member_id}", about=f"member:{member_id}", at=now)


def stop_totp(member_id: int, *, by: str, now: datetime) -> None:
    """Ask for no code any more; an owner does it for someone who lost the phone."""
    with writing():
        change(update(Row).where(Row.id == member_id).values(totp_secret=None, totp_last_used=None))
        audit.note(what="staff.code_stopped", by=by, about=f"member:{member_id}", at=now)


def stop_own_totp(member_id: int, *, code: str, now: datetime) -> None:
    """The same for oneself, who must still have the phone. Raises WrongCode, TooManyTries."""
    limits.count_try(f"sign-in:code:{member_id}", most=10, per=timedelta(minutes=15), now=now)
    if not use_code(member_id, code, now=now):
        raise WrongCode
    stop_totp(member_id, by=f"staff:{member_id}", now=now)
