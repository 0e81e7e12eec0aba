"""Offers by email of the shop that journeys start from: a draft, one that rests half sent, and files of contacts."""

from typing import Any

from sqlalchemy import select, update

from shop.domain import campaigns
from shop.domain.campaigns import Campaign, Draft, Recipient
from shop.domain.campaigns.claiming import Ended, claim, mark
from shop.domain.campaigns.gathering import gather
from shop.kernel import clock
from shop.kernel.database import change, db, writing

CONTACTS = ("email;nome;lingua;data consenso;prova\nlucia@example.org;Lucia;it;31/05/2026;Foglio firmato\n"
            "john@example.org;John;en;;\nbroken@;x;it;;\n")


def mail_offers(product_ids: list[int]) -> dict[str, Any]:
    words = {"subject": {"it": "Panettone, finalmente", "en": "Panettone, at last"}, "text": {"it": "Soffice.", "en": "Soft."}}
    made = [campaigns.create(Draft(**words, product_ids=tuple(product_ids)), by="staff:1", now=clock.now()) for _ in range(2)]
    _rest_half_sent(made[1])
    files = [campaigns.try_contacts(CONTACTS.encode(), filename="contatti.csv", by="staff:1", now=clock.now()) for _ in range(2)]
    campaigns.start_contacts(files[1], by="staff:1", now=clock.now())
    campaigns.work_contacts(clock.now())
    return {"campaign_id": made, "file_id": files}


def _rest_half_sent(campaign_id: int) -> None:
    _set(campaign_id, state="sending", started_at=clock.now())
    while gather(campaign_id, now=clock.now()):
        pass
    turns = claim(campaign_id, claim="x", most=2, now=clock.now())
    mark([], turns, claim="x", now=clock.now())
    mark([Ended(turn, state) for turn, state in zip(turns, ("sent", "parked"), strict=False)], [], claim="x", now=clock.now())
    _set(campaign_id, state="paused")
    db.session.rollback()
    assert db.session.scalar(select(Recipient.id).where(Recipient.campaign_id == campaign_id).limit(1)), "nobody wants offers"


def _set(campaign_id: int, **values: Any) -> None:
    with writing():
        change(update(Campaign).where(Campaign.id == campaign_id).values(**values))
