"""Decides what a member's name and address must look like to be kept."""
import re

from shop.kernel.refusal import Refusal


class StaffEmail(Refusal):
    code, field, status = "staff_email", "email", 422


class BadName(Refusal):
    code, field, status = "staff_name", "name", 422


def clean_email(typed: str) -> str:
    """The address as it is kept. Raises StaffEmail."""
    email = typed.strip().lower()
    if len(email) > 254 or not re.fullmatch(r"[^@\s<>\",;:]+@[^@\s<>\",;:.]+(\.[^@\s<>\",;:.]+)+", email):
        raise StaffEmail
    return email


def clean_name(typed: str) -> str:
    """Raises BadName."""
    name = " ".join(typed.split())
    if not 0 < len(name) <= 60:
        raise BadName
    return name
