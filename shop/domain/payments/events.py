"""The facts this room announces."""

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from shop.domain.orders import UNDO_TIME
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


@dataclass(frozen=True, kw_only=True)
class RefundAsked(Event):
    """The gateway is to give this back; it is called afterwards."""

    name: ClassVar[str] = "refund.asked"
    order_id: int
    refund_id: int


@dataclass(frozen=True, kw_only=True)
class RefundPlanned(RefundAsked):
    """The same for an order just called off: nothing is sent while that may still be undone."""

    name: ClassVar[str] = "refund.planned"
    undo_time: ClassVar[timedelta] = UNDO_TIME


@dataclass(frozen=True, kw_only=True)
class RefundFailed(Event):
    """The gateway said no: the money is still owed, and the owner decides."""

    name: ClassVar[str] = "refund.failed"
    order_id: int
    refund_id: int
    cents: int


@dataclass(frozen=True, kw_only=True)
class NoticeHeard(Event):
    """The gateway told something about `object_id`, which is fetched fresh afterwards."""

    name: ClassVar[str] = "notice.heard"
    notice_id: str
    object_id: str


@dataclass(frozen=True, kw_only=True)
class PaymentFailed(Event):
    """A delayed payment did not come after all: the order still waits for its money."""

    name: ClassVar[str] = "payment.failed"
    order_id: int
    cents: int


@dataclass(frozen=True, kw_only=True)
class LatePayment(Event):
    """Money came for an order that was let go and can't be had any more (`why` late), or that was paid already (twice). `outcome`:
    refunded (it is on its way back), or parked (the owner decides)."""

    name: ClassVar[str] = "payment.late"
    order_id: int
    payment_id: int
    cents: int
    why: str
    outcome: str


@dataclass(frozen=True, kw_only=True)
class UnbookedRefundAsked(Event):
    """The owner gives back money that was never booked: the gateway is called afterwards."""

    name: ClassVar[str] = "parked.refund.asked"
    parked_id: int
