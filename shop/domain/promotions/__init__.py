"""Offers: when one holds, what it takes off, how often it may be used."""

from shop.domain.promotions.arguments import Argument, arguments_of
from shop.domain.promotions.benefits import BENEFITS, Amount, Percent
from shop.domain.promotions.checking import list_faults
from shop.domain.promotions.choosing import choose, refuse
from shop.domain.promotions.conditions import CONDITIONS, Minimum
from shop.domain.promotions.counting import ids_counted
from shop.domain.promotions.covering import SCOPES
from shop.domain.promotions.describing import describe, say_percent
from shop.domain.promotions.editing import Draft, create, given, save, start, stop, was_used
from shop.domain.promotions.facts import CHANNELS, Benefit, Chosen, Condition, Discount, Facts, Goods, Offer, Situation, Unmet
from shop.domain.promotions.finding import bound, count_uses, find_by_code, find_many, get, list_all, running
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
    "ids_counted",
    "Amount",
    "Minimum",
    "Percent",
    "Argument",
    "arguments_of",
    "BENEFITS",
    "CONDITIONS",
    "SCOPES",
    "describe",
    "say_percent",
    "Draft",
    "create",
    "given",
    "save",
    "start",
    "stop",
    "was_used",
    "Benefit",
    "Condition",
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
    "bound",
    "choose",
    "count_uses",
    "find_by_code",
    "find_many",
    "get",
    "give_back",
    "list_all",
    "list_faults",
    "list_of",
    "redeem",
    "refuse",
    "revise",
    "running",
]
