"""Decides how a session's page is opened at the gateway: the same call again finds the same page, whatever became of the first."""

import logging
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import update

from shop.domain.payments.applying import apply
from shop.domain.payments.deciding import There, of_intent, of_page
from shop.domain.payments.models import PaymentSession
from shop.kernel import ports
from shop.kernel.database import change, db, writing
from shop.kernel.gateway import Gateway, GatewayAway, GatewayBusy, GatewayRefused, PayLine, PayPage
from shop.kernel.refusal import Refusal

log = logging.getLogger(__name__)
CALL = timedelta(seconds=30)  # whoever opens a page is back by then, or dead


class PaymentBusy(Refusal):
    """Too many pay at this moment, or somebody else is paying this order."""

    code = "payment_busy"


class PaymentOnItsWay(PaymentBusy):
    """It was paid in a way that takes its time: it can't be called back, nor paid again."""

    code = "payment_on_its_way"


class PaymentAway(Refusal):
    """Nobody who takes cards can be reached: the customer may pay at the counter."""

    code = "payment_away"


def claim(session: PaymentSession, now: datetime) -> bool:
    """Whether it is ours to call: nobody else does until the time of a call is over."""
    mine = update(PaymentSession).where(PaymentSession.id == session.id, PaymentSession.look_at <= now)
    values = {"look_at": now + CALL, "looks": PaymentSession.looks + 1}
    return change(mine.values(values).execution_options(synchronize_session="fetch")) == 1


def open_session(session_id: int, *, now: datetime, patient: bool = False) -> PaymentSession:
    """Make the call a new session waits for, and note the answer: the same call again finds the same page.

    Raises PaymentBusy (nothing was asked), PaymentAway (nobody knows: it is asked again)."""
    session = db.session.get_one(PaymentSession, session_id)
    was_tried, how = session.looks > 1, session.how
    asked = (session.cents, session.reference, session.asked["order_code"])
    call = partial(_open_page, page_of(session)) if how == "page" else partial(_start_reader, *asked)
    db.session.rollback()
    try:
        there = call(ports.gateway(patient=patient), was_tried)
    except GatewayBusy as busy:
        _try_again(session_id, now) if was_tried else _give_up(session_id, now)
        raise PaymentBusy from busy
    except GatewayAway as away:
        _try_again(session_id, now)
        raise PaymentAway from away
    except GatewayRefused as refusal:
        log.warning("the gateway refuses to open session %s: %s", session_id, refusal.code)
        return _give_up(session_id, now)
    apply(there, now=now)
    return db.session.get_one(PaymentSession, session_id, populate_existing=True)


def _open_page(asked: PayPage, gateway: Gateway, was_tried: bool) -> There:
    page = gateway.open_page(asked)
    return of_page(gateway.look_at_page(page.id) if was_tried else page)  # a repeated call is answered with what was then


def _start_reader(cents: int, reference: str, order_code: str, gateway: Gateway, was_tried: bool) -> There:
    intent = gateway.start_reader(cents=cents, reference=reference, order_code=order_code)
    return of_intent(gateway.look_at_intent(intent.id) if was_tried else intent)


def page_of(session: PaymentSession) -> PayPage:
    """What is asked of the gateway, each time the same."""
    asked = session.asked
    lines = tuple(PayLine(**line) for line in asked["lines"])
    told = {name: asked[name] for name in ("order_code", "language", "email", "success_url", "cancel_url")}
    expires_at = datetime.fromisoformat(asked["expires_at"])
    return PayPage(reference=session.reference, cents=session.cents, lines=lines, expires_at=expires_at, **told)


def _try_again(session_id: int, now: datetime) -> None:
    with writing():
        change(update(PaymentSession).where(PaymentSession.id == session_id, PaymentSession.state == "new").values(look_at=now))


def drop_unseen(session_id: int, now: datetime) -> bool:
    """Whether a page that was asked for, and whose address nobody ever got, is over: it can't be paid on, whether it exists or not."""
    unseen = update(PaymentSession).where(
        PaymentSession.id == session_id, PaymentSession.state == "new", PaymentSession.how == "page",
        PaymentSession.gateway_id.is_(None), PaymentSession.look_at <= now)
    with writing():
        return change(unseen.values(state="expired", alive=None).execution_options(synchronize_session="fetch")) == 1


def _give_up(session_id: int, now: datetime) -> PaymentSession:
    """There is no such page and there won't be."""
    with writing():
        over = update(PaymentSession).where(PaymentSession.id == session_id, PaymentSession.state == "new")
        change(over.values(state="failed", alive=None, look_at=now))
    return db.session.get_one(PaymentSession, session_id, populate_existing=True)
