"""Decides what the owner's draft of an emailed offer may say, and when it is whole enough to be sent."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from shop.domain import catalogue, promotions
from shop.domain.campaigns.addressing import Audience
from shop.domain.campaigns.models import Campaign
from shop.domain.promotions import OfferRow
from shop.kernel import audit
from shop.kernel.database import change, db, writing
from shop.kernel.refusal import NotFound, Refusal

Words = dict[str, str]
TARGETS = ("menu", "today", "home", "product", "category")
MOST_PRODUCTS = 8
LONGEST = {"subject": 120, "heading": 120, "text": 5_000, "button": 40}
MOST_PER_MINUTE = 100_000


class SubjectNeeded(Refusal):
    code, field, status = "campaign_subject_needed", "subject_it", 422


class TextNeeded(Refusal):
    code, field, status = "campaign_text_needed", "text_it", 422


class TooManyProducts(Refusal):
    code, field, status = "campaign_too_many_products", "product_ids", 422


class TargetNeeded(Refusal):
    code, field, status = "campaign_target_needed", "target", 422


class PaceOutOfRange(Refusal):
    code, field, status = "campaign_pace_out_of_range", "per_minute", 422


class CampaignChanged(Refusal):
    """Somebody else saved it meanwhile, or it is no draft any more."""

    code = "campaign_changed"


@dataclass(frozen=True)
class Draft:
    """All that is written, chosen and set before an offer is sent."""

    subject: Words = field(default_factory=dict)
    heading: Words = field(default_factory=dict)
    text: Words = field(default_factory=dict)
    button: Words = field(default_factory=dict)
    picture: str = ""
    product_ids: tuple[int, ...] = ()
    audience: Audience = Audience()
    target: str = "menu"
    target_id: int | None = None
    offer_id: int | None = None
    per_minute: int | None = None

    def check(self) -> None:
        """Raises SubjectNeeded, TextNeeded, TooManyProducts, TargetNeeded, PaceOutOfRange and what the audience raises."""
        if not self.subject.get("it", "").strip():
            raise SubjectNeeded
        if not self.text.get("it", "").strip():
            raise TextNeeded
        if len(self.product_ids) > MOST_PRODUCTS:
            raise TooManyProducts(most=MOST_PRODUCTS)
        if self.target not in TARGETS or (self.target in ("product", "category")) != (self.target_id is not None):
            raise TargetNeeded
        if self.per_minute is not None and not 0 < self.per_minute <= MOST_PER_MINUTE:
            raise PaceOutOfRange(most=MOST_PER_MINUTE)
        self.audience.check()

    def columns(self) -> dict[str, Any]:
        values = dict(vars(self)) | {"audience": self.audience.kept(), "product_ids": list(self.product_ids)}
        for name, most in LONGEST.items():
            values[name] = {language: said[:most] for language, said in values[name].items()}
        return values


def create(draft: Draft, *, by: str, now: datetime) -> int:
    """A new draft. Returns its id. Raises what Draft.check does."""
    draft.check()
    _refuse_unknown(draft)
    with writing():
        row = Campaign(**draft.columns(), state="draft", created_at=now, by=by)
        db.session.add(row)
        db.session.flush()
        audit.note(what="campaign.written", by=by, about=f"campaign:{row.id}", at=now)
        return row.id


def save(campaign_id: int, draft: Draft, *, version: int, by: str, now: datetime) -> None:
    """Keep what was written, while it is a draft nobody else saved meanwhile. Raises CampaignChanged and what Draft.check does."""
    draft.check()
    _refuse_unknown(draft)
    with writing():
        kept = update(Campaign).where(Campaign.id == campaign_id, Campaign.state == "draft", Campaign.version == version)
        if change(kept.values(**draft.columns(), version=version + 1)) != 1:
            raise CampaignChanged
        audit.note(what="campaign.written", by=by, about=f"campaign:{campaign_id}", at=now)


def _refuse_unknown(draft: Draft) -> None:
    """What was chosen from a list exists."""
    known = catalogue.get_many([*draft.product_ids, *draft.audience.product_ids])
    if not set(draft.product_ids) | set(draft.audience.product_ids) <= set(known):
        raise NotFound
    if draft.target == "product" and draft.target_id not in catalogue.get_many([draft.target_id or 0]):
        raise TargetNeeded
    if draft.target == "category" and draft.target_id not in {category.id for category in catalogue.list_categories(all=True)}:
        raise TargetNeeded
    if draft.offer_id is not None and find_offer(draft.offer_id) is None:
        raise NotFound


def copy(campaign_id: int, *, by: str, now: datetime) -> int:
    """A new draft with the same words. Returns its id."""
    old = get(campaign_id)
    values = {name: getattr(old, name) for name in Draft.__dataclass_fields__}
    with writing():
        row = Campaign(**values, state="draft", created_at=now, by=by)
        db.session.add(row)
        db.session.flush()
        return row.id


def remove(campaign_id: int) -> None:
    """Throw a draft away. Raises CampaignChanged for what is no draft."""
    with writing():
        if change(delete(Campaign).where(Campaign.id == campaign_id, Campaign.state == "draft")) != 1:
            raise CampaignChanged


def get(campaign_id: int) -> Campaign:
    """Raises NotFound."""
    row = db.session.get(Campaign, campaign_id, populate_existing=True)
    if row is None:
        raise NotFound
    return row


def list_campaigns(limit: int = 100) -> Sequence[Campaign]:
    """The newest first."""
    return db.session.scalars(select(Campaign).order_by(Campaign.id.desc()).limit(limit)).all()


def find_offer(offer_id: int | None) -> OfferRow | None:
    """The promotion a letter carries."""
    return db.session.get(promotions.OfferRow, offer_id) if offer_id is not None else None
