"""Decides what becomes of money that fits nothing here: put to the owner once, and decided once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from shop.domain.payments.models import Parked
from shop.kernel.database import change, db, insert_once, writing
from shop.kernel.refusal import NotFound


def park(
    why: str,
    *,
    gateway_id: str,
    order_id: int | None,
    cents: int,
    now: datetime,
    currency: str = "eur",
    facts: dict[str, Any] | None = None,
) -> bool:
    """Put it to the owner; False when it was before, decided or not."""
    values = {"order_id": order_id, "gateway_id": gateway_id, "cents": cents, "currency": currency.lower(), "facts": facts or {}, "at": now}
    with writing():
        return insert_once(Parked, cause=f"{why}:{gateway_id}", why=why, decision="", by="", **values)


def list_parked(*, decided: bool = False, most: int = 100) -> Sequence[Parked]:
    """What waits for the owner, oldest first; or what was decided, the latest first."""
    if decided:
        wanted = select(Parked).where(Parked.decided_at.is_not(None)).order_by(Parked.decided_at.desc(), Parked.id.desc())
    else:
        wanted = select(Parked).where(Parked.decided_at.is_(None)).order_by(Parked.at, Parked.id)
    return db.session.scalars(wanted.limit(most)).all()


def get_parked(parked_id: int) -> Parked:
    """Raises NotFound."""
    parked = db.session.get(Parked, parked_id, populate_existing=True)
    if parked is None:
        raise NotFound
    return parked


def mark(parked_id: int, decision: str, *, by: str, now: datetime) -> bool:
    """Whether this decision is the first."""
    with writing():
        waiting = update(Parked).where(Parked.id == parked_id, Parked.decided_at.is_(None))
        values = {"decision": decision, "decided_at": now, "by": by}
        return change(waiting.values(values).execution_options(synchronize_session="fetch")) == 1


def put_back(parked_id: int, *, error: str) -> None:
    """What was decided could not be done: it waits for the owner again."""
    with writing():
        parked = get_parked(parked_id)
        parked.decision, parked.decided_at, parked.facts = "", None, parked.facts | {"error": error}
        db.session.flush()
