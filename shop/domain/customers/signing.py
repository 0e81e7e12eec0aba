"""Decides what proves that a letter's link was ours: a mark made with the shop's own key, which stays good as long as the letter."""

import hmac
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from secrets import token_urlsafe
from typing import ClassVar

from sqlalchemy import select

from shop.domain.customers.models import Customer
from shop.kernel import settings
from shop.kernel.database import db, insert_once, writing


@dataclass(frozen=True)
class Keys:
    """Kept with the shop's data, so that old letters can be refused for ever, on whatever machine the shop runs."""

    group: ClassVar[str] = "customer_keys"
    letters: str = ""


def _key() -> bytes:
    if not settings.read(Keys).letters:
        with writing():
            insert_once(settings.Setting, group=Keys.group, fields={"letters": token_urlsafe(32)})
    return settings.read(Keys).letters.encode()


def unsubscribe_token(customer_id: int) -> str:
    """What stands in the address of the preferences and of the one-click refusal in letters to this row."""
    mark = hmac.digest(_key(), f"preferences:{customer_id}".encode(), "sha256")[:18]
    return f"{customer_id}-{urlsafe_b64encode(mark).decode()}"


def read_token(token: str) -> int | None:
    """Whose letter it came from; None for what we never wrote."""
    number = token.partition("-")[0]
    if not (number.isascii() and number.isdecimal() and len(number) < 10):
        return None
    if not hmac.compare_digest(unsubscribe_token(int(number)).encode(), token.encode()):
        return None
    return db.session.scalar(select(Customer.id).where(Customer.id == int(number)))
