"""Decides when an emailed offer begins, rests and ends: states change by guarded updates, so two clicks are one."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from shop.domain import links
from shop.domain.campaigns.models import Campaign, Recipient
from shop.domain.campaigns.writing import CampaignChanged, get
from shop.kernel import audit, ports
from shop.kernel.database import change, db, writing
from shop.kernel.refusal import Refusal
from shop.kernel.wording import pick

LIVE = ("scheduled", "sending", "paused")
LONGEST_AHEAD = timedelta(days=366)


class NoMailServer(Refusal):
    code = "campaign_no_server"


class MomentPassed(Refusal):
    code, field, status = "campaign_moment_passed", "send_at", 422


def schedule(campaign_id: int, *, send_at: datetime | None, by: str, now: datetime) -> None:
    """Begin at that moment, or at once. Its links are minted here. Raises NoMailServer, MomentPassed, CampaignChanged."""
    if not ports.post_office().is_open():
        raise NoMailServer
    if send_at is not None and not now - timedelta(minutes=5) <= send_at <= now + LONGEST_AHEAD:
        raise MomentPassed
    with writing():
        campaign = get(campaign_id)
        _move(campaign_id, ("draft",), by=by, now=now, state="scheduled", send_at=send_at or now, link_id=_mint(campaign, by=by, now=now))


def _mint(campaign: Campaign, *, by: str, now: datetime) -> int:
    """The button's link, and one for each product shown: all of this campaign, all carrying its offer."""
    place = pick(campaign.subject, "it")
    carried: dict[str, Any] = {"purpose": "campaign", "campaign_id": campaign.id, "offer_id": campaign.offer_id, "by": by, "now": now}
    for product_id in campaign.product_ids:
        links.mint(place=place, target="product", target_id=product_id, **carried)
    return links.mint(place=place, target=campaign.target, target_id=campaign.target_id, **carried).id


def unschedule(campaign_id: int, *, by: str, now: datetime) -> None:
    """Back to a draft, while nothing has begun. Raises CampaignChanged."""
    with writing():
        for link in links.list_links(campaign_id=campaign_id):
            links.stop(link.id, by=by, now=now)
        _move(campaign_id, ("scheduled",), by=by, now=now, state="draft", send_at=None, link_id=None)


def pause(campaign_id: int, *, by: str, now: datetime) -> None:
    """Nobody more gets it until it goes on; letters in the server's hands end their way. Raises CampaignChanged."""
    with writing():
        _move(campaign_id, ("sending",), by=by, now=now, state="paused")


def resume(campaign_id: int, *, by: str, now: datetime) -> None:
    """Raises CampaignChanged."""
    with writing():
        _move(campaign_id, ("paused",), by=by, now=now, state="sending")


def stop(campaign_id: int, *, by: str, now: datetime) -> None:
    """For good: who has not got it will not. Raises CampaignChanged."""
    with writing():
        _move(campaign_id, LIVE, by=by, now=now, state="stopped", finished_at=now)
        untouched = update(Recipient).where(Recipient.campaign_id == campaign_id, Recipient.state == "waiting")
        change(untouched.values(state="left_out", reason="stopped"))


def _move(campaign_id: int, states: Sequence[str], *, by: str, now: datetime, state: str, **values: Any) -> None:
    moved = update(Campaign).where(Campaign.id == campaign_id, Campaign.state.in_(states))
    if change(moved.values(state=state, version=Campaign.version + 1, **values)) != 1:
        raise CampaignChanged
    audit.note(what=f"campaign.{state}", by=by, about=f"campaign:{campaign_id}", at=now)


def begin_due(now: datetime) -> None:
    """Campaigns whose moment has come start sending."""
    due = (Campaign.state == "scheduled") & (Campaign.send_at <= now)
    some = db.session.scalar(select(Campaign.id).where(due).limit(1))
    db.session.rollback()
    if some is not None:
        with writing():
            change(update(Campaign).where(due).values(state="sending", started_at=now, version=Campaign.version + 1))
