"""Decides what is kept of where an act came from: the door, the member of staff, the first and the last tracked link."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from shop.kernel.clock import Moment


@dataclass(frozen=True)
class Origin:
    """`channel` is the door (website, counter, phone, message); `staff_id` who of the shop prepared or sold it, if anyone;
    the links are those that brought the person: the first ever followed and the last one, with the moments (aware UTC)."""

    channel: str
    staff_id: int | None = None
    first_link_id: int | None = None
    first_touch_at: datetime | None = None
    last_link_id: int | None = None
    last_touch_at: datetime | None = None

    def touched(self, link_id: int, at: datetime) -> "Origin":
        """The same person after following one more link: the first touch stays."""
        first = (self.first_link_id, self.first_touch_at) if self.first_link_id else (link_id, at)
        return replace(self, first_link_id=first[0], first_touch_at=first[1], last_link_id=link_id, last_touch_at=at)

    def after(self, earlier: "Origin") -> "Origin":
        """This door, with what an earlier one knew: its member of staff where this has none, the older first and the newer last touch."""
        firsts = sorted((one.first_touch_at, one.first_link_id) for one in (earlier, self) if one.first_touch_at and one.first_link_id)
        lasts = sorted((one.last_touch_at, one.last_link_id) for one in (earlier, self) if one.last_touch_at and one.last_link_id)
        (first_at, first), (last_at, last) = firsts[0] if firsts else (None, None), lasts[-1] if lasts else (None, None)
        return Origin(self.channel, self.staff_id or earlier.staff_id, first, first_at, last, last_at)


class HasOrigin:
    """The columns of a row that keeps its origin; written once, or by a later arrival while it is still a basket."""

    channel: Mapped[str]
    staff_id: Mapped[int | None]
    first_link_id: Mapped[int | None]
    first_touch_at: Mapped[datetime | None] = mapped_column(Moment)
    last_link_id: Mapped[int | None]
    last_touch_at: Mapped[datetime | None] = mapped_column(Moment)

    @property
    def origin(self) -> Origin:
        return Origin(**{name: getattr(self, name) for name in Origin.__dataclass_fields__})


def columns_of(origin: Origin) -> dict[str, Any]:
    """The values of HasOrigin's columns."""
    return dict(vars(origin))
