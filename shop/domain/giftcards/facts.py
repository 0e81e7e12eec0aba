"""Decides what others know of cards: the owner's rules, what a card can do now, and in which ways it can be refused."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from shop.domain.giftcards.models import GiftCard
from shop.kernel.refusal import Refusal

KINDS = ("gift", "credit")
TENDER_OF = {"gift": "gift_card", "credit": "credit"}
GROUP = 4
LENGTH = 16


@dataclass(frozen=True)
class GiftCardRules:
    """`months` a gift card is good for from the day it is bought (0 = for ever); what the shop owes a customer never expires."""

    group: ClassVar[str] = "gift_cards"
    months: int = 0


@dataclass(frozen=True)
class Share:
    """What one card pays: `cents` of a sum, `left_cents` stay on it; `tender` as payments name it."""

    card_id: int
    tender: str
    cents: int
    left_cents: int
    code: str = ""


class CardIsShort(Refusal):
    """Less is on it than was asked, somebody else may have been faster: `left_cents`."""

    code = "gift_card_short"
    field = "code"


class CardIsEmpty(Refusal):
    code = "gift_card_empty"
    field = "code"


class CardIsStopped(Refusal):
    code = "gift_card_stopped"
    field = "code"


class CardHasExpired(Refusal):
    code = "gift_card_expired"
    field = "code"


class CardWasSpent(Refusal):
    """Its price can't be given back: part of it was used already."""

    code = "gift_card_was_spent"


class UnknownCard(Refusal):
    """One sentence for whatever was typed: a guess learns nothing."""

    code = "unknown_gift_card"
    field = "code"


class WrongCardAmount(Refusal):
    code = "gift_card_wrong_amount"
    field = "cents"


def tidy(typed: str) -> str:
    """A code as typed, read aloud or scanned: capitals, blanks and dashes don't matter."""
    return "".join(letter for letter in typed.upper() if letter.isalnum())


def shown(code: str) -> str:
    """In groups of four, as it stands on the card."""
    return "-".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def hidden(code: str) -> str:
    """Only its last group: enough to tell cards apart, too little to spend one."""
    return f"•••• {code[-GROUP:]}"


def state_of(card: GiftCard, on: date) -> str:
    """stopped, expired, empty or good."""
    if card.stopped_at is not None:
        return "stopped"
    if card.expires_on is not None and card.expires_on < on:
        return "expired"
    return "good" if card.balance_cents else "empty"


def refuse(card: GiftCard, on: date) -> None:
    """Raises CardIsStopped, CardHasExpired, CardIsEmpty unless something can be spent of it."""
    state = state_of(card, on)
    if state == "stopped":
        raise CardIsStopped
    if state == "expired":
        raise CardHasExpired(last_date=card.expires_on)
    if state == "empty":
        raise CardIsEmpty
