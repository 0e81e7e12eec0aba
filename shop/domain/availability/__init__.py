"""The one answer: when can this be had, what is left, and why not sooner."""
from shop.domain.availability.answering import Answer, DayOffer, answer, check, list_days, list_days_around, list_slots
from shop.domain.availability.carding import Card, ask_each
from shop.domain.availability.counting import check_counter, left_now
from shop.domain.availability.needing import Wanted, lead_of
from shop.domain.availability.pausing import BadMinutes, BadMoment, be_busy, calm_down, pause, resume
from shop.domain.availability.refusing import NotAvailable
from shop.domain.availability.ruling import Reason

__all__ = [
    "Answer", "BadMinutes", "BadMoment", "Card", "DayOffer", "NotAvailable", "Reason", "Wanted", "answer", "ask_each", "be_busy",
    "calm_down", "check", "check_counter", "lead_of", "left_now", "list_days", "list_days_around", "list_slots", "pause", "resume",
]
