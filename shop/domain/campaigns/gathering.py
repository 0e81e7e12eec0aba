"""Decides how the audience of an emailed offer becomes rows: some hundreds a write, remembered how far, in flat memory."""

from datetime import datetime
from secrets import token_hex

from sqlalchemy import func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from shop.domain import business
from shop.domain.campaigns.addressing import as_audience, next_reached
from shop.domain.campaigns.models import Campaign, Recipient
from shop.kernel.database import change, db, is_postgresql, writing

AT_A_TIME = 500


def gather(campaign_id: int, *, now: datetime) -> int:
    """Write the next recipients; the last time also how many they are. Returns how many were written now.

    Killed anywhere, it goes on where it was: the rows and the place reached are one write.
    """
    campaign = db.session.get_one(Campaign, campaign_id, populate_existing=True)
    reached_id, audience = campaign.reached_id, as_audience(campaign.audience)
    people = next_reached(audience, after_id=reached_id, most=AT_A_TIME, now=campaign.started_at or now)
    db.session.rollback()
    host = domain()
    rows = [{"campaign_id": campaign_id, "customer_id": person, "email": email, "language": language, "state": "waiting", "reason": "",
             "message_id": f"<{token_hex(16)}@{host}>", "due_at": now, "tries": 0} for person, email, language in people]
    with writing():
        mine = update(Campaign).where(Campaign.id == campaign_id, Campaign.reached_id == reached_id, Campaign.total.is_(None))
        if change(mine.values(reached_id=people[-1][0] if people else reached_id)) != 1:
            return 0  # somebody else was here
        if rows:
            dialect = postgresql if is_postgresql() else sqlite
            db.session.execute(dialect.insert(Recipient).on_conflict_do_nothing(), rows)
        else:
            total = select(func.count()).where(Recipient.campaign_id == campaign_id).scalar_subquery()
            change(update(Campaign).where(Campaign.id == campaign_id).values(total=total))
    return len(rows)


def domain() -> str:
    sender = business.order_rules().letters_from or business.identity().email
    return sender.rpartition("@")[2].strip(" >") or "localhost"
