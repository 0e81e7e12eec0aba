"""The basket that follows the customer, and the one function that prices it."""
from shop.domain.baskets.choosing import (
    AnswerTooLong, BadQuantity, Choice, NeedsAnswer, NeedsVariant, TooFewPicks, TooManyPicks, UnknownPick, check, check_quantity,
)
from shop.domain.baskets.filling import (
    BasketIsFull, NotSold, accept_prices, add, change_line, drop_old, empty, find_basket, note_choices, open_basket, remove, set_quantity,
)
from shop.domain.baskets.models import Basket, BasketLine
from shop.domain.baskets.pricing import Price, total_vat
from shop.domain.baskets.quoting import Quote, QuotedLine, as_choice, price_each, quote, quote_choices

__all__ = [
    "AnswerTooLong", "BadQuantity", "Basket", "BasketIsFull", "BasketLine", "Choice", "NeedsAnswer", "NeedsVariant", "NotSold", "Price",
    "Quote", "QuotedLine", "TooFewPicks", "TooManyPicks", "UnknownPick", "accept_prices", "add", "as_choice", "change_line", "check", "check_quantity",
    "drop_old", "empty", "find_basket", "note_choices", "open_basket", "price_each", "quote", "quote_choices", "remove", "set_quantity", "total_vat",
]
