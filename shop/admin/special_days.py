"""Decides how special days are listed: days in a row that are alike are one stretch; holidays of the coming year are proposed."""
from dataclasses import dataclass, replace
from datetime import date, timedelta

from shop.domain import business, fulfilment
from shop.domain.fulfilment import Holiday, SpecialDay


@dataclass(frozen=True)
class Stretch:
    """The same exception from one day to another."""

    day: SpecialDay
    until_on: date


def list_stretches(today: date) -> list[Stretch]:
    """Exceptions from today on, neighbours alike in one."""
    found: list[Stretch] = []
    for day in fulfilment.list_special_days(today):
        last = found[-1] if found else None
        if last and last.until_on + timedelta(days=1) == day.on and replace(last.day, on=day.on) == day:
            found[-1] = Stretch(last.day, day.on)
        else:
            found.append(Stretch(day, day.on))
    return found


def propose(today: date) -> list[Holiday]:
    """Holidays of the coming twelve months on which the shop would be open and nothing is set yet."""
    province = business.identity().province
    coming = [*fulfilment.propose_holidays(today.year, province=province), *fulfilment.propose_holidays(today.year + 1, province=province)]
    return [h for h in coming if today <= h.on < today + timedelta(days=365) and h.usually_open and not h.is_set]
