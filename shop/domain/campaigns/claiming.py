"""Decides whose letter may be handed over: claimed some at a time, marked before and after, so that a kill repeats and forgets nobody."""

import socket
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any

from sqlalchemy import BindParameter, CursorResult, UpdateBase, bindparam, case, exists, or_, select, update

from shop.domain.campaigns.addressing import still_lawful, why_not
from shop.domain.campaigns.models import Campaign, Recipient
from shop.domain.customers import Customer
from shop.kernel.database import change, db, is_postgresql, writing

BELIEVED = timedelta(minutes=5)  # a claim of another machine; those of this one end with its process
SOFT_BOUNCES = 5
MOST_TRIES = 4  # so that no single campaign can make five soft bounces
NO_SERVER = timedelta(seconds=30)
WAITS = (timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=3))


@dataclass(frozen=True)
class Turn:
    """One person's turn to be written to."""

    id: int
    customer_id: int
    email: str
    language: str
    message_id: str
    name: str
    tries: int
    bounces: int


@dataclass(frozen=True)
class Ended:
    """What became of one letter: sent, refused, parked or waiting; `is_down` when there was no server, which is no try."""

    turn: Turn
    state: str
    reason: str = ""
    is_hard: bool = False
    is_soft: bool = False
    is_down: bool = False


def new_claim() -> str:
    """Names one sender: its machine, then itself."""
    return f"{socket.gethostname()}/{token_hex(8)}"


def recover(now: datetime) -> int:
    """Take up what senders that died left behind; only the one sender of this machine may call it. Returns how many.

    What was already handed over is parked: it may have arrived, and is never sent again. The rest waits as before.
    """
    here = Recipient.claim.startswith(f"{socket.gethostname()}/", autoescape=True)
    left = Recipient.campaign_id.in_(select(Campaign.id)) & (Recipient.state == "claimed")
    if is_postgresql():
        left &= or_(here, Recipient.due_at < now)
    some = db.session.scalar(select(Recipient.id).where(left).limit(1))
    db.session.rollback()
    if some is None:
        return 0
    with writing():
        back = update(Recipient).where(left, Recipient.handed_at.is_(None)).values(state="waiting", claim=None, due_at=now)
        parked = update(Recipient).where(left, Recipient.handed_at.is_not(None)).values(state="parked", claim=None)
        plainly = {"synchronize_session": False}
        return change(back.execution_options(**plainly)) + change(parked.execution_options(**plainly))


def claim(campaign_id: int, *, claim: str, most: int, now: datetime) -> list[Turn]:
    """The next who wait, in one write: nobody else gets them."""
    with writing():
        waiting = select(Recipient.id).where(Recipient.campaign_id == campaign_id, Recipient.state == "waiting", Recipient.due_at <= now)
        chosen = waiting.order_by(Recipient.id).limit(most)
        if is_postgresql():
            chosen = chosen.with_for_update(skip_locked=True)
        ids = list(db.session.scalars(chosen))
        if not ids:
            return []
        mine = update(Recipient).where(Recipient.id.in_(ids), Recipient.state == "waiting")
        change(mine.values(state="claimed", claim=claim, handed_at=None, due_at=now + BELIEVED))
    turns = select(Recipient.id, Recipient.customer_id, Recipient.email, Recipient.language, Recipient.message_id, Customer.name,
                   Recipient.tries, Customer.bounces).join(Customer, Customer.id == Recipient.customer_id)
    found = db.session.execute(turns.where(Recipient.id.in_(ids), Recipient.claim == claim).order_by(Recipient.id)).all()
    db.session.rollback()
    return [Turn(*row) for row in found]


def release(turns: Sequence[Turn], *, claim: str, now: datetime) -> None:
    """Give back who was claimed and not touched."""
    if turns:
        with writing():
            mine = update(Recipient).where(Recipient.id.in_([turn.id for turn in turns]), Recipient.claim == claim,
                                           Recipient.state == "claimed", Recipient.handed_at.is_(None))
            change(mine.values(state="waiting", claim=None, due_at=now))


def mark(ended: Sequence[Ended], wanted: Sequence[Turn], *, claim: str, now: datetime) -> set[int]:
    """In one write: what became of some letters, and that others are about to be handed over. Returns the ids that really may be.

    Asked at this very moment: the claim is still ours, the campaign still goes on, the person may still be written to.
    """
    with writing():
        sent = [one for one in ended if one.state == "sent"]
        if sent:
            _plainly(_SENT, ids=[one.turn.id for one in sent], sent_at=now)
        forgiven = [one.turn.customer_id for one in sent if one.turn.bounces]
        if forgiven:
            _plainly(_FORGIVEN, ids=forgiven)
        for one in ended:
            if one.state != "sent":
                _settle(one, now)
        if not wanted:
            return set()
        handed = _plainly(_HANDED, ids=[turn.id for turn in wanted], mine=claim, handed_at=now, due_at=now + BELIEVED)
        may = set(handed.scalars())
        refused = [turn.id for turn in wanted if turn.id not in may]
        if refused:
            _leave_out(refused, claim)
        return may


_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
# asked some hundred times a second: written once. A letter parked meanwhile by another sender becomes what it really came to
_SENT = update(Recipient).where(Recipient.id.in_(_IDS), Recipient.state.in_(("claimed", "parked"))).values(
    state="sent", sent_at=bindparam("sent_at"), claim=None)
_FORGIVEN = update(Customer).where(Customer.id.in_(_IDS), Customer.bounces > 0).values(bounces=0)
_HANDED = update(Recipient).where(
    Recipient.id.in_(_IDS), Recipient.state == "claimed", Recipient.claim == bindparam("mine"), Recipient.handed_at.is_(None),
    exists().where(Campaign.id == Recipient.campaign_id, Campaign.state == "sending"), still_lawful(),
).values(handed_at=bindparam("handed_at"), due_at=bindparam("due_at"), tries=Recipient.tries + 1).returning(Recipient.id)


def _plainly(statement: UpdateBase, **values: Any) -> CursorResult[Any]:
    return db.session.connection().execute(statement, values)


def _leave_out(ids: Sequence[int], claim: str) -> None:
    """Who may no longer be written to, and why; a campaign at rest leaves nobody out."""
    mine = update(Recipient).where(Recipient.id.in_(ids), Recipient.state == "claimed", Recipient.claim == claim)
    gone = mine.where(~still_lawful())
    reason = select(case((why_not() != "", why_not()), else_="changed")).where(Customer.id == Recipient.customer_id).scalar_subquery()
    change(gone.values(state="left_out", reason=reason, claim=None).execution_options(synchronize_session=False))


def _settle(one: Ended, now: datetime) -> None:
    """One that was not sent: for good, of unknown fate, or to be tried again."""
    values: dict[str, Any] = {"state": one.state, "reason": one.reason[:300], "claim": None}
    if one.state == "waiting":
        wait = NO_SERVER if one.is_down else WAITS[min(one.turn.tries, len(WAITS) - 1)]
        values |= {"due_at": now + wait, "handed_at": None, "tries": one.turn.tries + (not one.is_down)}
    mine = update(Recipient).where(Recipient.id == one.turn.id, Recipient.state == "claimed")
    change(mine.values(values).execution_options(synchronize_session=False))
    _note_bounce(one, now)


def _note_bounce(one: Ended, now: datetime) -> None:
    """A dead address stops promotional letters at once, a full one the fifth time in a row."""
    person = update(Customer).where(Customer.id == one.turn.customer_id).execution_options(synchronize_session=False)
    if one.is_hard:
        change(person.values(unreachable_at=now))
    elif one.is_soft:
        change(person.values(bounces=Customer.bounces + 1))
        change(person.where(Customer.bounces >= SOFT_BOUNCES, Customer.unreachable_at.is_(None)).values(unreachable_at=now))
