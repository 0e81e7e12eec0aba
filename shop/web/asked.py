"""Decides what of an address or a form can be meant at all: readable words, days of our times, numbers that fit an id."""
from datetime import date

from flask import request

EARLIEST, LATEST = date(2000, 1, 1), date(2199, 12, 31)
LARGEST = 2**31 - 1


def words(name: str, most: int = 80) -> str:
    """One line of text, whatever was sent; empty when nothing was."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in request.values.get(name, "")[:most * 2]).split())[:most]


def day(name: str = "on") -> date | None:
    """The day named; None when none is, or none the shop could have to do with."""
    try:
        named = date.fromisoformat(request.values.get(name, ""))
    except ValueError:
        return None
    return named if EARLIEST <= named <= LATEST else None


def number(name: str) -> int:
    """A positive whole number; 0 for anything else."""
    typed = request.values.get(name, "").strip()
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 11 and int(typed) <= LARGEST else 0
