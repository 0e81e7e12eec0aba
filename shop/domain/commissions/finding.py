"""Decides which wish a question finds."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, select

from shop.domain.commissions.models import Commission
from shop.kernel.database import db
from shop.kernel.refusal import NotFound

OPEN = ("asked", "offered")


def get(commission_id: int) -> Commission:
    """Raises NotFound."""
    found = db.session.get(Commission, commission_id)
    if found is None:
        raise NotFound
    return found


def get_by_token(token: str) -> Commission:
    """The wish whose page has this secret address. Raises NotFound."""
    found = db.session.scalar(select(Commission).where(Commission.token == token))
    if found is None:
        raise NotFound
    return found


def hold(commission_id: int) -> Commission:
    """The wish as it is now, its row held for the rest of this write. Raises NotFound."""
    db.session.flush()
    found = db.session.get(Commission, commission_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound
    return found


def find_by_conversation(conversation_id: int) -> Commission | None:
    """The newest wish that is talked about there."""
    wanted = select(Commission).where(Commission.conversation_id == conversation_id).order_by(Commission.id.desc()).limit(1)
    return db.session.scalar(wanted)


def find_by_order(order_id: int) -> Commission | None:
    return db.session.scalar(select(Commission).where(Commission.order_id == order_id))


def find_by_reference(reference: str) -> Commission | None:
    return db.session.scalar(select(Commission).where(Commission.reference == reference))


def list_commissions(*, open_only: bool = True, page: int = 1, per_page: int = 30) -> tuple[Sequence[Commission], int]:
    """(those of a page, how many pages): the open ones by their day, the others newest first."""
    mine: ColumnElement[bool] = Commission.state.in_(OPEN) if open_only else Commission.state.notin_(OPEN)
    total = db.session.scalar(select(func.count(Commission.id)).where(mine)) or 0
    ordered = select(Commission).where(mine).order_by(*([Commission.on, Commission.id] if open_only else [Commission.id.desc()]))
    return db.session.scalars(ordered.limit(per_page).offset((page - 1) * per_page)).all(), max(1, -(-total // per_page))


def count_asked() -> int:
    """How many wait for a price."""
    return db.session.scalar(select(func.count(Commission.id)).where(Commission.state == "asked")) or 0


def count_open() -> int:
    return db.session.scalar(select(func.count(Commission.id)).where(Commission.state.in_(OPEN))) or 0
