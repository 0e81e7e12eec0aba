"""Decides what happened with one person, whatever the door, in one line of time: what they did, and what they agreed to be observed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from shop.domain import baskets, conversations, customers, links, orders
from shop.domain.campaigns import Campaign, Recipient
from shop.domain.letters import Letter
from shop.domain.orders import Order
from shop.kernel.database import db
from shop.kernel.events import Recorded

MOST = 200
OBSERVED = timedelta(days=730)
TOLD = {"order.placed": "placed", "order.sold": "sold", "order.moved": "moved", "order.returned": "returned", "order.claimed": "claimed",
        "money.refunded": "refunded"}
STEPS = frozenset({"accepted", "ready", "collected", "delivered", "not_collected", "not_delivered", *orders.CANCELLED})


@dataclass(frozen=True)
class Entry:
    """One thing that happened. `kind` names the sentence, `params` what it says; `noun` and `id` what it can be opened as."""

    at: datetime
    kind: str
    params: Mapping[str, Any] = field(default_factory=dict)
    noun: str = ""
    id: int | None = None
    by: str = "customer"
    via: str = ""


def list_timeline(ids: Sequence[int], *, now: datetime) -> list[Entry]:
    """The newest first, of all the rows that are one person. What was merely observed only while they agree to it."""
    found = {order.id: order for order in orders.list_of_customer(ids)}
    parts = (_acts(ids, found), _baskets(ids, now), _letters(found), _offers(ids), _questions(ids), _consents(ids), _arrivals(ids, now))
    return sorted((entry for part in parts for entry in part), key=lambda entry: entry.at, reverse=True)[:MOST]


def _acts(ids: Sequence[int], found: Mapping[int, Order]) -> Iterator[Entry]:
    rows = select(Recorded).where(Recorded.customer_id.in_(ids), Recorded.name.in_(TOLD)).order_by(Recorded.id.desc()).limit(MOST)
    for row in db.session.scalars(rows):
        order, facts = found.get(row.facts.get("order_id", 0)), row.facts
        if order is None or facts.get("undone") or _is_a_step_between(row):
            continue
        params = {"code": order.code, "cents": facts.get("total_cents", facts.get("cents", 0)), "state": facts.get("to", "")}
        yield Entry(row.at, TOLD[row.name], params, "order", order.id, row.by, row.via)


def _is_a_step_between(row: Recorded) -> bool:
    """A move of the work inside, or the yes that the shop gives by itself."""
    return row.name == "order.moved" and (row.facts["to"] not in STEPS or (row.facts["to"] == "accepted" and row.by == "shop"))


def _baskets(ids: Sequence[int], now: datetime) -> Iterator[Entry]:
    for basket in baskets.list_of_customer(ids, now=now):
        yield Entry(basket.touched_at, "basket", {"n": len(basket.lines), "code": basket.code}, "basket", basket.id, via=basket.channel)


def _letters(found: Mapping[int, Order]) -> Iterator[Entry]:
    about = [f"order:{order_id}" for order_id in sorted(found, reverse=True)[:MOST]]
    rows = select(Letter).where(Letter.about.in_(about), Letter.kind != "new_order").order_by(Letter.id.desc()).limit(MOST)
    for letter in db.session.scalars(rows):
        yield Entry(letter.sent_at or letter.created_at, "letter", {"subject": letter.subject}, "letter", letter.id, "shop", "email")


def _offers(ids: Sequence[int]) -> Iterator[Entry]:
    sent = select(Recipient, Campaign).join(Campaign, Campaign.id == Recipient.campaign_id)
    sent = sent.where(Recipient.customer_id.in_(ids), Recipient.state == "sent").order_by(Recipient.id.desc()).limit(MOST)
    for recipient, campaign in db.session.execute(sent):
        at = recipient.sent_at or campaign.created_at
        yield Entry(at, "offer", {"subject": campaign.subject}, "campaign", campaign.id, "shop", "email")


def _questions(ids: Sequence[int]) -> Iterator[Entry]:
    for listed in conversations.list_of_customer(ids)[:50]:
        talk = listed.conversation
        for message in conversations.list_messages(talk.id):
            kind = "question" if message.direction == "in" else "answer"
            yield Entry(message.at, kind, {"text": message.text[:160]}, "conversation", talk.id, message.by, talk.channel)


def _consents(ids: Sequence[int]) -> Iterator[Entry]:
    for row in customers.list_consents(ids):
        yield Entry(row.at, "consent", {"purpose": row.purpose, "act": row.act}, by=row.by, via=row.source)


def _arrivals(ids: Sequence[int], now: datetime) -> Iterator[Entry]:
    if customers.get_person(ids[0]).profiling_at is None:
        return
    touches = links.touches_of(ids, now - OBSERVED)
    named = links.get_many({touch.link_id for touch in touches})
    for touch in touches:
        link = named.get(touch.link_id)
        yield Entry(touch.at, "arrival", {"place": link.place if link else ""}, "link", touch.link_id)
