"""The room of hours and places: weekly windows, special days, slots, bookings and delivery zones."""
from shop.domain.fulfilment.booking import NoSuchSlot, SlotIsFull, book, free
from shop.domain.fulfilment.checking import list_faults
from shop.domain.fulfilment.cutting import DaySlots, Slot, SlotBook, Taken, cut, fill
from shop.domain.fulfilment.hours import DeliveryZone, Hours, Opening, SpecialDay, hours
from shop.domain.fulfilment.opening import (
    closes_at,
    is_open,
    list_special_days,
    next_opening,
    opens_and_closes,
    slots,
    special_day,
    windows_on,
)
from shop.domain.fulfilment.proposing import Holiday, propose_holidays
from shop.domain.fulfilment.remembering import slot_book
from shop.domain.fulfilment.zoning import fee_cents, find_zone, find_zones, get_zone, list_towns, list_zones, missing_for_minimum_cents

__all__ = [
    "DaySlots", "DeliveryZone", "Holiday", "Hours", "NoSuchSlot", "Opening", "Slot", "SlotBook", "SlotIsFull", "SpecialDay", "Taken",
    "book", "closes_at", "cut", "fee_cents", "fill", "find_zone", "find_zones", "free", "get_zone", "hours", "is_open", "list_faults",
    "list_special_days", "list_towns", "list_zones", "missing_for_minimum_cents", "next_opening", "opens_and_closes", "propose_holidays",
    "slot_book", "slots", "special_day", "windows_on",
]
