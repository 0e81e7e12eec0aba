"""Decides in which ways an offer can be refused, or be written wrongly."""

from shop.kernel.refusal import Refusal


class UnknownCode(Refusal):
    """One sentence for whatever was typed: a guess learns nothing."""

    code = "unknown_offer_code"
    field = "code"


class OfferIsOver(Refusal):
    code = "offer_is_over"


class OfferNotYet(Refusal):
    code = "offer_not_yet"


class OfferNotNow(Refusal):
    code = "offer_not_now"


class OfferOtherChannel(Refusal):
    code = "offer_other_channel"


class OfferUsedUp(Refusal):
    code = "offer_used_up"


class OfferAlreadyUsed(Refusal):
    code = "offer_already_used"


class OfferNeedsCustomer(Refusal):
    """It is limited per person, and nobody knows who this is."""

    code = "offer_needs_customer"
    field = "email"


class MinimumMissing(Refusal):
    code = "offer_minimum_missing"
    field = "code"


class NothingForOffer(Refusal):
    code = "offer_needs_goods"
    field = "code"


class OfferBeaten(Refusal):
    code = "offer_beaten"


class OfferNeedsName(Refusal):
    code = "offer_needs_name"
    field = "name_it"


class OfferNeedsCode(Refusal):
    code = "offer_needs_code"
    field = "code"


class CodeIsTaken(Refusal):
    code = "offer_code_is_taken"
    field = "code"


class WrongPercent(Refusal):
    code = "offer_wrong_percent"
    field = "benefit"


class WrongAmount(Refusal):
    code = "offer_wrong_amount"
    field = "benefit"


class NoGoodsChosen(Refusal):
    code = "offer_no_goods_chosen"
    field = "benefit"


class WrongDates(Refusal):
    code = "offer_wrong_dates"
    field = "dates"


class WrongHours(Refusal):
    code = "offer_wrong_hours"
    field = "weekly"


class LimitBelowUses(Refusal):
    code = "offer_limit_below_uses"
    field = "most_uses"


class WrongLimit(Refusal):
    code = "offer_wrong_limit"
    field = "most_uses"


class OfferWasUsed(Refusal):
    """What it takes off stays as it was for those who have used it."""

    code = "offer_was_used"
    field = "benefit"


class OfferMoved(Refusal):
    code = "offer_moved"
