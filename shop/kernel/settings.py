"""Decides how the owner's choices are kept: groups of typed fields with defaults, one row a group."""
import json
from dataclasses import asdict, dataclass, field, fields
from datetime import date, datetime, time
from typing import Any, ClassVar, Protocol, TypeVar, cast, get_type_hints

from sqlalchemy import JSON, select
from sqlalchemy.orm import Mapped, mapped_column

from shop.kernel.database import Base, db, writing
from shop.kernel.snapshots import Snapshot


class Group(Protocol):
    """A frozen dataclass with a `group` name and a default for every field."""

    __dataclass_fields__: ClassVar[dict[str, Any]]
    group: ClassVar[str]


G = TypeVar("G", bound=Group)


class Setting(Base):
    __tablename__ = "setting"
    __table_args__ = {"info": {"topic": "settings"}}
    group: Mapped[str] = mapped_column(primary_key=True)
    fields: Mapped[dict[str, Any]] = mapped_column(JSON)



@dataclass
class Stored:
    """All groups as stored, and those already read into their type."""

    fields: dict[str, dict[str, Any]]
    read: dict[type, Any] = field(default_factory=dict)


_stored: Snapshot[Stored] = Snapshot(
    ("settings",), lambda: Stored({row.group: row.fields for row in db.session.execute(select(Setting.group, Setting.fields))}))
_READ = {time: time.fromisoformat, date: date.fromisoformat, datetime: datetime.fromisoformat}


def _revive(kind: Any, value: Any) -> Any:
    for plain in (kind, *getattr(kind, "__args__", ())):
        if isinstance(value, str) and plain in _READ:
            return _READ[plain](value)
    return tuple(value) if isinstance(value, list) else value


def read(kind: type[G]) -> G:
    """The group as the owner set it; fields never set, or no longer known, have their default."""
    stored = _stored.get()
    if kind not in stored.read:
        hints = get_type_hints(kind)
        known = {item.name for item in fields(kind)}
        values = stored.fields.get(kind.group, {})
        stored.read[kind] = kind(**{name: _revive(hints[name], value) for name, value in values.items() if name in known})
    group: G = stored.read[kind]
    return group


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime | date | time) else str(value)


def store(group: Group) -> None:
    """Keep the whole group."""
    with writing():
        values = json.loads(json.dumps(asdict(cast(Any, group)), default=_plain))
        db.session.merge(Setting(group=group.group, fields=values))
        db.session.flush()
