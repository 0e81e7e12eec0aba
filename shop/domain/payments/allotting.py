"""Decides out of which payments money is given back, and over which way each part goes."""

from collections.abc import Sequence
from dataclasses import dataclass

from shop.domain.payments.models import Payment
from shop.kernel.refusal import Refusal

BY_HAND = ("cash", "card")  # from the drawer, or on the bank's own terminal: a person does it
BY_GATEWAY = ("online", "reader")
OF_OURS = ("gift_card", "credit")  # what was paid with a card of ours always goes back on it
GIVE_TO = ("original", "cash", "card", "credit")


class NotSoMuchToGiveBack(Refusal):
    """More than is left of what was paid: `left_cents`. Money that the customer's bank is claiming is left to the bank."""

    code = "not_so_much_to_give_back"
    field = "cents"


@dataclass(frozen=True)
class Part:
    """So many cents of one payment go back as `tender`, on its own card where it is one of ours."""

    tender: str
    cents: int
    payment_id: int | None = None
    gift_card_id: int | None = None


def left_of(payment: Payment) -> int:
    """What may still be given back of a payment."""
    return 0 if payment.voided_at or payment.disputed_at else payment.cents - payment.back_cents


def allot(payments: Sequence[Payment], cents: int, *, to: str = "original", by_itself: bool = False) -> list[Part]:
    """The parts, out of the newest payments first; those of the wanted tender before others, cards of ours last. Pure.

    `by_itself`: nobody stands there to give it by hand, so what needs a person is left out. Raises NotSoMuchToGiveBack."""
    parts: list[Part] = []
    for payment in sorted(payments, key=lambda payment: (_distance(payment.tender, to), -payment.id)):
        part = min(cents, left_of(payment))
        if part > 0 and not (by_itself and payment.tender in BY_HAND):
            parts.append(_part(payment, part, to))
            cents -= part
    if cents > 0 and not by_itself:
        raise NotSoMuchToGiveBack(left_cents=sum(part.cents for part in parts))
    return parts


def _distance(tender: str, to: str) -> int:
    if to == "original":
        return 0
    return 0 if tender == to else 2 if tender in OF_OURS else 1


def _part(payment: Payment, cents: int, to: str) -> Part:
    if to == "original" or payment.tender in OF_OURS:
        return Part(payment.tender, cents, payment.id, payment.gift_card_id)
    return Part(to, cents, payment.id)
