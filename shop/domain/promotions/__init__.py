"""Offers: when one holds, what it takes off, how often it may be used."""

from shop.domain.promotions.choosing import choose
from shop.domain.promotions.facts import CHANNELS, Chosen, Discount, Facts, Goods, Offer, Situation, Unmet
from shop.domain.promotions.finding import count_uses, find_by_code, find_many, get, list_all, running
from shop.domain.promotions.models import OfferCount, OfferRow, Redemption
from shop.domain.promotions.redeeming import give_back, list_of, redeem, revise
from shop.domain.promotions.refusing import (
    MinimumMissing,
    NothingForOffer,
    OfferAlreadyUsed,
    OfferBeaten,
    OfferIsOver,
    OfferNeedsCustomer,
    OfferNotNow,
    OfferNotYet,
    OfferOtherChannel,
    OfferUsedUp,
    UnknownCode,
)

__all__ = [
    "CHANNELS",
    "Chosen",
    "Discount",
    "Facts",
    "Goods",
    "MinimumMissing",
    "NothingForOffer",
    "Offer",
    "OfferAlreadyUsed",
    "OfferBeaten",
    "OfferCount",
    "OfferIsOver",
    "OfferNeedsCustomer",
    "OfferNotNow",
    "OfferNotYet",
    "OfferOtherChannel",
    "OfferRow",
    "OfferUsedUp",
    "Redemption",
    "Situation",
    "UnknownCode",
    "Unmet",
    "choose",
    "count_uses",
    "find_by_code",
    "find_many",
    "get",
    "give_back",
    "list_all",
    "list_of",
    "redeem",
    "revise",
    "running",
]
