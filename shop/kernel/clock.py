"""Decides what moment it is; the only reader of time. Moments are aware UTC, days and hours are the shop's."""
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import DateTime
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

_zone = ZoneInfo("Europe/Rome")
_ahead = timedelta(0)


def use_zone(name: str) -> None:
    """Set the shop's own zone (an IANA name). Raises ZoneInfoNotFoundError for an unknown one."""
    global _zone
    _zone = ZoneInfo(name)


def zone() -> ZoneInfo:
    return _zone


def travel(to: datetime | None) -> None:
    """Move this process's clock so that it is `to` now and runs on from there; None comes home. For tests and the demo's past."""
    global _ahead
    _ahead = to - datetime.now(UTC) if to else timedelta(0)


def now() -> datetime:
    """The present moment, aware UTC."""
    return datetime.now(UTC) + _ahead


def local(moment: datetime) -> datetime:
    """The same moment on the shop's wall clock."""
    return moment.astimezone(_zone)


def day_of(moment: datetime) -> date:
    """The shop's day of a moment: near midnight it is not the UTC day."""
    return local(moment).date()


def today() -> date:
    return day_of(now())


def at(on: date, wall: time) -> datetime | None:
    """The moment the shop's clock shows `wall` on that day; None in the hour that a DST night skips."""
    moment = datetime.combine(on, wall, _zone).astimezone(UTC)
    return moment if local(moment).time() == wall else None


def start_of(on: date) -> datetime:
    """The first moment of the shop's day."""
    return datetime.combine(on, time(0), _zone).astimezone(UTC)


class Moment(TypeDecorator[datetime]):
    """An aware UTC moment on both databases. Naive values are refused: they are always a bug."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
