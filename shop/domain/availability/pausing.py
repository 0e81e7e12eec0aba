"""Decides how the shop slows down: orders for today paused, or more notice asked, until a minute after which all is as before."""
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from shop.domain.business import order_rules, save
from shop.kernel.database import writing
from shop.kernel.refusal import Refusal

LONGEST = timedelta(days=7)
MOST_MINUTES = 480


class BadMoment(Refusal):
    """It must end in the future, and within a week."""

    code = "bad_moment"
    field = "until"


class BadMinutes(Refusal):
    code = "bad_minutes"
    field = "minutes"


def pause(until: datetime, *, by: str, now: datetime) -> None:
    """No orders for today until then. Raises BadMoment."""
    _keep(by, now, paused_until=_whole(until, now))


def resume(*, by: str, now: datetime) -> None:
    """Orders are taken again."""
    _keep(by, now, paused_until=None)


def be_busy(minutes: int, until: datetime, *, by: str, now: datetime) -> None:
    """Ask for so many minutes more until then. Raises BadMinutes, BadMoment."""
    if not 1 <= minutes <= MOST_MINUTES:
        raise BadMinutes(most=MOST_MINUTES)
    _keep(by, now, extra_minutes=minutes, extra_until=_whole(until, now))


def calm_down(*, by: str, now: datetime) -> None:
    """The usual notice again."""
    _keep(by, now, extra_minutes=0, extra_until=None)


def _keep(by: str, now: datetime, **changed: Any) -> None:
    with writing():
        save(replace(order_rules(), **changed), by=by, now=now)


def _whole(until: datetime, now: datetime) -> datetime:
    """The full minute not before that moment: what changes with time changes at whole minutes."""
    whole = until.replace(second=0, microsecond=0)
    whole += timedelta(minutes=1) if whole < until else timedelta(0)
    if not now < whole <= now + LONGEST:
        raise BadMoment
    return whole
