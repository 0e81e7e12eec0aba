"""Decides whether the shop takes wishes at all."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from shop.kernel import audit, settings
from shop.kernel.database import writing


@dataclass(frozen=True)
class CommissionRules:
    """`is_open`: visitors find the form; what was asked before goes on either way."""

    group: ClassVar[str] = "commissions"
    is_open: bool = True


def commission_rules() -> CommissionRules:
    return settings.read(CommissionRules)


def open_door(is_open: bool, *, by: str, now: datetime) -> None:
    """Show the form to visitors, or hide it."""
    with writing():
        rules = replace(settings.read(CommissionRules), is_open=is_open)
        settings.store(rules)
        audit.note(what="settings.changed", by=by, about=f"settings:{rules.group}", at=now, fields=["is_open"])
