"""Decides the sentence for a key in the reader's language; a parameter is worded by the ending of its name."""
import tomllib
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from babel import Locale
from babel.dates import format_date, format_datetime, format_time, format_timedelta
from babel.numbers import format_currency, format_decimal

from shop.kernel import clock

LANGUAGES = ("it", "en")
_sentences: dict[str, dict[str, str]] = {}
_locales = {"it": Locale.parse("it_IT"), "en": Locale.parse("en_GB")}


def load(folder: Path) -> None:
    """Read translations/<language>/*.toml (a test sees that no two files say the same key)."""
    for language in LANGUAGES:
        files = sorted((folder / language).glob("*.toml"))
        _sentences[language] = dict(pair for file in files for pair in _flat("", tomllib.loads(file.read_text("utf-8"))))


def _flat(prefix: str, table: Mapping[str, Any]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for key, value in table.items():
        found += _flat(f"{prefix}{key}.", value) if isinstance(value, dict) else [(prefix + key, value)]
    return found


def keys(language: str) -> set[str]:
    return set(_sentences[language])


def has(key: str, language: str) -> bool:
    return key in _sentences[language] or f"{key}.other" in _sentences[language]


def say(key: str, language: str, /, **params: object) -> str:
    """The sentence; with a parameter `n`, its `.one` or `.other` form where it has them. Raises KeyError for an unknown key."""
    sentences = _sentences[language]
    if key not in sentences:
        key = f"{key}.{_locales[language].plural_form(int(str(params.get('n', 0))))}"
    return sentences[key].format(**{name: _word(name, value, language) for name, value in params.items()})


def pick(words: Mapping[str, str] | None, language: str) -> str:
    """The owner's own words in the reader's language, Italian where the other is missing."""
    return (words or {}).get(language) or (words or {}).get("it", "")


@lru_cache(maxsize=4096)  # a page words the same prices again and again
def money(cents: int, language: str) -> str:
    return format_currency(Decimal(cents) / 100, "EUR", locale=_locales[language])


def decimal(number: float, language: str) -> str:
    """`4,5`, with one digit behind the comma."""
    return format_decimal(number, format="0.0", locale=_locales[language])


def weight(grams: int, language: str) -> str:
    """`1,2 kg`, `300 g`, with the space that does not break."""
    if grams >= 1000:
        return format_decimal(Decimal(grams) / 1000, locale=_locales[language]) + "\u00a0kg"
    return f"{grams}\u00a0g"


def day(on: date, language: str) -> str:
    """`sabato 28 novembre`"""
    return format_date(on, "EEEE d MMMM", locale=_locales[language])


def short_day(on: date, language: str) -> str:
    """`sab 28 nov`"""
    return format_date(on, "EEE d MMM", locale=_locales[language])


def whole_date(on: date, language: str) -> str:
    """`28 novembre 2026`: of a day far from today the year counts, not the weekday."""
    return format_date(on, "d MMMM y", locale=_locales[language])


def moment(at: datetime, language: str) -> str:
    """`sabato 28 novembre, 09:30`"""
    return format_datetime(at, "EEEE d MMMM, HH:mm", tzinfo=clock.zone(), locale=_locales[language])


def clock_time(at: datetime | time, language: str) -> str:
    """`9:30`, on the shop's clock."""
    if isinstance(at, datetime):
        return format_time(at, "H:mm", tzinfo=clock.zone(), locale=_locales[language])
    return format_time(at, "H:mm", locale=_locales[language])


def duration(minutes: int, language: str) -> str:
    """`40 minuti`, `24 ore`, `2 giorni`: the largest unit that says it exactly, days from two on."""
    unit: Literal["day", "hour", "minute"] = "minute"
    if minutes and minutes % 60 == 0:
        unit = "day" if minutes % 1440 == 0 and minutes > 1440 else "hour"
    return format_timedelta(timedelta(minutes=minutes), granularity=unit, threshold=1e9, locale=_locales[language])


_WORDED: dict[str, Callable[[Any, str], str]] = {
    "cents": money, "at": moment, "on": day, "date": whole_date, "g": weight, "time": clock_time, "minutes": duration,
    "keys": lambda keys, language: ", ".join(say(key, language) for key in keys),
}


def _word(name: str, value: object, language: str) -> str:
    if isinstance(value, Mapping):
        return pick(value, language)
    worded = _WORDED.get(name.rpartition("_")[2]) if "_" in name or isinstance(value, date) else None
    return worded(value, language) if worded and value is not None else str(value)
