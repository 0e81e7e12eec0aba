"""The facts this room announces."""

from dataclasses import dataclass
from typing import ClassVar

from shop.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class PaymentTaken(Event):
    name: ClassVar[str] = "payment.taken"
    order_id: int
    payment_id: int
    tender: str
    cents: int


@dataclass(frozen=True, kw_only=True)
class PaymentVoided(Event):
    name: ClassVar[str] = "payment.voided"
    order_id: int
    payment_id: int
    cents: int


@dataclass(frozen=True, kw_only=True)
class MoneyRefunded(Event):
    name: ClassVar[str] = "money.refunded"
    order_id: int
    refund_id: int
    tender: str
    cents: int
