"""Reads and writes the rules of an offer in a form, argument by argument: the form has exactly the fields that the rule has."""
from collections.abc import Callable, Mapping
from datetime import datetime, time
from typing import Any

from werkzeug.datastructures import MultiDict

from shop.admin.typed import typed_euro
from shop.domain import promotions
from shop.domain.promotions import CHANNELS, SCOPES, Argument
from shop.kernel import clock
from shop.kernel.wording import say
from shop.web.forms import MOST_INT, READ, Cents

Typed = MultiDict[str, str]


def _percent(typed: str) -> int:
    """`12,5` percent are 1250 basis points."""
    return int(READ[Cents](typed.replace("%", "")))


def _scope(typed: str) -> str:
    if typed not in SCOPES:
        raise ValueError(typed)
    return typed


def _moment(typed: str) -> datetime:
    """A day and a time on the shop's clock, to the minute."""
    wall = datetime.fromisoformat(typed).replace(second=0, microsecond=0)
    moment = clock.at(wall.date(), wall.time()) if wall.tzinfo is None and 2000 <= wall.year < 2200 else None
    if moment is None:
        raise ValueError(typed)
    return moment


def _time(typed: str) -> time:
    return time.fromisoformat(typed).replace(second=0, microsecond=0, tzinfo=None)


def _ids(typed: list[str]) -> tuple[int, ...]:
    return tuple(sorted({int(one) for one in typed if one.isascii() and one.isdigit() and len(one) < 11 and int(one) <= MOST_INT}))


ONE: dict[str, Callable[[str], Any]] = {
    "percent": _percent, "cents": lambda typed: int(READ[Cents](typed)), "scope": _scope, "flag": lambda typed: typed == "1",
    "moment": _moment, "time": _time}
MANY: dict[str, Callable[[list[str]], Any]] = {
    "products": _ids, "categories": _ids, "channels": lambda typed: tuple(one for one in CHANNELS if one in typed),
    "weekdays": lambda typed: tuple(one for one in _ids(typed) if one < 7)}


def name_of(rule: type[Any], argument: Argument) -> str:
    return f"{rule.kind}-{argument.name}"


def read_rule(rule: type[Any], typed: Typed, errors: dict[str, str], language: str) -> Any:
    """The rule as typed; what can't be read has its default and a sentence."""
    values = {}
    for argument in promotions.arguments_of(rule):
        name = name_of(rule, argument)
        try:
            values[argument.name] = _read(argument, typed.getlist(name))
        except ValueError:
            errors[name], values[argument.name] = say("refusal.not_understood", language), argument.default
    return rule(**values)


def _read(argument: Argument, typed: list[str]) -> Any:
    if argument.kind in MANY:
        return MANY[argument.kind](typed)
    first = typed[0].strip() if typed else ""
    return ONE[argument.kind](first) if first else argument.default


def write_rule(rule: Any) -> Mapping[str, list[str]]:
    """What the form starts from."""
    arguments = promotions.arguments_of(type(rule))
    return {name_of(type(rule), one): _write(one, getattr(rule, one.name)) for one in arguments}


def _write(argument: Argument, value: Any) -> list[str]:
    if argument.kind in MANY:
        return [str(one) for one in value]
    if value is None or (argument.kind in ("percent", "cents") and not value):
        return []
    if argument.kind in ("percent", "cents"):
        return [typed_euro(value).removesuffix(",00") if argument.kind == "percent" else typed_euro(value)]
    if argument.kind == "moment":
        return [clock.local(value).strftime("%Y-%m-%dT%H:%M")]
    if argument.kind == "time":
        return [value.strftime("%H:%M")]
    return ["1" if value is True else "" if value is False else str(value)]
