"""Decides how a member's role and details change, and that the shop never loses its last owner."""
from datetime import datetime

from sqlalchemy import select

from shop.domain.staff import remembering
from shop.domain.staff.facts import ROLES
from shop.domain.staff.models import Member as Row
from shop.domain.staff.naming import clean_name
from shop.kernel import audit
from shop.kernel.database import db, writing
from shop.kernel.refusal import NotFound, Refusal
from shop.kernel.wording import LANGUAGES


class LastOwner(Refusal):
    code, field, status = "last_owner", "role", 422


class BadRole(Refusal):
    code, field, status = "unknown_role", "role", 422


def _lock_owners() -> list[Row]:
    """The owners in force, held until the end of this write so that two can't leave at once."""
    owners = select(Row).where(Row.role == "owner", Row.is_active).order_by(Row.id).with_for_update()
    return list(db.session.scalars(owners.execution_options(populate_existing=True)))


def _get(member_id: int) -> Row:
    row = db.session.get(Row, member_id, populate_existing=True)
    if row is None:
        raise NotFound
    return row


def _refuse_without_owner(row: Row, owners: list[Row]) -> None:
    if [owner.id for owner in owners] == [row.id]:
        raise LastOwner


def change_member(member_id: int, *, role: str, by: str, now: datetime) -> None:
    """Give another role, in force at the next click. Raises BadRole, LastOwner, NotFound."""
    if role not in ROLES:
        raise BadRole
    with writing():
        owners, row = _lock_owners(), _get(member_id)
        if row.role == role:
            return
        _refuse_without_owner(row, owners)
        audit.note(what="staff.role_changed", by=by, about=f"member:{row.id}", at=now, before=row.role, after=role)
        row.role = role


def change_own(member_id: int, *, name: str, language: str, now: datetime) -> None:
    """One's own name and the language the office speaks to one."""
    with writing():
        row = _get(member_id)
        row.name, row.language = clean_name(name), language if language in LANGUAGES else row.language
        audit.note(what="staff.details_changed", by=f"staff:{row.id}", about=f"member:{row.id}", at=now)


def deactivate(member_id: int, *, by: str, now: datetime) -> None:
    """This person is no longer of the shop: every browser and link of theirs ends now. Raises LastOwner, NotFound."""
    with writing():
        owners, row = _lock_owners(), _get(member_id)
        _refuse_without_owner(row, owners)
        row.is_active = False
        remembering.close_all(row.id)
        audit.note(what="staff.left", by=by, about=f"member:{row.id}", at=now)


def reactivate(member_id: int, *, by: str, now: datetime) -> None:
    with writing():
        row = _get(member_id)
        row.is_active = True
        audit.note(what="staff.returned", by=by, about=f"member:{row.id}", at=now)
