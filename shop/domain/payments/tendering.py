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


@dataclass(frozen=True)
class Money:
    """What the customer puts down. `given_cents` in cash, None: exactly; `card_cents` the part noted from the bank's terminal
    when the `way` is mixed."""

    way: str = "cash"
    given_cents: int | None = None
    card_cents: int = 0


@dataclass(frozen=True)
class Share:
    """What one tender pays: `cents` of the price, out of `given_cents`."""

    tender: str
    cents: int
    given_cents: int


EXACT = Money()


def share(due_cents: int, money: Money) -> tuple[Share, ...]:
    """Who pays what of a sum. Pure. Raises CashIsShort with what is missing, CardIsTooMuch, UnknownTender."""
    if money.way not in WAYS:
        raise UnknownTender
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
