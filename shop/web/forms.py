"""Reads forms into frozen dataclasses, tries a verb with them, and says each mistake at its field."""
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from datetime import date, datetime, time
from types import NoneType, UnionType
from typing import Any, Generic, TypeVar, get_args, get_origin, get_type_hints

from shop.kernel.refusal import Refusal
from shop.kernel.wording import say

MOST_INT = 2**31 - 1  # what a column holds
YEARS = range(1900, 2200)
Asked = TypeVar("Asked")
T = TypeVar("T")


class Cents(int):
    """An amount typed in euro (`12,50`), held in cents."""


class Grams(int):
    """A weight typed in grams."""


class Longest:
    """How many characters a field takes where its annotation does not say more: nobody's name needs ten thousand."""

    text = 5_000


class NotUnderstood(Refusal):
    code = "not_understood"


class Needed(Refusal):
    code = "needed"


class TooLong(Refusal):
    code = "too_long"


def _text(typed: str) -> str:
    cleaned = typed.replace("\r\n", "\n").replace("\x00", "").strip()
    if len(cleaned) > Longest.text:
        raise TooLong(most=Longest.text)
    return cleaned


def _cents(typed: str) -> Cents:
    whole, _, part = typed.strip().removesuffix("€").strip().replace(".", ",").partition(",")
    if not (whole or part) or not (whole + part).isascii() or not (whole + part).isdigit() or len(part) > 2 or len(whole) > 7:
        raise ValueError(typed)
    return Cents(int(whole or 0) * 100 + int(part.ljust(2, "0")))


def _int(typed: str) -> int:
    if len(typed) > 12 or not typed.strip().removeprefix("-").isascii() or abs(int(typed)) > MOST_INT:
        raise ValueError(typed)
    return int(typed)


def _date(typed: str) -> date:
    on = date.fromisoformat(typed)
    if on.year not in YEARS:
        raise ValueError(typed)
    return on


def read_moment(typed: str) -> datetime:
    """An aware moment of our time: at the ends of the calendar there is no other zone to see it from. Raises ValueError."""
    moment = datetime.fromisoformat(typed)
    if moment.tzinfo is None or moment.year not in YEARS:
        raise ValueError(typed)
    return moment


READ: dict[Any, Callable[[str], Any]] = {
    str: _text, int: _int, Grams: lambda typed: Grams(_int(typed)), Cents: _cents, date: _date, time: time.fromisoformat,
    datetime: read_moment, bool: lambda typed: typed not in ("", "0", "false")}


@dataclass
class Form(Generic[Asked]):
    """What was typed, what it means (None when it can't be used), and a sentence per field (`form` for the whole)."""

    language: str
    typed: Mapping[str, Any] = field(default_factory=dict)
    asked: Asked | None = None
    errors: dict[str, str] = field(default_factory=dict)

    def value(self, name: str, otherwise: object = "") -> Any:
        """What to draw in the field: what was typed, or else what is kept."""
        return self.typed[name] if name in self.typed else otherwise


def read(kind: type[Asked], typed: Mapping[str, Any], language: str) -> Form[Asked]:
    """The form as `kind`; `X | None` may be left empty, a field with a default too, `tuple[X, ...]` reads all values of the name."""
    form = Form[Asked](language, typed)
    hints, values = get_type_hints(kind), {}
    for item in fields(kind):  # type: ignore[arg-type]  # every form is a dataclass
        try:
            values[item.name] = _read_field(hints[item.name], item, typed)
        except Refusal as refusal:
            form.errors[item.name] = say(f"refusal.{refusal.code}", language, **refusal.params)
        except ValueError:
            form.errors[item.name] = say("refusal.not_understood", language)
    if not form.errors:
        form.asked = _refused_at_field(form, lambda: kind(**values))
    return form


def _read_field(wanted: Any, item: Any, typed: Mapping[str, Any]) -> Any:
    if get_origin(wanted) is tuple:
        many = typed.getlist(item.name) if hasattr(typed, "getlist") else typed.get(item.name, ())
        return tuple(READ[get_args(wanted)[0]](one) for one in many)
    plain = next(a for a in get_args(wanted) if a is not NoneType) if get_origin(wanted) is UnionType else wanted
    raw = typed.get(item.name, "")
    if raw.strip() or plain is bool:
        return READ[plain](raw)
    if plain is not wanted:
        return None
    if item.default is not MISSING:
        return item.default
    raise Needed


def attempt(form: Form[Asked], verb: Callable[[Asked], T]) -> T | None:
    """Run the verb with what was asked; a refusal becomes the sentence at its field. None when anything was wrong."""
    asked = form.asked
    return None if asked is None else _refused_at_field(form, lambda: verb(asked))


def _refused_at_field(form: Form[Any], act: Callable[[], T]) -> T | None:
    try:
        return act()
    except Refusal as refusal:
        if refusal.status in (403, 404):
            raise
        where = refusal.field if refusal.field else "form"
        form.errors[where] = say(f"refusal.{refusal.code}", form.language, **refusal.params)
        return None
