"""Money taken, and goods handed over for it."""

from shop.domain.payments.checking import list_faults
from shop.domain.payments.events import MoneyRefunded, PaymentTaken, PaymentVoided
from shop.domain.payments.finding import find_refund, get_refund, list_of, list_refunds, refunds, takings
from shop.domain.payments.models import Notice, Parked, Payment, PaymentSession, Payout, PlayThing, Refund
from shop.domain.payments.returning import return_goods
from shop.domain.payments.selling import WAYS, CardIsTooMuch, Money, Sale, sell, share, undo_sale
from shop.domain.payments.taking import (
    TENDERS,
    AlreadyHandedOver,
    CashIsShort,
    HandedOver,
    UnknownTender,
    find_hand_over,
    hand_over,
    record_payment,
    take,
    undo_hand_over,
    void_undone,
)

__all__ = [
    "PlayThing",
    "Payout",
    "PaymentSession",
    "Parked",
    "Notice",
    "TENDERS",
    "WAYS",
    "AlreadyHandedOver",
    "CardIsTooMuch",
    "CashIsShort",
    "HandedOver",
    "Money",
    "MoneyRefunded",
    "Payment",
    "PaymentTaken",
    "PaymentVoided",
    "Refund",
    "Sale",
    "UnknownTender",
    "find_hand_over",
    "find_refund",
    "get_refund",
    "hand_over",
    "list_faults",
    "list_of",
    "list_refunds",
    "record_payment",
    "refunds",
    "return_goods",
    "sell",
    "share",
    "take",
    "takings",
    "undo_hand_over",
    "undo_sale",
    "void_undone",
]
