"""Money taken, and goods handed over for it."""

from shop.domain.payments.checking import list_faults
from shop.domain.payments.events import PaymentTaken, PaymentVoided
from shop.domain.payments.finding import list_of, takings
from shop.domain.payments.models import Payment
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
    void_undone,
)

__all__ = [
    "TENDERS",
    "AlreadyHandedOver",
    "CashIsShort",
    "HandedOver",
    "Payment",
    "PaymentTaken",
    "PaymentVoided",
    "UnknownTender",
    "find_hand_over",
    "hand_over",
    "list_faults",
    "list_of",
    "record_payment",
    "take",
    "takings",
    "void_undone",
]
