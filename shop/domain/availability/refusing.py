"""Decides which refusal each reason is, when it stops an order instead of explaining an offer."""
from shop.domain.availability.ruling import Reason
from shop.domain.fulfilment import NoSuchSlot, SlotIsFull
from shop.domain.stock import NoneLeft, NotEnoughLeft
from shop.kernel.refusal import Refusal


class NotAvailable(Refusal):
    """What is wanted can't be had then; each reason has its own kind and sentence."""

    code = "closed"
    field = "slot"


class ClosedFor(NotAvailable):
    code = "closed_for"


class NotSold(NotAvailable):
    code = "not_sold"


class CounterOnly(NotAvailable):
    code = "counter_only"


class NotDelivered(NotAvailable):
    code = "not_delivered"


class NoZone(NotAvailable):
    code = "no_zone"


class SoldOut(NotAvailable):
    code = "sold_out"


class SoldOutToday(NotAvailable):
    code = "sold_out_today"


class OutOfSeason(NotAvailable):
    code = "out_of_season"


class LeadTime(NotAvailable):
    code = "lead_time"


class CutOff(NotAvailable):
    code = "cut_off"


class OrdersPaused(NotAvailable):
    code = "paused"


class ShopBusy(NotAvailable):
    code = "busy"


class TooSoon(NotAvailable):
    code = "too_soon"


class DayOver(NotAvailable):
    code = "over"


class TooFar(NotAvailable):
    code = "too_far"


class NotDigital(NotAvailable):
    code = "not_digital"


KINDS: dict[str, type[Refusal]] = {
    kind.code: kind for kind in (
        NotAvailable, ClosedFor, NotSold, CounterOnly, NotDelivered, NoZone, SoldOut, SoldOutToday, OutOfSeason, LeadTime, CutOff,
        OrdersPaused, ShopBusy, TooSoon, DayOver, TooFar, NoSuchSlot, SlotIsFull, NoneLeft, NotEnoughLeft,
        NotDigital)
}


def refusal_of(reason: Reason) -> Refusal:
    """The refusal with the reason's own code and parameters."""
    return KINDS[reason.code](**reason.params)
