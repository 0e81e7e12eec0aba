"""What happened, counted: where orders came from, what a customer usually takes."""

from shop.domain.reports.crediting import TOUCHES, Credit, Report, Sale, gather, list_sales, report
from shop.domain.reports.earning import Earned, Movement, earned, list_movements
from shop.domain.reports.following import Entry, list_timeline
from shop.domain.reports.glancing import Glance, Usual, glance, list_glances
from shop.domain.reports.keeping import Kept, export_person, keep_of
from shop.domain.reports.takings import NO_RATE, Taking, list_takings, sum_takings

__all__ = [
    "NO_RATE",
    "Taking",
    "list_takings",
    "sum_takings",
    "list_movements",
    "earned",
    "Movement",
    "Earned",
    "TOUCHES",
    "Credit",
    "Entry",
    "Glance",
    "Kept",
    "Report",
    "Sale",
    "Usual",
    "export_person",
    "gather",
    "glance",
    "keep_of",
    "list_glances",
    "list_sales",
    "list_timeline",
    "report",
]
