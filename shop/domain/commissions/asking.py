"""Decides what a wish must say, and keeps it with the talk about it: one conversation, one wish, however often the form is sent."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from secrets import token_urlsafe

from sqlalchemy import update

from shop.domain import conversations
from shop.domain.commissions.events import WishHeard
from shop.domain.commissions.finding import find_by_reference, hold
from shop.domain.commissions.models import Commission
from shop.kernel import clock, events
from shop.kernel.database import change, db, insert_once, writing
from shop.kernel.refusal import Refusal

MOST_PHOTOS, MOST_PEOPLE = 4, 500
FARTHEST = timedelta(days=365)
LONGEST = {"taste": 2_000, "occasion": 120, "inscription": 120, "allergies": 500}


class WishDay(Refusal):
    """Only days to come, and within a year."""

    code = "wish_day"
    field = "on"


class WishPeople(Refusal):
    code = "wish_people"
    field = "people"


class WishTooManyPhotos(Refusal):
    code = "wish_too_many_photos"
    field = "photos"


class WishTooLong(Refusal):
    code = "too_long"


@dataclass(frozen=True)
class Wish:
    """What somebody would like. `allergies` are for this wish alone, in nobody's profile; `pictures` keys of the private store."""

    on: date
    people: int
    taste: str
    occasion: str = ""
    inscription: str = ""
    allergies: str = ""
    pictures: tuple[str, ...] = ()


@dataclass(frozen=True)
class Asker:
    """Who would like it, as they gave it."""

    name: str = ""
    email: str = ""
    phone: str = ""
    language: str = "it"


def check(wish: Wish, *, now: datetime) -> None:
    """Raises WishDay, WishPeople, WishTooManyPhotos, WishTooLong."""
    today = clock.day_of(now)
    if not today < wish.on <= today + FARTHEST:
        raise WishDay(last_on=today + FARTHEST)
    if not 1 <= wish.people <= MOST_PEOPLE:
        raise WishPeople(most=MOST_PEOPLE)
    if len(wish.pictures) > MOST_PHOTOS:
        raise WishTooManyPhotos(most=MOST_PHOTOS)
    for name, most in LONGEST.items():
        if len(getattr(wish, name)) > most:
            raise WishTooLong(most=most)


def ask(wish: Wish, asker: Asker, *, text: str, reference: str, now: datetime) -> Commission:
    """Keep the wish and open the talk about it with `text`; the same `reference` again returns the same wish.

    Raises what `check` and conversations.hear do."""
    check(wish, now=now)
    with writing():
        known = find_by_reference(reference)
        if known is not None:
            return known
        conversation_id = conversations.hear(channel="website", text=text, now=now, reference=f"wish:{reference}", **vars(asker))
        return _keep(wish, conversation_id, reference, by="customer", via="website", now=now)


def write_down(wish: Wish, conversation_id: int, *, reference: str, by: str, now: datetime) -> Commission:
    """Staff write down what somebody told them in a conversation. Raises NotFound and what `check` does."""
    check(wish, now=now)
    channel = conversations.get_conversation(conversation_id).channel
    with writing():
        return _keep(wish, conversation_id, reference, by=by, via=channel, now=now)


def _keep(wish: Wish, conversation_id: int, reference: str, *, by: str, via: str, now: datetime) -> Commission:
    talk = conversations.get_conversation(conversation_id)
    values = vars(wish) | {"pictures": list(wish.pictures)}
    is_new = insert_once(Commission, token=token_urlsafe(24), reference=reference, conversation_id=conversation_id, state="asked",
                         customer_id=talk.customer_id, asked_at=now, offer={}, version=0, **values)
    kept = find_by_reference(reference)
    assert kept is not None
    if is_new:
        events.record(WishHeard(at=now, about=f"commission:{kept.id}", customer_id=kept.customer_id, by=by, via=via,
                                commission_id=kept.id))
    return kept


def show_more(commission_id: int, keys: tuple[str, ...]) -> None:
    """More photos for a wish that is still talked about. Raises NotFound, WishTooManyPhotos."""
    with writing():
        row = hold(commission_id)
        pictures = list(dict.fromkeys([*row.pictures, *keys]))
        if len(pictures) > MOST_PHOTOS:
            raise WishTooManyPhotos(most=MOST_PHOTOS)
        change(update(Commission).where(Commission.id == row.id).values(pictures=pictures))
        db.session.refresh(row)
