"""Decides how a person joins the shop: the first owner by name, the others by a link that an owner hands them."""
from datetime import datetime

from shop.domain.staff.changing import BadRole
from shop.domain.staff.facts import ROLES, Member
from shop.domain.staff.finding import fact, get_member
from shop.domain.staff.models import Member as Row
from shop.domain.staff.naming import clean_email, clean_name
from shop.domain.staff.signing_in import INVITATION, issue_link
from shop.kernel import audit
from shop.kernel.database import db, insert_once, writing
from shop.kernel.refusal import NotFound, Refusal
from shop.kernel.wording import LANGUAGES


class EmailTaken(Refusal):
    code, field, status = "staff_email_taken", "email", 422


def _add(*, name: str, email: str, role: str, language: str, by: str, now: datetime) -> Member:
    if role not in ROLES:
        raise BadRole
    kept = {"name": clean_name(name), "email": clean_email(email), "role": role, "created_at": now, "is_active": True,
            "language": language if language in LANGUAGES else LANGUAGES[0]}
    with writing():
        if not insert_once(Row, **kept):
            raise EmailTaken
        row = db.session.query(Row).filter_by(email=kept["email"]).one()
        audit.note(what="staff.joined", by=by, about=f"member:{row.id}", at=now, name=row.name, role=role)
        return fact(row)


def create_owner(*, name: str, email: str, now: datetime, language: str = "it") -> Member:
    """Someone who may do everything, made from the terminal or by the demo. Raises EmailTaken, StaffEmail, BadName."""
    return _add(name=name, email=email, role="owner", language=language, by="shop", now=now)


def invite(*, name: str, email: str, role: str, by: str, now: datetime, language: str = "it") -> Member:
    """Add a member who can't sign in yet but by the link of `make_invitation`. Raises EmailTaken, StaffEmail, BadName, BadRole."""
    return _add(name=name, email=email, role=role, language=language, by=by, now=now)


def make_invitation(member_id: int, *, by: str, now: datetime) -> str:
    """The secret of a link that signs in once within a week. Raises NotFound for who is not of the shop."""
    if not get_member(member_id).is_active:
        raise NotFound
    with writing():
        audit.note(what="staff.link_made", by=by, about=f"member:{member_id}", at=now)
        return issue_link(member_id, now=now, lasts=INVITATION)
