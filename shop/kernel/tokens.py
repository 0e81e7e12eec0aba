"""Decides whether a secret handed out once may still be used: only its hash is kept, and it is spent by one guarded UPDATE."""
import hashlib
from datetime import datetime, timedelta
from secrets import choice, token_urlsafe

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Mapped, mapped_column

from shop.kernel.clock import Moment
from shop.kernel.database import Base, change, db, writing


class Token(Base):
    __tablename__ = "token"
    hash: Mapped[str] = mapped_column(primary_key=True)
    purpose: Mapped[str]
    about: Mapped[str]
    expires_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)


CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # no I and 1, no O and 0: codes are read aloud


def short_code(length: int) -> str:
    """Letters for people to say and type. Whoever stores it draws again where it is taken."""
    return "".join(choice(CODE_LETTERS) for _ in range(length))


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def issue(*, purpose: str, about: str, lasts: timedelta, now: datetime) -> str:
    """A fresh secret for one use."""
    secret = token_urlsafe(24)
    with writing():
        db.session.execute(delete(Token).where(Token.expires_at < now - timedelta(days=7)))
        db.session.add(Token(hash=digest(secret), purpose=purpose, about=about, expires_at=now + lasts))
    return secret


def peek(secret: str, *, purpose: str, now: datetime) -> str | None:
    """What the secret is about, without spending it; None when it is unknown, spent or too old."""
    valid = (Token.hash == digest(secret)) & (Token.purpose == purpose) & (Token.used_at.is_(None)) & (Token.expires_at > now)
    return db.session.scalar(select(Token.about).where(valid))


def redeem(secret: str, *, purpose: str, now: datetime) -> str | None:
    """Spend the secret; None when it is unknown, spent or too old."""
    with writing():
        about = peek(secret, purpose=purpose, now=now)
        spend = update(Token).where(Token.hash == digest(secret), Token.used_at.is_(None)).values(used_at=now)
        return about if about is not None and change(spend) == 1 else None


def withdraw(*, purpose: str, about: str) -> None:
    """Take back what is not yet used."""
    with writing():
        db.session.execute(delete(Token).where(Token.purpose == purpose, Token.about == about, Token.used_at.is_(None)))


def forget_expired(now: datetime) -> int:
    """Drop what ran out a week ago. Returns how many."""
    with writing():
        return change(delete(Token).where(Token.expires_at < now - timedelta(days=7)))
