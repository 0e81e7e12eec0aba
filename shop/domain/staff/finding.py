"""Decides how a member is found, by id, address or the word an act was signed with."""
from sqlalchemy import select

from shop.domain.staff.facts import Member
from shop.domain.staff.models import Member as Row
from shop.kernel.database import db
from shop.kernel.refusal import NotFound


def fact(row: Row) -> Member:
    return Member(
        id=row.id, name=row.name, email=row.email, role=row.role, language=row.language, is_active=row.is_active,
        has_password=row.password_hash is not None, has_totp=row.totp_secret is not None, created_at=row.created_at,
        has_pin=row.pin_hash is not None)


def find_member(member_id: int) -> Member | None:
    row = db.session.get(Row, member_id)
    return fact(row) if row else None


def get_member(member_id: int) -> Member:
    """Raises NotFound."""
    member = find_member(member_id)
    if member is None:
        raise NotFound
    return member


def find_by_email(email: str) -> Member | None:
    """The active member with this address, however it was typed."""
    row = db.session.scalar(select(Row).where(Row.email == email.strip().lower(), Row.is_active))
    return fact(row) if row else None


def list_members() -> list[Member]:
    """Everyone who ever worked here: owners first, then by name, those who left last."""
    rows = db.session.scalars(select(Row).order_by(Row.is_active.desc(), Row.role, Row.name)).all()
    return [fact(row) for row in rows]


def get_owner() -> Member:
    """The owner who has been here longest. Raises NotFound."""
    row = db.session.scalar(select(Row).where(Row.role == "owner", Row.is_active).order_by(Row.id).limit(1))
    if row is None:
        raise NotFound
    return fact(row)


def name_of(by: str) -> str:
    """`Anna` for `staff:3`; empty for the customer and for the shop itself, whom the reader's language names."""
    who, _, number = by.partition(":")
    row = db.session.get(Row, int(number)) if who == "staff" and number.isdigit() else None
    return row.name if row else ""
