"""Decides which offers a question finds; the running ones are remembered until one changes or is used up."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from shop.domain.promotions.arguments import from_kept
from shop.domain.promotions.benefits import BENEFITS
from shop.domain.promotions.conditions import CONDITIONS
from shop.domain.promotions.facts import Offer
from shop.domain.promotions.models import OfferCount, OfferRow
from shop.kernel.database import db
from shop.kernel.refusal import NotFound
from shop.kernel.snapshots import Snapshot

ALL = 0  # the row of OfferCount that counts everybody's uses


def read(row: OfferRow, uses: int) -> Offer:
    return Offer(
        id=row.id,
        name=row.name,
        state=row.state,
        trigger=row.trigger,
        code=row.code,
        is_exclusive=row.is_exclusive,
        conditions=tuple(from_kept(CONDITIONS[kept["kind"]], kept) for kept in row.conditions),
        benefit=from_kept(BENEFITS[row.benefit["kind"]], row.benefit),
        most_uses=row.most_uses,
        most_per_customer=row.most_per_customer,
        is_used_up=row.most_uses is not None and uses >= row.most_uses,
        version=row.version,
    )


def _read_all(*wanted: object) -> tuple[Offer, ...]:
    rows = db.session.scalars(select(OfferRow).where(*wanted).order_by(OfferRow.id)).all()  # type: ignore[arg-type]
    if not rows:
        return ()
    limited = [row.id for row in rows if row.most_uses is not None]
    uses = count_uses(limited, customer_ids=[ALL]) if limited else {}
    return tuple(read(row, uses.get(row.id, 0)) for row in rows)


_running: Snapshot[tuple[Offer, ...]] = Snapshot(("offers",), lambda: _read_all(OfferRow.state == "running"))


def running(now: datetime) -> tuple[Offer, ...]:
    """The offers that are switched on, oldest first; their own dates and hours are for `choose`. Used up ones are said to be so:
    the last use changes the topic."""
    return _running.get()


def find_many(ids: Collection[int]) -> tuple[Offer, ...]:
    """These offers in whatever state, but drafts."""
    known = {offer.id: offer for offer in _running.get() if offer.id in ids}
    missing = set(ids) - set(known)
    others = _read_all(OfferRow.id.in_(missing), OfferRow.state != "draft") if missing else ()
    return tuple(sorted([*known.values(), *others], key=lambda offer: offer.id))


def bound(ids: Collection[int]) -> tuple[Offer, ...]:
    """These offers as they bind an order that has them: whatever became of them since, only what they ask of the goods counts."""
    return tuple(_bind(offer) for offer in find_many(ids))


def _bind(offer: Offer) -> Offer:
    conditions = tuple(rule for rule in offer.conditions if rule.reads_goods)
    return replace(offer, state="running", is_used_up=False, most_per_customer=None, conditions=conditions)


def tidy(typed: str) -> str:
    """Codes are the same in capitals or not, and with or without blanks."""
    return "".join(typed.upper().split())


def find_by_code(typed: str) -> Offer | None:
    """The offer of a code; None for a draft's, as for one that never was."""
    code = tidy(typed)
    return next(iter(_read_all(OfferRow.code == code, OfferRow.state != "draft")), None) if code else None


def get(offer_id: int) -> Offer:
    """An offer in any state. Raises NotFound."""
    found = _read_all(OfferRow.id == offer_id)
    if not found:
        raise NotFound
    return found[0]


def list_all() -> tuple[Offer, ...]:
    """Newest first, drafts and stopped ones too."""
    return _read_all()[::-1]


def count_uses(offer_ids: Sequence[int], *, customer_ids: Sequence[int]) -> dict[int, int]:
    """How often these people together used each offer."""
    wanted = select(OfferCount.offer_id, OfferCount.uses).where(
        OfferCount.offer_id.in_(offer_ids), OfferCount.customer_id.in_(customer_ids)
    )
    found: dict[int, int] = {}
    for offer_id, uses in db.session.execute(wanted):
        found[offer_id] = found.get(offer_id, 0) + uses
    return found
