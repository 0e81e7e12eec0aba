"""Decides what a visitor's browser remembers of the links that brought it: ids and moments, signed; nothing of the person."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from flask import current_app, g, request
from itsdangerous import BadData, URLSafeSerializer
from werkzeug.wrappers import Response

from shop.domain import links, promotions
from shop.domain.links import Link
from shop.kernel import clock
from shop.kernel.origin import Origin
from shop.web import asking

COOKIE, DAYS = "came", 30
PLAIN, GIFT = "p.", "g."  # what the page cache may know without our key: whether an offer waits
LONGEST = 400


@dataclass(frozen=True)
class Came:
    """The first and the last link followed, as an origin without a door; `gift_id` the last link that carried an offer."""

    origin: Origin = Origin("")
    gift_id: int | None = None

    def followed(self, link: Link, now: datetime) -> "Came":
        return Came(self.origin.touched(link.id, now), link.id if link.offer_id else self.gift_id)

    def through(self, channel: str) -> Origin:
        """The same, having come in by this door."""
        return replace(self.origin, channel=channel)


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt=COOKIE)


def read() -> Came:
    """What this browser remembers; what is forged, broken or older than thirty days is nothing. Read once a request."""
    if "came" not in g:
        g.came = _understand(request.cookies.get(COOKIE, ""))
    found: Came = g.came
    return found


def _understand(kept: str) -> Came:
    if not kept or len(kept) > LONGEST:
        return Came()
    try:
        first, first_at, last, last_at, gift = _signer().loads(kept[len(PLAIN):])
    except (BadData, ValueError, TypeError):
        return Came()
    origin = Origin("", None, first, datetime.fromtimestamp(first_at, UTC), last, datetime.fromtimestamp(last_at, UTC))
    too_old = origin.last_touch_at is None or origin.last_touch_at < clock.now() - timedelta(days=DAYS)
    return Came() if too_old else Came(origin, gift)


@dataclass(frozen=True)
class Arrived:
    """What a page says to whoever came by a link: a notice (see links.NOTICES), the name of an offer that waits."""

    notice: str = ""
    gift: Mapping[str, str] | None = None


def arrived(held: Collection[int] | None, now: datetime) -> Arrived:
    """Read from the address and the cookie, so that a page without either is the same for everyone.

    `held` the offers that the visitor's basket holds, None while there is no basket: it will hold this one once it is opened."""
    asked, offer = request.args.get("notice", ""), gift(now)
    waits = offer is not None and (held is None or offer.id in held)
    return Arrived(asked if asked in links.NOTICES else "", offer.name if offer and waits else None)


def gift(now: datetime) -> promotions.Offer | None:
    """The offer of the last link that carried one, while both run; the goods are not looked at."""
    gift_id = read().gift_id
    link = links.find_by_id(gift_id) if gift_id else None
    if link is None or not links.is_running(link, now):
        return None
    here = promotions.Situation(channel="website", at=now, goods_cents=0)
    runs = (offer for offer in promotions.running(now) if offer.id == link.offer_id and not offer.is_used_up)
    return next((offer for offer in runs if offer.why_not(here, reads_goods=False) is None), None)


def keep(answer: Response, came: Came) -> Response:
    """For thirty days from now."""
    o = came.origin
    assert o.first_touch_at and o.last_touch_at, "only who came by a link is remembered"
    facts = [o.first_link_id, int(o.first_touch_at.timestamp()), o.last_link_id, int(o.last_touch_at.timestamp()), came.gift_id]
    g.came = came
    return asking.set_cookie(answer, COOKIE, (GIFT if came.gift_id else PLAIN) + str(_signer().dumps(facts)), days=DAYS)
