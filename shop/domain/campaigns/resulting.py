"""Decides what is told of an emailed offer while it is sent and after: how far it is, who followed it, what was ordered because of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select

from shop.domain import links
from shop.domain.campaigns.models import Campaign, Recipient
from shop.domain.orders import NO_SALE, Order
from shop.domain.promotions import Redemption
from shop.kernel.database import db

STATES = ("waiting", "claimed", "sent", "refused", "parked", "left_out")


@dataclass(frozen=True)
class Progress:
    """How many letters stand in each state; `total` None while recipients are still being gathered."""

    by_state: Mapping[str, int]
    total: int | None

    @property
    def done(self) -> int:
        return sum(self.by_state[state] for state in ("sent", "refused", "parked", "left_out"))


@dataclass(frozen=True)
class Earned:
    orders: int
    cents: int


@dataclass(frozen=True)
class Results:
    """`clicks` people who followed one of its links; orders by last and by first touch, and those that used its offer."""

    clicks: int
    last: Earned
    first: Earned
    offer: Earned | None
    reasons: Mapping[str, int]


def progress(campaign: Campaign) -> Progress:
    counted = select(Recipient.state, func.count()).where(Recipient.campaign_id == campaign.id).group_by(Recipient.state)
    return Progress(dict.fromkeys(STATES, 0) | {row[0]: row[1] for row in db.session.execute(counted)}, campaign.total)


def results(campaign: Campaign) -> Results:
    """From what each order kept when it was placed; nothing is guessed later."""
    mine = [link.id for link in links.list_links(campaign_id=campaign.id)]
    since = campaign.started_at or campaign.created_at
    followed = links.counts(since=campaign.created_at)
    used = select(Redemption.order_id).where(Redemption.offer_id == campaign.offer_id, Redemption.given_back_at.is_(None),
                                             Redemption.at >= since)
    return Results(
        clicks=sum(followed.get(link_id, 0) for link_id in mine), last=_earned(Order.last_link_id.in_(mine)),
        first=_earned(Order.first_link_id.in_(mine)), offer=_earned(Order.id.in_(used)) if campaign.offer_id else None,
        reasons=_reasons(campaign.id))


def _earned(which: ColumnElement[bool]) -> Earned:
    worth = func.coalesce(func.sum(Order.total_cents - Order.returned_cents), 0)
    orders, cents = db.session.execute(select(func.count(), worth).select_from(Order).where(which, Order.state.not_in(NO_SALE))).one()
    return Earned(orders, int(cents))


def _reasons(campaign_id: int) -> dict[str, int]:
    """Why some were left out at the moment of sending."""
    counted = select(Recipient.reason, func.count()).where(Recipient.campaign_id == campaign_id, Recipient.state == "left_out")
    return {row[0]: row[1] for row in db.session.execute(counted.group_by(Recipient.reason).order_by(Recipient.reason))}


def list_pictures() -> list[str]:
    """The pictures of letters, for whoever makes their sizes."""
    return list(db.session.scalars(select(Campaign.picture).where(Campaign.picture != "").order_by(Campaign.id.desc()).limit(20)))
