"""Decides what the owner asks of whoever keeps the drawer."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from shop.kernel import audit, settings
from shop.kernel.database import writing


@dataclass(frozen=True)
class DrawerRules:
    """`cash_needs_shift`: no cash comes in or goes out while no drawer is open."""

    group: ClassVar[str] = "drawer_rules"
    cash_needs_shift: bool = False


def drawer_rules() -> DrawerRules:
    return settings.read(DrawerRules)


def save_rules(rules: DrawerRules, *, by: str, now: datetime) -> None:
    """Keep the rules and note who changed them."""
    with writing():
        kept = drawer_rules()
        settings.store(rules)
        changed = sorted(name for name, value in vars(rules).items() if value != getattr(kept, name))
        audit.note(what="settings.changed", by=by, about=f"settings:{rules.group}", at=now, fields=changed)
