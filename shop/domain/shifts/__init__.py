"""The cash drawer: who opened it with how much, what went in and out, and what was counted."""

from shop.domain.shifts.checking import list_faults
from shop.domain.shifts.closing import COINS, MOST_PIECES, BadCount, DrawerMoved, ShiftIsClosed, add_up, close_shift
from shop.domain.shifts.finding import expected_of, find_open, get_shift, last_move, list_moves, list_shifts
from shop.domain.shifts.models import CashMove, Shift
from shop.domain.shifts.noting import DrawerIsClosed, hold_open, note_cash
from shop.domain.shifts.opening import BadFloat, BadMove, CashReasonNeeded, DrawerIsOpen, NotSoMuchInside, move_cash, open_shift
from shop.domain.shifts.rules import DrawerRules, drawer_rules, save_rules

__all__ = [
    "COINS",
    "MOST_PIECES",
    "BadCount",
    "BadFloat",
    "BadMove",
    "CashMove",
    "CashReasonNeeded",
    "DrawerIsClosed",
    "DrawerIsOpen",
    "DrawerMoved",
    "DrawerRules",
    "NotSoMuchInside",
    "Shift",
    "ShiftIsClosed",
    "add_up",
    "close_shift",
    "drawer_rules",
    "expected_of",
    "find_open",
    "get_shift",
    "hold_open",
    "last_move",
    "list_faults",
    "list_moves",
    "list_shifts",
    "move_cash",
    "note_cash",
    "open_shift",
    "save_rules",
]
