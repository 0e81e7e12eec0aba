"""Decides that a wish comes to nothing: the shop says no, or the customer needs it no more."""

from datetime import datetime

from sqlalchemy import update

from shop.domain import conversations
from shop.domain.commissions.finding import OPEN, get, get_by_token, hold
from shop.domain.commissions.models import Commission
from shop.kernel.database import change, db, writing
from shop.kernel.refusal import Refusal


class WishIsSettled(Refusal):
    """It was ordered, declined or dropped already."""

    code = "wish_is_settled"


def decline(commission_id: int, text: str, *, by: str, now: datetime) -> int:
    """The shop can't, and says why: the answer goes the way of all answers. Raises WishIsSettled, NothingSaid, SaidTooMuch."""
    row = get(commission_id)
    if row.state not in OPEN:
        raise WishIsSettled
    message_id = conversations.answer(row.conversation_id, text, by=by, now=now, is_done=True)
    with writing():
        _settle(hold(commission_id), "declined")
    return message_id


def drop(token: str, text: str, *, now: datetime) -> None:
    """The customer needs it no more: the shop reads it in the talk. Raises NotFound, WishIsSettled."""
    with writing():
        row = get_by_token(token)
        talk = conversations.get_conversation(_settle(hold(row.id), "dropped"))
        conversations.say_more(talk.token, text, now=now)


def _settle(row: Commission, state: str) -> int:
    """The conversation of it."""
    if change(update(Commission).where(Commission.id == row.id, Commission.state.in_(OPEN)).values(state=state)) != 1:
        raise WishIsSettled
    db.session.refresh(row)
    return row.conversation_id
