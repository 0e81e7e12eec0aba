"""The one order book: every sale of every channel, from placing to hand-over."""
from shop.domain.orders.allocating import free_places
from shop.domain.orders.baking import Batch, Bench, bench
from shop.domain.orders.changing import Edit, Preview, TooLateToChange, change, list_wanted, note, preview, reschedule
from shop.domain.orders.checking import list_faults
from shop.domain.orders.events import UNDO_TIME, OrderChanged, OrderMoved, OrderPlaced
from shop.domain.orders.finding import (
    Found, find_by_checkout, find_by_code, get, get_by_token, list_best_sellers, list_day, list_live_on, list_of_customer,
    list_placed_since, list_waiting, search, tidy_code,
)
from shop.domain.orders.freezing import thaw
from shop.domain.orders.models import Line, Order
from shop.domain.orders.moving import (
    ReasonNeeded, TooLateToCancel, TooLateToUndo, WrongMove, cancel_by_customer, list_moves, may_cancel, may_undo, move, undo,
)
from shop.domain.orders.placing import (
    AddressNeeded, BasketIsEmpty, BelowMinimum, ContactNeeded, Details, NameNeeded, PriceHasChanged, place,
)
from shop.domain.orders.recording import record_money
from shop.domain.orders.states import CANCELLED, DONE, LIVE, MOVES, STATES

__all__ = [
    "CANCELLED", "DONE", "LIVE", "MOVES", "STATES", "UNDO_TIME", "AddressNeeded", "BasketIsEmpty", "Batch", "BelowMinimum", "Bench",
    "ContactNeeded", "Details", "Edit", "Found", "Line", "NameNeeded", "Order", "OrderChanged", "OrderMoved", "OrderPlaced", "Preview",
    "PriceHasChanged", "ReasonNeeded", "TooLateToCancel", "TooLateToChange", "TooLateToUndo", "WrongMove", "bench", "cancel_by_customer",
    "change", "find_by_checkout", "find_by_code", "free_places", "get", "get_by_token", "list_best_sellers", "list_day",
    "list_faults", "list_live_on", "list_moves", "list_of_customer", "list_placed_since", "list_waiting", "list_wanted", "may_cancel", "may_undo",
    "move", "note", "place", "preview", "record_money", "reschedule", "search", "thaw", "tidy_code", "undo",
]
