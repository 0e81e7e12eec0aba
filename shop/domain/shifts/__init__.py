"""The cash drawer: who opened it with how much, what went in and out, and what was counted."""

from shop.domain.shifts.models import CashMove, Shift

__all__ = ["CashMove", "Shift"]
