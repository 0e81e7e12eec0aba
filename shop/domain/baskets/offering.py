"""Decides which offers and gift cards a basket holds: by a code that was typed, or a link that was followed, on whatever channel."""

from datetime import datetime, timedelta

from shop.domain import giftcards, promotions
from shop.domain.baskets.carding import hold_card
from shop.domain.baskets.filling import get_basket
from shop.domain.baskets.models import Basket
from shop.domain.promotions import Offer
from shop.kernel.database import writing
from shop.kernel.limits import count_try, refuse_beyond

MOST_HELD = 8
MOST_TRIES, PER = 20, timedelta(minutes=10)


def hold_offer(token: str, offer_id: int, now: datetime) -> None:
    """Remember it for this basket; whether it applies is said by every quote. An unknown or unpublished one changes nothing."""
    if promotions.find_many([offer_id]):
        with writing():
            _hold(get_basket(token, now=now), offer_id)


def _hold(basket: Basket, offer_id: int) -> None:
    """The newest are kept."""
    kept = [held for held in basket.held_offers if held != offer_id]
    basket.held_offers = [*kept, offer_id][-MOST_HELD:]


def apply_code(
    token: str, typed: str, *, by_key: str, now: datetime, channel: str | None = None, customer_id: int | None = None
) -> Offer | None:
    """Hold the offer with this code, or the gift card (then None is returned). What only waits for more goods is held too; the quote says
    what is missing.

    `by_key` names who tries, for the limit on guesses. Raises UnknownCode, OfferIsOver, OfferNotYet, OfferNotNow, OfferOtherChannel,
    OfferUsedUp, OfferAlreadyUsed, TooManyTries, the refusals of hold_card; then nothing is held.
    """
    guesses = f"offer-code:{by_key}"
    refuse_beyond(guesses, most=MOST_TRIES, per=PER, now=now)
    offer = promotions.find_by_code(typed)
    if offer is None:
        card = giftcards.find_by_code(typed)
        if card is None:
            count_try(guesses, most=MOST_TRIES, per=PER, now=now)
            raise promotions.UnknownCode
        hold_card(token, card, now=now)
        return None
    with writing():
        basket = get_basket(token, now=now)
        person = customer_id or basket.customer_id
        used = promotions.count_uses([offer.id], customer_ids=promotions.ids_counted(person)) if person else {}
        promotions.refuse(offer, channel=channel or basket.channel, used=used.get(offer.id, 0), now=now)
        _hold(basket, offer.id)
        return offer


def drop_offer(token: str, offer_id: int, *, now: datetime) -> None:
    """The customer wants it no more."""
    with writing():
        basket = get_basket(token, now=now)
        basket.held_offers = [held for held in basket.held_offers if held != offer_id]
