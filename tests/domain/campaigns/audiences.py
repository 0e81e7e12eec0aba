"""People who may be written to, a campaign for them, and a post office that really sends."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

from flask import Flask, current_app

from shop.domain import campaigns
from shop.domain.campaigns import Draft, Recipient
from shop.domain.customers import Customer
from shop.integrations.mail import FlaskMailPostOffice
from shop.kernel import clock, ports
from shop.kernel.database import db, writing
from tests.fakes.smtp import SmtpServer

_numbers = count(1)
OFFER = Draft(subject={"it": "Panettone, finalmente", "en": "Panettone, at last"}, heading={"it": "È arrivato", "en": "It is here"},
              text={"it": "Soffice.\n\nDa oggi in vetrina.", "en": "Soft.\n\nFrom today in the window."})


def make_person(*, marketing: str = "consent", **fields: Any) -> int:
    number = next(_numbers)
    values = {"email": f"persona{number}@example.org", "name": f"Ada{number} Rossi", "language": "it", "created_at": clock.now()}
    with writing():
        row = Customer(**values | fields, marketing=marketing)
        db.session.add(row)
        db.session.flush()
        return row.id


def make_people(many: int, **fields: Any) -> list[int]:
    return [make_person(**fields) for _ in range(many)]


def make_campaign(draft: Draft = OFFER, **changes: Any) -> int:
    return campaigns.create(replace(draft, **changes), by="staff:1", now=clock.now())


def begin(**changes: Any) -> int:
    campaign_id = make_campaign(**changes)
    campaigns.schedule(campaign_id, send_at=None, by="staff:1", now=clock.now())
    return campaign_id


def work(rounds: int = 1, *, at: datetime | None = None, seconds: float = 2.0) -> int:
    """Rounds of the worker."""
    folder = Path(current_app.config["SHOP_DATA"])
    return sum(campaigns.send_due(at or clock.now(), folder=folder, seconds=seconds) for _ in range(rounds))


def states(campaign_id: int) -> dict[str, int]:
    db.session.rollback()
    found = db.session.query(Recipient.state).filter_by(campaign_id=campaign_id).all()
    db.session.rollback()
    return {state: [row[0] for row in found].count(state) for state in {row[0] for row in found}}


@contextmanager
def post_office(app: Flask) -> Iterator[SmtpServer]:
    """A real server, and the shop's own post office plugged to it."""
    before = ports._plugged
    assert before is not None
    with SmtpServer() as server:
        app.config["SMTP_URL"] = server.url
        ports.plug(replace(before, post_office=FlaskMailPostOffice(app)))
        try:
            yield server
        finally:
            from shop.domain.campaigns import sending
            sending._rest()
            ports.plug(before)
