"""Decides how the owner writes, starts and stops an offer."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update

from shop.domain.promotions.arguments import as_kept
from shop.domain.promotions.facts import Benefit, Condition, Offer
from shop.domain.promotions.finding import ALL, get, tidy
from shop.domain.promotions.models import OfferCount, OfferRow, Redemption, Words
from shop.domain.promotions.refusing import (
    CodeIsTaken,
    LimitBelowUses,
    OfferMoved,
    OfferNeedsCode,
    OfferNeedsName,
    OfferWasUsed,
    WrongLimit,
)
from shop.kernel import audit
from shop.kernel.database import change, db, writing

MOST_CODE = 24


@dataclass(frozen=True)
class Draft:
    """An offer as it is written; a condition left as it is by itself asks for nothing and is not kept."""

    name: Words
    trigger: str
    code: str
    benefit: Benefit
    conditions: tuple[Condition, ...] = ()
    is_exclusive: bool = False
    most_uses: int | None = None
    most_per_customer: int | None = None

    @property
    def asked(self) -> tuple[Condition, ...]:
        return tuple(rule for rule in self.conditions if rule != type(rule)())

    def imagine(self) -> Offer:
        """The offer it would make, to be described."""
        return Offer(0, self.name, "draft", self.trigger, tidy(self.code) or None, self.is_exclusive, self.asked, self.benefit,
                     self.most_uses, self.most_per_customer, False, 0)  # fmt: skip


def create(draft: Draft, *, by: str, now: datetime) -> int:
    """A new offer, not yet running. Raises the refusals of what is written wrongly."""
    with writing():
        row = OfferRow(state="draft", created_at=now, by=by, version=1, **_values(draft))
        _refuse_taken(row.code, None)
        db.session.add(row)
        db.session.flush()
        audit.note(what="offer.created", by=by, about=f"offer:{row.id}", at=now, name=row.name)
        return row.id


def save(offer_id: int, draft: Draft, *, version: int, by: str, now: datetime) -> None:
    """Write it anew. What it takes off stays once it was used. Raises OfferMoved when somebody wrote it meanwhile."""
    with writing():
        values, kept = _values(draft), get(offer_id)
        _refuse_taken(values["code"], offer_id)
        mine = update(OfferRow).where(OfferRow.id == offer_id, OfferRow.version == version)
        if change(mine.values(version=OfferRow.version + 1, **values)) != 1:
            raise OfferMoved
        if values["benefit"] != as_kept(kept.benefit) and was_used(offer_id):
            raise OfferWasUsed
        _refuse_below_uses(offer_id, draft)
        audit.note(what="offer.changed", by=by, about=f"offer:{offer_id}", at=now, name=draft.name)


def was_used(offer_id: int) -> bool:
    return db.session.scalar(select(Redemption.id).where(Redemption.offer_id == offer_id).limit(1)) is not None


def _values(draft: Draft) -> dict[str, Any]:
    if not draft.name.get("it", "").strip():
        raise OfferNeedsName
    code = tidy(draft.code)[:MOST_CODE] if draft.trigger == "code" else ""
    if draft.trigger == "code" and not code:
        raise OfferNeedsCode
    if any(most is not None and most < 1 for most in (draft.most_uses, draft.most_per_customer)):
        raise WrongLimit
    draft.benefit.check()
    for rule in draft.asked:
        rule.check()
    return {
        "name": {language: words.strip() for language, words in draft.name.items() if words.strip()},
        "trigger": draft.trigger,
        "code": code or None,
        "is_exclusive": draft.is_exclusive,
        "conditions": [as_kept(rule) for rule in draft.asked],
        "benefit": as_kept(draft.benefit),
        "most_uses": draft.most_uses,
        "most_per_customer": draft.most_per_customer,
    }


def _refuse_taken(code: str | None, offer_id: int | None) -> None:
    other = db.session.scalar(select(OfferRow.id).where(OfferRow.code == code)) if code else None
    if other is not None and other != offer_id:
        raise CodeIsTaken


def _refuse_below_uses(offer_id: int, draft: Draft) -> None:
    """A limit can't be less than what was used already: stop the offer instead."""
    whole = db.session.scalar(select(OfferCount.uses).where(OfferCount.offer_id == offer_id, OfferCount.customer_id == ALL)) or 0
    of_people = select(func.max(OfferCount.uses)).where(OfferCount.offer_id == offer_id, OfferCount.customer_id != ALL)
    each = db.session.scalar(of_people) or 0
    limits = ((draft.most_uses, whole), (draft.most_per_customer, each))
    if any(most is not None and most < used for most, used in limits):
        raise LimitBelowUses(n=whole, each=each)


def start(offer_id: int, *, by: str, now: datetime) -> None:
    _turn(offer_id, "running", by=by, now=now)


def stop(offer_id: int, *, by: str, now: datetime) -> None:
    """Orders that have it keep it."""
    _turn(offer_id, "stopped", by=by, now=now)


def _turn(offer_id: int, state: str, *, by: str, now: datetime) -> None:
    with writing():
        name = get(offer_id).name
        mine = update(OfferRow).where(OfferRow.id == offer_id, OfferRow.state != state)
        if change(mine.values(state=state, version=OfferRow.version + 1)) == 1:
            audit.note(what=f"offer.{'started' if state == 'running' else 'stopped'}", by=by, about=f"offer:{offer_id}", at=now, name=name)


def given(offer_ids: list[int]) -> dict[int, tuple[int, int]]:
    """{offer id: (live uses, cents given by them)}"""
    wanted = select(Redemption.offer_id, func.count(Redemption.id), func.sum(Redemption.cents))
    live = wanted.where(Redemption.offer_id.in_(offer_ids), Redemption.given_back_at.is_(None)).group_by(Redemption.offer_id)
    return {offer_id: (int(uses), int(cents)) for offer_id, uses, cents in db.session.execute(live)}
