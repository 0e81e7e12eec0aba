"""Decides which tender pays what of a sum: pure, and the parts are always exactly the sum."""

from collections.abc import Iterator
from dataclasses import dataclass

from shop.kernel.refusal import Refusal

TENDERS = ("cash", "card")
WAYS = ("cash", "card", "mixed")


class CashIsShort(Refusal):
    code = "cash_is_short"
    field = "given"


class UnknownTender(Refusal):
    code = "unknown_tender"
    field = "tender"


class CardIsTooMuch(Refusal):
    """A card gives no change: it takes at most what is due, and in a mixed payment leaves some for the cash."""

    code = "card_is_too_much"
    field = "card"


class DueHasChanged(Refusal):
    """Another sum is due than the page said: parameter `due_cents`."""

    code = "due_has_changed"


@dataclass(frozen=True)
class Money:
    """What the customer puts down. First `cards`, ids of gift cards and of what the shop owes them, as far as they go; then, for the rest,
    `given_cents` in cash (None: exactly) and `card_cents`, the part noted from the bank's terminal when the `way` is mixed.
    `agreed_cents`: the rest after the cards as the page said it; None: whatever it is."""

    way: str = "cash"
    given_cents: int | None = None
    card_cents: int = 0
    cards: tuple[int, ...] = ()
    agreed_cents: int | None = None


EXACT = Money()


@dataclass(frozen=True)
class Share:
    """What one tender pays: `cents` of the price, out of `given_cents`."""

    tender: str
    cents: int
    given_cents: int


def share(due_cents: int, money: Money) -> tuple[Share, ...]:
    """Who pays what of a sum that no gift card covers. Pure. Raises CashIsShort with what is missing, CardIsTooMuch, UnknownTender,
    DueHasChanged."""
    if money.way not in WAYS:
        raise UnknownTender
    if money.agreed_cents is not None and money.agreed_cents != due_cents:
        raise DueHasChanged(due_cents=due_cents)
    card = {"cash": 0, "card": due_cents}.get(money.way, money.card_cents)
    if money.way == "mixed" and not 0 < card < due_cents:
        raise CardIsTooMuch(due_cents=due_cents)
    rest = due_cents - card
    given = rest if money.given_cents is None or not rest else money.given_cents
    if given < rest:
        raise CashIsShort(missing_cents=rest - given)
    return tuple(_shares(rest, given, card))


def _shares(cash: int, given: int, card: int) -> Iterator[Share]:
    if cash:
        yield Share("cash", cash, given)
    if card:
        yield Share("card", card, card)
