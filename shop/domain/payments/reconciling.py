"""Decides what is asked of the gateway again and again, so that what nobody told us is found all the same."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import func, select, update

from shop.domain import orders
from shop.domain.payments.attempting import list_to_look_at, list_unanswered
from shop.domain.payments.closing import let_go
from shop.domain.payments.models import Asked, PaymentSession, Payout
from shop.domain.payments.noticing import hear
from shop.domain.payments.opening import PaymentAway, PaymentBusy, PaymentOnItsWay, claim
from shop.domain.payments.sending import call_for
from shop.domain.payments.settling import settle
from shop.kernel import ports
from shop.kernel.database import change, db, insert_once, writing
from shop.kernel.gateway import BankTransfer, GatewayAway, GatewayBusy, GatewayRefused
from shop.kernel.refusal import Refusal

log = logging.getLogger(__name__)
LONGEST_PAUSE = timedelta(minutes=10)
NOTICES = timedelta(minutes=5)  # how often what was told and missed is asked for
OVERLAP = timedelta(minutes=10)  # a notice may be dated a little before it can be listed
UNANSWERED = timedelta(minutes=5)
PATIENCE = timedelta(minutes=4)  # so long after its time an order is held if the gateway doesn't answer
PAYOUTS = timedelta(days=14)  # how long what was told of a payout may still change
PAUSE_OF_REFUNDS = timedelta(minutes=10)


def reconcile(now: datetime) -> int:
    """Look at what is unfinished. Returns how much was looked at; a gateway that is away is asked again in the next round."""
    if not ports.gateway(patient=True).is_open():
        return 0
    looked = 0
    for part in (_hear_missed, _look_at_sessions, _ask_for_refunds):
        try:
            looked += part(now)
        except (PaymentAway, PaymentBusy, GatewayAway, GatewayBusy) as away:
            log.warning("the gateway doesn't answer: %s", type(away).__name__)
            db.session.rollback()
    return looked


def _look_at_sessions(now: datetime) -> int:
    """Each after a pause that grows; a session whose first call was lost is asked for again by the same key."""
    ids = list_to_look_at(now)
    for session_id in ids:
        reference = _put_off(session_id, now)
        if reference:
            _calmly(lambda reference=reference: settle(reference, now=now, patient=True))  # type: ignore[misc]
    return len(ids)


def _put_off(session_id: int, now: datetime) -> str:
    """Our reference to it, if nobody else looks at it just now."""
    with writing():
        session = db.session.get_one(PaymentSession, session_id, populate_existing=True)
        if not claim(session, now):
            return ""
        pause = min(timedelta(minutes=2 ** min(session.looks - 1, 6)), LONGEST_PAUSE)
        session.look_at = now + (pause if session.gateway_id else timedelta(0))
        db.session.flush()
        return session.reference


def _calmly(act: Callable[[], object]) -> None:
    """What is refused for one stops no other; a gateway that is away stops them all."""
    try:
        act()
    except (PaymentAway, PaymentBusy):
        raise
    except Refusal as refusal:
        log.warning("refused: %s", refusal.code)
        db.session.rollback()


def _ask_for_refunds(now: datetime) -> int:
    """Refunds asked and not answered: the same call again, and then a look at what is there."""
    waiting = list_unanswered(now, waited=UNANSWERED)
    if not waiting or not _is_time("refunds", PAUSE_OF_REFUNDS, now):
        return 0
    for refund_id, intent_id in waiting:
        call_for(refund_id, now=now)
        _calmly(lambda intent_id=intent_id: settle(intent_id, now=now, patient=True))  # type: ignore[misc]
    _note_asked("refunds", now)
    return len(waiting)


def _hear_missed(now: datetime) -> int:
    """What the gateway told, or tried to tell, since it was last asked: while we were down, or where its calls never arrive."""
    since = _asked_until("notices")
    if since and now < since + NOTICES:
        return 0
    started = since or db.session.scalar(select(func.min(PaymentSession.made_at)))
    if started is None:
        return 0
    db.session.rollback()
    told = ports.gateway(patient=True).list_notices(started - OVERLAP)
    heard = sum(hear(notice, now=now, heard="missed") for notice in told)
    _note_asked("notices", now)
    return heard


def _asked_until(what: str) -> datetime | None:
    return db.session.scalar(select(Asked.until).where(Asked.what == what))


def _is_time(what: str, pause: timedelta, now: datetime) -> bool:
    until = _asked_until(what)
    return until is None or now >= until + pause


def _note_asked(what: str, now: datetime) -> None:
    with writing():
        if not insert_once(Asked, what=what, until=now):
            change(update(Asked).where(Asked.what == what).values(until=now))


def expire_unpaid(now: datetime) -> int:
    """Orders held too long and not paid are let go, their pages closed first. Returns how many."""
    ids = orders.list_overdue(now)
    db.session.rollback()
    let_gone, is_away = 0, False
    for order_id in ids:
        try:
            let_gone += not is_away and let_go(order_id, now=now, patient=True)
        except PaymentOnItsWay:
            let_gone += _is_overdue(order_id, now) and orders.expire(order_id, now=now)
        except (PaymentAway, PaymentBusy):
            is_away = True
        if is_away:
            let_gone += _expire_unheard(order_id, now)
    return let_gone


def _expire_unheard(order_id: int, now: datetime) -> bool:
    """The gateway doesn't answer, but its page ran out by itself: who paid on it nevertheless is found later, and the money too."""
    return _is_overdue(order_id, now - PATIENCE) and orders.expire(order_id, now=now)


def _is_overdue(order_id: int, now: datetime) -> bool:
    db.session.rollback()
    pay_by_at = orders.get(order_id).pay_by_at
    return pay_by_at is not None and pay_by_at <= now


def note_transfers(now: datetime) -> int:
    """What the gateway sent, or is going to send, to the shop's bank. Returns how many were new or have changed."""
    gateway = ports.gateway(patient=True)
    if not gateway.is_open():
        return 0
    try:
        told = gateway.list_transfers(now - PAYOUTS)
    except (GatewayAway, GatewayBusy, GatewayRefused):
        return 0
    with writing():
        return sum(_note_transfer(one, now) for one in told)


def _note_transfer(told: BankTransfer, now: datetime) -> bool:
    values = {"cents": told.cents, "state": told.state, "arrives_on": told.arrives_on, "told_at": now}
    if insert_once(Payout, id=told.id, **values):
        return True
    return change(update(Payout).where(Payout.id == told.id, Payout.state != told.state).values(values)) == 1
