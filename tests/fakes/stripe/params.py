"""What Stripe takes: a form with brackets, checked against the types that stripe-python itself declares."""

import re
import sys
import typing
from typing import Any, Literal, NotRequired, get_args, get_origin

from stripe._request_options import RequestOptions
from typing_extensions import is_typeddict

OPTIONS = frozenset(RequestOptions.__annotations__)
KEY = re.compile(r"\[([^\]]*)\]")


class No(Exception):
    """An error body as the real one sends it."""

    def __init__(self, words: str, *, code: str | None = None, kind: str = "invalid_request_error", status: int = 400,
                 param: str | None = None) -> None:
        super().__init__(words)
        self.status = status
        self.body = {"error": {"message": words, "type": kind} | {name: said for name, said in (("code", code), ("param", param)) if said}}


def unfold(fields: list[tuple[str, str]]) -> dict[str, Any]:
    """`a[b][0][c]=v` as nested dictionaries; what counts from zero becomes a list."""
    root: dict[str, Any] = {}
    for name, value in fields:
        steps = [name.partition("[")[0], *KEY.findall(name)]
        place = root
        for step in steps[:-1]:
            place = place.setdefault(step, {})
        place[steps[-1]] = value
    return {name: _lists(value) for name, value in root.items()}


def _lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    inner = {name: _lists(one) for name, one in value.items()}
    if inner and all(name.isdecimal() or name == "" for name in inner):
        return list(inner.values())
    return inner


def check(given: dict[str, Any], kind: Any, at: str = "") -> dict[str, Any]:
    """The parameters with their types; raises No for what this TypedDict does not know, lacks, or has as something else."""
    known = {name: wanted for name, wanted in kind.__annotations__.items() if name not in OPTIONS}
    for name in given:
        if name not in known:
            raise No(f"Received unknown parameter: {_join(at, name)}", code="parameter_unknown", param=_join(at, name))
    for name, wanted in known.items():
        if name not in given and get_origin(wanted) is not NotRequired:
            raise No(f"Missing required param: {_join(at, name)}.", code="parameter_missing", param=_join(at, name))
    return {name: _take(value, _bare(known[name], kind), _join(at, name)) for name, value in given.items()}


def _join(at: str, name: str) -> str:
    return f"{at}[{name}]" if at else name


def _bare(wanted: Any, kind: Any) -> Any:
    """The annotation itself, its forward references looked up where it was written."""
    if get_origin(wanted) is NotRequired:
        wanted = get_args(wanted)[0]
    return _known(wanted, vars(sys.modules[kind.__module__]))


def _known(wanted: Any, names: dict[str, Any]) -> Any:
    if isinstance(wanted, typing.ForwardRef):
        wanted = wanted.__forward_arg__
    if isinstance(wanted, str):
        return _known(eval(wanted, dict(names)), names)  # noqa: S307  # stripe-python's own annotation
    if get_origin(wanted) is list:
        return list[_known(get_args(wanted)[0], names)]  # type: ignore[misc]
    return wanted


def _take(value: Any, wanted: Any, at: str) -> Any:
    choices = get_args(wanted) if "Union" in str(get_origin(wanted)) + type(wanted).__name__ else (wanted,)
    named = [word for choice in choices if get_origin(choice) is Literal for word in get_args(choice)]
    if named and isinstance(value, str):
        if value not in named:
            raise No(f"Invalid {at}: must be one of {', '.join(map(str, named))}", param=at)
        return value
    for choice in choices:
        fits, taken = _fit(value, choice, at)
        if fits:
            return taken
    raise No(f"Invalid {at}: {value!r}", code="parameter_invalid", param=at)


def _fit(value: Any, choice: Any, at: str) -> tuple[bool, Any]:
    if is_typeddict(choice):
        return (True, check(value, choice, at)) if isinstance(value, dict) else (False, None)
    if get_origin(choice) is list:
        return isinstance(value, list), [_take(one, get_args(choice)[0], f"{at}[{i}]") for i, one in enumerate(value)]
    if choice is int:
        return _is_whole(value), int(value) if _is_whole(value) else None
    if choice is bool:
        return value in ("true", "false"), value == "true"
    if get_origin(choice) is dict:
        return isinstance(value, dict), _check_named(value, at) if isinstance(value, dict) else None
    return choice is str and isinstance(value, str), value


def _is_whole(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(r"-?\d{1,18}", value) is not None


def _check_named(value: dict[str, Any], at: str) -> dict[str, Any]:
    """Metadata: at most fifty, names of forty letters, values of five hundred."""
    if len(value) > 50 or any(len(name) > 40 or len(str(one)) > 500 for name, one in value.items()):
        raise No(f"Metadata is too long: {at}", param=at)
    return value
