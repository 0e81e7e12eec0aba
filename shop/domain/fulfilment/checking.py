"""Decides whether more bookings stand at one moment than there ever were places (I5)."""
from collections.abc import Iterator
from datetime import date, datetime
from itertools import groupby

from sqlalchemy import select

from shop.domain.fulfilment.models import Booking
from shop.kernel.database import db

Row = tuple[datetime, datetime, int]


def list_faults() -> Iterator[str]:
    """I5: at no moment do more bookings of a zone overlap than the largest number of places any of them was taken under."""
    rows = db.session.execute(
        select(Booking.on, Booking.zone_id, Booking.starts_at, Booking.ends_at, Booking.places)
        .order_by(Booking.on, Booking.zone_id, Booking.starts_at).execution_options(yield_per=1000))
    for (on, zone_id), group in groupby(rows, key=lambda row: (row.on, row.zone_id)):
        yield from _crowded(on, zone_id, [(row.starts_at, row.ends_at, row.places) for row in group])


def _crowded(on: date, zone_id: int | None, rows: list[Row]) -> Iterator[str]:
    present: list[Row] = []
    for row in rows:
        present = [other for other in present if other[1] > row[0]] + [row]
        places = max(other[2] for other in present)
        if len(present) > places:
            yield f"I5 {len(present)} bookings for {places} places at {row[0]:%H:%M} UTC on {on} (zone {zone_id or 'pickup'})"
