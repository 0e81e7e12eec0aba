"""Decides that what the gateway tells is kept once, and looked at fresh afterwards."""

from datetime import datetime

from shop.domain.payments.events import NoticeHeard
from shop.domain.payments.models import Notice
from shop.domain.payments.settling import settle
from shop.kernel import clock, events
from shop.kernel.database import insert_once, writing
from shop.kernel.gateway import PayNotice


def hear(notice: PayNotice, *, now: datetime, heard: str = "webhook") -> bool:
    """Whether it was new. `heard` webhook, or missed: found by asking."""
    with writing():
        values = {"kind": notice.kind, "object_id": notice.object_id, "sent_at": notice.sent_at, "heard_at": now, "heard": heard}
        if not insert_once(Notice, id=notice.id, **values):
            return False
        events.record(NoticeHeard(at=now, about=f"notice:{notice.id}", notice_id=notice.id, object_id=notice.object_id))
        return True


def settle_noticed(event: NoticeHeard) -> None:
    """Raises PaymentAway, PaymentBusy: then it is looked at again a little later."""
    if event.object_id:
        settle(event.object_id, now=clock.now(), patient=True)
