"""Decides the settings of one machine: from its environment, with what a shop on one's own computer needs as default."""
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

UPLOAD_LIMIT = 20 * 1024 * 1024
FORM_LIMIT = 512 * 1024
OWN_SHOP = "own_shop"  # a file beside the data of a shop that is no demo


@dataclass(frozen=True)
class StripeKeys:
    """What a shop that is paid through Stripe is given; never shown, logged or kept. `url`: another server in its place, for tests."""

    secret: str = field(default="", repr=False)
    webhook_secret: str = field(default="", repr=False)
    reader: str = ""
    url: str = ""

    def __bool__(self) -> bool:
        return bool(self.secret or self.webhook_secret)


class MixedMoney(Exception):
    """Play money and keys of real money were given together."""

    def __init__(self) -> None:
        super().__init__("PLAY_MONEY and Stripe keys exclude each other: take one of them away.")


def read_environment(given: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Flask's configuration. `given` (from tests) wins over the environment."""
    asked = {**os.environ, **(given or {})}
    data = Path(asked.get("SHOP_DATA") or "instance").resolve()
    data.mkdir(parents=True, exist_ok=True)
    url = asked.get("DATABASE_URL") or f"sqlite:///{data}/shop.db"
    return {
        "SHOP_DATA": str(data),
        "SQLALCHEMY_DATABASE_URI": _with_driver(url),
        "SECRET_KEY": asked.get("SECRET_KEY") or _own_secret(data),
        "PUBLIC_URL": asked.get("PUBLIC_URL") or f"http://127.0.0.1:{asked.get('PORT') or 8000}",
        "TRUSTED_HOSTS": _listed(asked.get("TRUSTED_HOSTS", "")) or None,
        "TRUSTED_PROXIES": int(asked.get("TRUSTED_PROXIES") or 0),
        "SMTP_URL": asked.get("SMTP_URL", ""),
        "GRAPH_URL": (given or {}).get("GRAPH_URL", ""),  # never from the environment: only a test speaks to another Instagram
        "STRIPE": _stripe_keys(asked, str((given or {}).get("STRIPE_URL", ""))),  # its address neither
        "PLAY_MONEY": _plays(asked, data),
        "TIMEZONE": asked.get("SHOP_TIMEZONE") or "Europe/Rome",
        "MAX_CONTENT_LENGTH": UPLOAD_LIMIT,
        "MAX_FORM_MEMORY_SIZE": FORM_LIMIT,
        "MAX_FORM_PARTS": 2_000,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": (asked.get("PUBLIC_URL") or "").startswith("https://"),
        "TESTING": bool(asked.get("TESTING")),
    }


def _stripe_keys(asked: Mapping[str, Any], url: str) -> StripeKeys:
    names = ("STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET", "STRIPE_READER")
    secret, webhook_secret, reader = (str(asked.get(name) or "").strip() for name in names)
    return StripeKeys(secret, webhook_secret, reader, url.rstrip("/"))


def _plays(asked: Mapping[str, Any], data: Path) -> bool:
    """`demo`: unless there are keys, or the shop is one's own. Raises MixedMoney where one money could be taken for the other."""
    said, has_keys = str(asked.get("PLAY_MONEY") or "").strip().lower(), bool(_stripe_keys(asked, ""))
    if said == "demo":
        return not has_keys and not (data / OWN_SHOP).exists()
    plays = said not in ("", "0", "no", "false")
    if plays and has_keys:
        raise MixedMoney
    return plays


def _with_driver(url: str) -> str:
    for plain in ("postgres://", "postgresql://"):
        if url.startswith(plain):
            return "postgresql+psycopg://" + url.removeprefix(plain)
    return url


def _listed(names: str | list[str]) -> list[str]:
    return names if isinstance(names, list) else [name.strip() for name in names.split(",") if name.strip()]


def _own_secret(data: Path) -> str:
    """A shop on one's own computer makes its secret once and keeps it beside the data; a served shop is given one."""
    file = data / "secret_key"
    if not file.exists():
        try:
            with os.fdopen(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as new:
                new.write(secrets.token_urlsafe(48))
        except FileExistsError:
            pass
    return file.read_text("utf-8")
