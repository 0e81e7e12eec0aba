"""Decides how a rule's own arguments are named, kept and read again: forms are drawn from them, so the two can't disagree."""

from dataclasses import dataclass, field, fields
from datetime import datetime, time
from typing import Any


@dataclass(frozen=True)
class Argument:
    """`kind` says how it is asked for: percent (in basis points), cents, scope, products, categories, flag, channels, moment, weekdays,
    time."""

    name: str
    kind: str
    default: Any


def argument(kind: str, default: Any) -> Any:
    """A field of a rule that the owner fills in."""
    return field(default=default, metadata={"argument": kind})


def arguments_of(rule: type[Any]) -> tuple[Argument, ...]:
    return tuple(Argument(one.name, one.metadata["argument"], one.default) for one in fields(rule))


def as_kept(rule: Any) -> dict[str, Any]:
    """The rule as its row keeps it."""
    return {"kind": rule.kind} | {one.name: _keep(getattr(rule, one.name)) for one in arguments_of(type(rule))}


def _keep(value: Any) -> Any:
    if isinstance(value, datetime | time):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def from_kept(rule: type[Any], kept: dict[str, Any]) -> Any:
    """The rule again; an argument that it has gained since then has its default."""
    return rule(**{one.name: _read(one.kind, kept[one.name]) for one in arguments_of(rule) if one.name in kept})


def _read(kind: str, value: Any) -> Any:
    if value is not None and kind == "moment":
        return datetime.fromisoformat(value)
    if value is not None and kind == "time":
        return time.fromisoformat(value)
    return tuple(value) if isinstance(value, list) else value
