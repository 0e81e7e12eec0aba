"""Decides whether every series is without gaps, and every number used once."""

from collections.abc import Iterator

from sqlalchemy import func, select

from shop.domain.documents.models import Receipt, Series
from shop.kernel.database import db


def list_faults() -> Iterator[str]:
    counted = {series.name: series.last for series in db.session.scalars(select(Series).where(Series.name.startswith("R")))}
    written = select(Receipt.series, func.count(Receipt.id), func.max(Receipt.number)).group_by(Receipt.series)
    for series, papers, highest in db.session.execute(written):
        last = counted.pop(series, 0)
        if not papers == highest == last:
            yield f"receipts {series}: {papers} papers, the highest number is {highest}, counted up to {last}"
    yield from (f"receipts {series}: counted up to {last} without a paper" for series, last in counted.items() if last)
