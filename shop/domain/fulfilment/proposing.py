"""Decides which public holidays are proposed to the owner: those on which Italian shops close, with the patron's day of the province."""
from dataclasses import dataclass
from datetime import date

from shop.domain.fulfilment.hours import hours

NOT_CLOSING = ("National Unity Day", "Giorno dell'unità nazionale")


@dataclass(frozen=True)
class Holiday:
    """`usually_open`: by the weekly hours the shop would open; `is_set`: an exception already stands for that day."""

    on: date
    name: dict[str, str]
    usually_open: bool
    is_set: bool


def propose_holidays(year: int, *, province: str = "") -> list[Holiday]:
    """The closing holidays of a year, earliest first, named in both languages."""
    italian, english = _named(year, "it_IT", province), _named(year, "en_US", province)
    now = hours()
    return [
        Holiday(on, {"it": italian[on], "en": english.get(on, italian[on])}, bool(now.week().get(on.weekday())), on in now.special)
        for on in sorted(italian)]


def _named(year: int, language: str, province: str) -> dict[date, str]:
    from holidays import country_holidays  # heavy, and only the owner's desk needs it

    try:
        days = country_holidays("IT", subdiv=province.upper() or None, years=year, language=language)
    except NotImplementedError:  # no such province: the national ones
        days = country_holidays("IT", years=year, language=language)
    named = {on: [name for name in names.split("; ") if name not in NOT_CLOSING] for on, names in days.items()}
    return {on: ", ".join(names) for on, names in named.items() if names}
