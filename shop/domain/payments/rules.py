"""Decides which choices about paying are the owner's."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from shop.kernel import audit, settings
from shop.kernel.database import writing


@dataclass(frozen=True)
class PaymentRules:
    """`online`: customers may pay on the hosted page where a gateway is set up. `late`: what is paid after its order was let go and its
    places taken is given back (`refund`) or put to the owner (`ask`). `tips` in percent, none: nobody is asked. Who cancels less than
    `free_cancel_hours` before their time leaves `keep_percent` of the price with the shop. A balance is due `balance_days_before` the
    day of the order and reminded of `remind_days_before` that."""

    group: ClassVar[str] = "payment_rules"
    online: bool = True
    late: str = "refund"
    tips: tuple[int, ...] = ()
    keep_percent: int = 0
    free_cancel_hours: int = 24
    balance_days_before: int = 0
    remind_days_before: int = 2


def payment_rules() -> PaymentRules:
    return settings.read(PaymentRules)


def save_rules(rules: PaymentRules, *, by: str, now: datetime) -> None:
    """Keep the choices and note who changed which."""
    with writing():
        kept = payment_rules()
        changed = sorted(name for name, value in vars(rules).items() if value != getattr(kept, name))
        settings.store(rules)
        audit.note(what="settings.changed", by=by, about=f"settings:{rules.group}", at=now, fields=changed)
