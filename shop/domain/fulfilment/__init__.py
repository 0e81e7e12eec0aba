"""The room of hours and places: weekly windows, special days, slots, bookings and delivery zones."""
from shop.domain.fulfilment.booking import NoSuchSlot, SlotIsFull, book, free, hold_days
from shop.domain.fulfilment.checking import list_faults
from shop.domain.fulfilment.colliding import DayHasOrders
from shop.domain.fulfilment.cutting import DaySlots, Slot, SlotBook, Taken, cut, fill
from shop.domain.fulfilment.excepting import (
    AlreadyClosed,
    BadRange,
    clear_day,
    close_early,
    closes_early,
    reopen,
    set_day,
    set_range,
)
from shop.domain.fulfilment.hours import DeliveryZone, Hours, Opening, SpecialDay, hours
from shop.domain.fulfilment.mapping import (
    BadAmount,
    BadPostalCode,
    ZoneDraft,
    ZoneHasOrders,
    ZoneNeedsName,
    ZoneNeedsPlaces,
    move_zone,
    read_places,
    remove_zone,
    save_zone,
    write_places,
)
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
from shop.domain.fulfilment.planning import Draft, HoursRefused, list_drafts, save_week
from shop.domain.fulfilment.proposing import Holiday, propose_holidays
from shop.domain.fulfilment.remembering import slot_book
from shop.domain.fulfilment.zoning import fee_cents, find_zone, find_zones, get_zone, list_towns, list_zones, missing_for_minimum_cents

__all__ = [
    "AlreadyClosed", "BadAmount", "BadPostalCode", "BadRange", "DayHasOrders", "DaySlots", "DeliveryZone", "Draft", "Holiday", "Hours",
    "HoursRefused", "NoSuchSlot", "Opening", "Slot", "SlotBook", "SlotIsFull", "SpecialDay", "Taken", "ZoneDraft", "ZoneHasOrders",
    "ZoneNeedsName", "ZoneNeedsPlaces", "book", "clear_day", "close_early", "closes_at", "closes_early", "cut",
    "fee_cents", "fill", "find_zone", "find_zones", "free", "get_zone", "hold_days", "hours", "is_open", "list_drafts", "list_faults",
    "list_special_days", "list_towns", "list_zones", "missing_for_minimum_cents", "move_zone", "next_opening", "opens_and_closes",
    "propose_holidays", "read_places", "remove_zone", "reopen", "save_week", "save_zone", "set_day", "set_range", "slot_book", "slots",
    "special_day", "windows_on", "write_places",
]
