"""Decides by what the shop is known to Instagram: an account, its token and secrets, and until when the token holds."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import ClassVar

from shop.kernel import audit, clock, settings
from shop.kernel.database import writing
from shop.kernel.refusal import Refusal

WARNED_AHEAD = timedelta(days=7)
SECRETS = ("token", "app_secret", "verify_token")


@dataclass(frozen=True)
class Connection:
    """`token` speaks for the account, `app_secret` signs what is told to us, `verify_token` proves that an address is ours to the
    service. None of the three is ever shown again."""

    group: ClassVar[str] = "instagram"
    user_id: str = ""
    expires_on: date | None = None
    token: str = field(default="", repr=False)
    app_secret: str = field(default="", repr=False)
    verify_token: str = field(default="", repr=False)

    @property
    def can_publish(self) -> bool:
        return bool(self.user_id and self.token)

    @property
    def can_hear(self) -> bool:
        return bool(self.app_secret and self.verify_token)


class BadAccount(Refusal):
    code, field, status = "bad_instagram_account", "user_id", 422


class BadSecret(Refusal):
    code, field, status = "bad_instagram_secret", "form", 422


def connection() -> Connection:
    return settings.read(Connection)


def connect(wanted: Connection, *, by: str, now: datetime) -> None:
    """Keep it; a secret left empty stays as it was. Raises BadAccount, BadSecret."""
    if wanted.user_id and not (wanted.user_id.isascii() and wanted.user_id.isdigit() and len(wanted.user_id) <= 40):
        raise BadAccount
    secrets = {name: getattr(wanted, name).strip() for name in SECRETS}
    if any(not value.isascii() or not value.isprintable() or " " in value or len(value) > 600 for value in secrets.values()):
        raise BadSecret
    with writing():
        kept = settings.read(Connection)
        merged = replace(wanted, **{name: value or getattr(kept, name) for name, value in secrets.items()})
        changed = sorted(name for name, value in vars(merged).items() if value != getattr(kept, name))
        settings.store(merged)
        audit.note(what="instagram.connected", by=by, about="settings:instagram", at=now, fields=changed)


def disconnect(*, by: str, now: datetime) -> None:
    """Forget account and secrets: what waits to be published waits on."""
    with writing():
        settings.store(Connection())
        audit.note(what="instagram.disconnected", by=by, about="settings:instagram", at=now)


def ends_soon(now: datetime) -> date | None:
    """The day the token ends, from a week before on, and when it has ended."""
    known, today = connection(), clock.day_of(now)
    near = known.token and known.expires_on is not None and known.expires_on - today <= WARNED_AHEAD
    return known.expires_on if near else None
