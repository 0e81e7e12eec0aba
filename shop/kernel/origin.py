"""Decides what is kept of where an act came from."""
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Origin:
    """`channel` is the door (website, counter, phone); `staff_id` who of the shop did it, if anyone; `link` a door for tracked links."""

    channel: str
    staff_id: int | None = None
    link: str | None = None

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def by(self) -> str:
        return f"staff:{self.staff_id}" if self.staff_id else "customer"
