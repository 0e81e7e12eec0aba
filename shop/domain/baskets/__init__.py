"""The basket that follows the customer, and the one function that prices it."""

from shop.domain.baskets.attaching import attach_customer
from shop.domain.baskets.carding import cards_pay, drop_card, drop_credit, hold_card, hold_credit
from shop.domain.baskets.choosing import (
    AnswerTooLong,
    BadQuantity,
    BadScale,
    Choice,
    NeedsAnswer,
    NeedsVariant,
    NotADay,
    TooFewPicks,
    TooManyPicks,
    UnknownPick,
    check,
    check_quantity,
)
from shop.domain.baskets.events import BasketSent
from shop.domain.baskets.facts import Quote, QuotedLine
from shop.domain.baskets.filling import (
    BasketIsFull,
    NotSold,
    accept_prices,
    add,
    change_line,
    close,
    drop_old,
    find_basket,
    hold,
    note_choices,
    open_basket,
    remove,
    set_quantity,
)
from shop.domain.baskets.finding import find_by_code, is_expired
from shop.domain.baskets.forgetting import forget_baskets
from shop.domain.baskets.joining import Joined, join_at_sign_in, list_of_customer
from shop.domain.baskets.models import Basket, BasketLine
from shop.domain.baskets.offering import apply_code, drop_offer, hold_offer
from shop.domain.baskets.pricing import Price, total_vat
from shop.domain.baskets.quoting import as_choice, price_each, quote, quote_choices, quote_one, unit_price
from shop.domain.baskets.reckoning import goods_of, key_of
from shop.domain.baskets.sending import NothingToSend, ends_at, get_by_id, send
from shop.domain.baskets.touching import note_touch

__all__ = [
    "AnswerTooLong",
    "BadQuantity",
    "BadScale",
    "Basket",
    "BasketIsFull",
    "BasketLine",
    "BasketSent",
    "Choice",
    "Joined",
    "NeedsAnswer",
    "NeedsVariant",
    "NotADay",
    "NotSold",
    "NothingToSend",
    "Price",
    "Quote",
    "QuotedLine",
    "TooFewPicks",
    "TooManyPicks",
    "UnknownPick",
    "accept_prices",
    "add",
    "apply_code",
    "as_choice",
    "attach_customer",
    "cards_pay",
    "change_line",
    "check",
    "check_quantity",
    "close",
    "drop_card",
    "drop_credit",
    "drop_offer",
    "drop_old",
    "ends_at",
    "find_basket",
    "find_by_code",
    "forget_baskets",
    "get_by_id",
    "goods_of",
    "hold",
    "hold_card",
    "hold_credit",
    "hold_offer",
    "is_expired",
    "join_at_sign_in",
    "key_of",
    "list_of_customer",
    "note_choices",
    "note_touch",
    "open_basket",
    "price_each",
    "quote",
    "quote_choices",
    "quote_one",
    "remove",
    "send",
    "set_quantity",
    "total_vat",
    "unit_price",
]
