"""Decides what an offer must say before it goes out, and which of two is the one that holds."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import update

from shop.domain import business, conversations, orders
from shop.domain.catalogue import ALLERGENS
from shop.domain.commissions.events import WishOffered
from shop.domain.commissions.finding import get, hold
from shop.domain.commissions.models import Commission
from shop.domain.orders import CANCELLED
from shop.kernel import clock, events
from shop.kernel.database import change, db, writing
from shop.kernel.money import percent
from shop.kernel.refusal import Refusal

MOST_CENTS, LONGEST_LEAD = 1_000_000, 60 * 24 * 60
LONGEST_NAME, LONGEST_WORDS = 120, 2_000


class OfferName(Refusal):
    code = "needed"
    field = "name"


class OfferPrice(Refusal):
    code = "wish_offer_price"
    field = "cents"


class OfferDeposit(Refusal):
    code = "wish_offer_deposit"
    field = "deposit"


class OfferVat(Refusal):
    code = "needed"
    field = "vat"


class OfferAllergens(Refusal):
    """Which it holds, or said outright that it holds none: never left open."""

    code = "wish_offer_allergens"
    field = "allergens"


class OfferUntil(Refusal):
    code = "wish_offer_until"
    field = "good_until"


class OfferLead(Refusal):
    code = "wish_offer_lead"
    field = "lead_hours"


class NotOfferable(Refusal):
    """It is ordered already, or nobody wants it any more, or a colleague was faster."""

    code = "wish_not_offerable"


@dataclass(frozen=True)
class Offer:
    """`deposit_cents` what has to be paid for the order to stand, 0 for nothing; `vat` a code; `lead_minutes` how long before it must be
    taken."""

    name: dict[str, str]
    cents: int
    vat: str
    allergens: tuple[str, ...]
    traces: tuple[str, ...] = ()
    holds_none: bool = False
    deposit_cents: int = 0
    words: str = ""
    lead_minutes: int = 0

    def kept(self) -> dict[str, Any]:
        """As the row keeps it."""
        return {"name": self.name, "cents": self.cents, "deposit_cents": self.deposit_cents, "vat": self.vat, "words": self.words,
                "allergens": [key for key in ALLERGENS if key in self.allergens], "lead_minutes": self.lead_minutes,
                "traces": [key for key in ALLERGENS if key in self.traces and key not in self.allergens]}


def share_of(cents: int, share: int) -> int:
    """A deposit of so many percent of a price in cents."""
    return percent(cents, share * 100)


def check(offer: Offer, good_until: datetime, *, now: datetime) -> None:
    """Raises OfferName, OfferPrice, OfferDeposit, OfferVat, OfferAllergens, OfferUntil, OfferLead."""
    if not offer.name.get("it", "").strip() or any(len(words) > LONGEST_NAME for words in offer.name.values()):
        raise OfferName
    if not 0 < offer.cents <= MOST_CENTS:
        raise OfferPrice(most_cents=MOST_CENTS)
    if not 0 <= offer.deposit_cents <= offer.cents:
        raise OfferDeposit
    if offer.vat not in business.VAT_CODES or offer.vat == "voucher":
        raise OfferVat
    if bool(offer.allergens) == offer.holds_none or not {*offer.allergens, *offer.traces} <= set(ALLERGENS):
        raise OfferAllergens
    if not 0 <= offer.lead_minutes <= LONGEST_LEAD:
        raise OfferLead
    if good_until <= now:
        raise OfferUntil


def offer(commission_id: int, offer: Offer, *, good_until: datetime, text: str, seen_version: int, by: str, now: datetime) -> int:
    """Offer it, or offer it anew: from now on only this counts. `text` stands in the talk. Returns the offer's version.

    Raises what `check` does, NotOfferable, NotFound."""
    check(offer, good_until, now=now)
    by_letter = conversations.way_of(conversations.get_conversation(get(commission_id).conversation_id)) == "letter"
    with writing():
        row = hold(commission_id)
        if not may_be_offered(row) or row.version != seen_version:
            raise NotOfferable
        values = {"offer": offer.kept(), "state": "offered", "version": seen_version + 1, "offered_at": now, "good_until": good_until}
        if change(update(Commission).where(Commission.id == row.id, Commission.version == seen_version).values(**values)) != 1:
            raise NotOfferable
        db.session.refresh(row)
        message_id = conversations.say_aside(row.conversation_id, text, by=by, now=now, by_letter=by_letter)
        events.record(WishOffered(at=now, about=f"commission:{row.id}", customer_id=row.customer_id, by=by, via="admin",
                                  commission_id=row.id, message_id=message_id, version=row.version))
        return row.version


def may_be_offered(row: Commission) -> bool:
    """Until it is ordered; and again when the order was let go. Who no longer wants it is left in peace."""
    if row.state == "ordered":
        return row.order_id is not None and orders.get(row.order_id).state in CANCELLED
    return row.state in ("asked", "offered", "declined")


def is_good(row: Commission, *, now: datetime) -> bool:
    """Whether what is offered can be taken now: in time, for a day that is not over, and by nobody yet."""
    if row.good_until is None or row.good_until < now or clock.day_of(now) > row.on:
        return False
    if row.state == "ordered" and row.order_id is not None:
        return orders.get(row.order_id).state in ("expired", "cancelled_by_customer")
    return row.state == "offered"
