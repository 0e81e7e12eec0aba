"""Decides what a link, QR or poster may be: minted here alone, it names a place and a target by id, never an address."""

from datetime import date, datetime

from sqlalchemy import update

from shop.domain import catalogue
from shop.domain.links.finding import get
from shop.domain.links.models import Link
from shop.kernel import audit, clock
from shop.kernel.database import change, db, insert_once, writing
from shop.kernel.refusal import Refusal
from shop.kernel.tokens import short_code

PURPOSES = ("poster", "card", "box", "story", "post", "bio", "campaign", "message", "other")
TARGETS = ("today", "menu", "category", "product", "home", "bio")
CODE_LENGTH, LONGEST_PLACE = 6, 80


class PlaceNeeded(Refusal):
    """A link whose place nobody knows tells nothing."""

    code = "link_place_needed"
    field = "place"


class NoSuchTarget(Refusal):
    code = "link_no_such_target"
    field = "target_id"


class AlreadyOver(Refusal):
    code = "link_already_over"
    field = "expires_on"


def mint(
    *, purpose: str, place: str, target: str, by: str, now: datetime, target_id: int | None = None, offer_id: int | None = None,
    campaign_id: int | None = None, expires_on: date | None = None
) -> Link:
    """A new link with a code of its own. Raises PlaceNeeded, NoSuchTarget, AlreadyOver."""
    named = " ".join(place.split())[:LONGEST_PLACE]
    if not named:
        raise PlaceNeeded
    if expires_on is not None and expires_on < clock.day_of(now):
        raise AlreadyOver
    target_id = _checked(purpose, target, target_id)
    values = {"purpose": purpose, "place": named, "target": target, "target_id": target_id, "offer_id": offer_id,
              "campaign_id": campaign_id, "expires_on": expires_on, "is_active": True, "created_at": now, "by": by}
    with writing():
        code = short_code(CODE_LENGTH)
        while not insert_once(Link, code=code, **values):
            code = short_code(CODE_LENGTH)  # that one is another link's: draw again
        link = db.session.query(Link).filter_by(code=code).one()
        audit.note(what="link.minted", by=by, about=f"link:{link.id}", at=now, place=named)
    return link


def _checked(purpose: str, target: str, target_id: int | None) -> int | None:
    """The id the target needs, if it needs one and there is such a thing."""
    if purpose not in PURPOSES or target not in TARGETS:
        raise NoSuchTarget
    if target == "product":
        known = target_id is not None and catalogue.find_product(target_id, any_state=True) is not None
    elif target == "category":
        known = any(category.id == target_id for category in catalogue.list_categories(all=True))
    else:
        return None
    if not known:
        raise NoSuchTarget
    return target_id


def stop(link_id: int, *, by: str, now: datetime) -> Link:
    """From now on it only leads somewhere useful: it counts nobody and carries nothing."""
    link = get(link_id)
    with writing():
        if change(update(Link).where(Link.id == link_id, Link.is_active.is_(True)).values(is_active=False)):
            audit.note(what="link.stopped", by=by, about=f"link:{link_id}", at=now, place=link.place)
    return get(link_id)
