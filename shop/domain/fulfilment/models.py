"""Decides how opening windows, their exceptions, delivery zones and booked places are kept."""
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from shop.kernel.clock import Moment
from shop.kernel.database import Base

HOURS: dict[str, Any] = {"info": {"topic": "hours"}}
PLACES: dict[str, Any] = {"info": {"topic": "places"}}


class Window(Base):
    """One weekly stretch of opening (zone_id None) or of delivery in a zone, cut into slots with a number of places each.

    `order_by`: what must be made (lead time above zero) has to be ordered by this hour of the day before.
    """

    __tablename__ = "weekly_window"
    __table_args__ = (
        CheckConstraint("weekday BETWEEN 0 AND 6", name="a_weekday"), CheckConstraint("opens < closes", name="opens_first"),
        CheckConstraint("slot_minutes BETWEEN 5 AND 480", name="sensible_slot"),
        CheckConstraint("places >= 0", name="places_not_negative"), HOURS)
    id: Mapped[int] = mapped_column(primary_key=True)
    zone_id: Mapped[int | None] = mapped_column(ForeignKey("delivery_zone.id"))
    weekday: Mapped[int]
    opens: Mapped[time]
    closes: Mapped[time]
    slot_minutes: Mapped[int] = mapped_column(default=15)
    places: Mapped[int] = mapped_column(default=6)
    order_by: Mapped[time | None]


class DayException(Base):
    """A dated day that differs: closed (no windows) or with hours of its own [{"opens": "08:00", "closes": "12:00"}].

    `web_closed`: open at the counter, no online pickups. `is_holiday` marks one proposed from the calendar.
    """

    __tablename__ = "day_exception"
    __table_args__ = (HOURS,)
    on: Mapped[date] = mapped_column(primary_key=True)
    windows: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
    note: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    web_closed: Mapped[bool] = mapped_column(default=False)
    is_holiday: Mapped[bool] = mapped_column(default=False)


class Zone(Base):
    """Where the shop delivers; the first zone in `position` order that names a postal code and town is the one. Cents, VAT included."""

    __tablename__ = "delivery_zone"
    __table_args__ = (CheckConstraint("fee_cents >= 0 AND minimum_cents >= 0", name="not_negative"), HOURS)
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    fee_cents: Mapped[int] = mapped_column(default=0)
    minimum_cents: Mapped[int] = mapped_column(default=0)
    free_above_cents: Mapped[int | None]
    position: Mapped[int] = mapped_column(default=0)
    is_active: Mapped[bool] = mapped_column(default=True)
    places: Mapped[list["ZonePlace"]] = relationship(order_by="ZonePlace.id", cascade="all, delete-orphan")
    windows: Mapped[list["Window"]] = relationship(order_by="Window.weekday, Window.opens", cascade="all, delete-orphan")


class ZonePlace(Base):
    __tablename__ = "zone_place"
    __table_args__ = (Index(None, "postal_code"), HOURS)
    id: Mapped[int] = mapped_column(primary_key=True)
    zone_id: Mapped[int] = mapped_column(ForeignKey("delivery_zone.id"))
    postal_code: Mapped[str]
    town: Mapped[str]


class Day(Base):
    """The row whose version every booking of that day pushes first: counts over bookings are exact behind it."""

    __tablename__ = "fulfilment_day"
    __table_args__ = (PLACES,)
    on: Mapped[date] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=0)


class Booking(Base):
    """A place taken by an owner (`order:12`) for [starts_at, ends_at). `zone_id` None is pickup; `places`: what the slot had then."""

    __tablename__ = "booking"
    __table_args__ = (Index(None, "on", "zone_id"), PLACES)
    owner: Mapped[str] = mapped_column(primary_key=True)
    on: Mapped[date]
    zone_id: Mapped[int | None]
    starts_at: Mapped[datetime] = mapped_column(Moment)
    ends_at: Mapped[datetime] = mapped_column(Moment)
    places: Mapped[int]
    expires_at: Mapped[datetime | None] = mapped_column(Moment)
