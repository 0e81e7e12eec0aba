"""What every test may ask for: an app over a fresh database of either kind, a moment, and visitors."""

import shutil
from collections.abc import Iterator
from contextvars import Context
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings
from jinja2 import FileSystemBytecodeCache
from playwright.sync_api import Browser
from sqlalchemy import event

from shop.assembly import create_app
from shop.kernel import clock
from shop.kernel.database import Base, db, writing
from tests.browsing import AGENT, chromium_running
from tests.postgres import PostgreSQL

if TYPE_CHECKING:
    from tests.fakes.stripe import StripeServer

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)  # a Tuesday, nine in the morning in Rome

settings.register_profile(
    "shop",
    deadline=None,
    max_examples=60,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
settings.load_profile("shop")


@pytest.fixture(autouse=True)
def _tuesday_morning() -> Iterator[None]:
    clock.travel(NOW)
    yield
    clock.travel(None)


TEMPLATES = FileSystemBytecodeCache(mkdtemp(prefix="shop-templates-"))  # compiled once, however many apps a run makes


UNPAID = {"STRIPE_SECRET_KEY": "", "STRIPE_WEBHOOK_SECRET": "", "STRIPE_READER": "", "PLAY_MONEY": ""}  # unless a test says otherwise


def _forget_power_cuts(connection: Any, _record: object) -> None:
    """A test's database need not survive one; the servers that the fault tests start keep synchronous=FULL."""
    connection.execute("PRAGMA synchronous=OFF")


def _build(url: str, data: Path, **settings: str) -> Flask:
    app = create_app(
        {
            "DATABASE_URL": url,
            "SHOP_DATA": str(data),
            "PUBLIC_URL": "http://localhost",
            "TESTING": "1",
            "SECRET_KEY": "played",
            "SMTP_URL": "",
            "TRUSTED_HOSTS": "",
            **UNPAID,
            **settings,
        }
    )
    app.jinja_env.bytecode_cache = TEMPLATES
    if url.startswith("sqlite"):
        with app.app_context():
            event.listen(db.engine, "connect", _forget_power_cuts)
    return app


def _create_all(app: Flask) -> None:
    with app.app_context():
        with writing():
            Base.metadata.create_all(db.session.connection())
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="session")
def _blank_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty shop's database, copied for each test: making it anew takes longer than most tests."""
    folder = tmp_path_factory.mktemp("blank")
    _create_all(_build(f"sqlite:///{folder}/shop.db", folder))
    return folder / "shop.db"


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    server = PostgreSQL()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def _blank_postgresql(postgresql: PostgreSQL, tmp_path_factory: pytest.TempPathFactory) -> str:
    url = postgresql.fresh()
    _create_all(_build(url, tmp_path_factory.mktemp("blank-pg")))
    return postgresql.name_of(url)


@pytest.fixture
def sqlite_url(_blank_sqlite: Path, tmp_path: Path) -> str:
    shutil.copy(_blank_sqlite, tmp_path / "shop.db")
    return f"sqlite:///{tmp_path}/shop.db"


@pytest.fixture
def postgresql_url(postgresql: PostgreSQL, _blank_postgresql: str) -> Iterator[str]:
    url = postgresql.fresh(template=_blank_postgresql)
    yield url
    postgresql.drop(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh database of each kind in turn."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


def _opened(url: str, data: Path, **settings: str) -> Iterator[Flask]:
    app = _build(url, data, **settings)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def app(sqlite_url: str, tmp_path: Path) -> Iterator[Flask]:
    """An empty shop on SQLite, its context pushed."""
    yield from _opened(sqlite_url, tmp_path)


@pytest.fixture
def any_app(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """An empty shop on SQLite, then on PostgreSQL: for tests in which SQL decides."""
    yield from _opened(database_url, tmp_path)


@pytest.fixture
def stripe() -> Iterator["StripeServer"]:
    """A strict Stripe (see tests/fakes/stripe: what customers, banks and faults do are its verbs)."""
    from tests.fakes.stripe import StripeServer

    with StripeServer() as server:
        yield server


def _paying(url: str, data: Path, stripe: "StripeServer") -> Iterator[Flask]:
    for app in _opened(url, data, **stripe.settings()):
        stripe.hook = partial(_hand_in, app)
        yield app


def _hand_in(app: Flask, body: bytes, signature: str) -> int:
    """A webhook as it arrives: from outside, in a context of its own."""
    signed = {"Stripe-Signature": signature}
    return Context().run(lambda: app.test_client().post("/payments/notices", data=body, headers=signed).status_code)


@pytest.fixture
def paying_app(sqlite_url: str, tmp_path: Path, stripe: "StripeServer") -> Iterator[Flask]:
    """An empty shop on SQLite that is paid through the fixture `stripe`; `stripe.deliver()` brings it the webhooks that wait."""
    yield from _paying(sqlite_url, tmp_path, stripe)


@pytest.fixture
def any_paying_app(database_url: str, tmp_path: Path, stripe: "StripeServer") -> Iterator[Flask]:
    """`paying_app` on SQLite, then on PostgreSQL."""
    yield from _paying(database_url, tmp_path, stripe)


@pytest.fixture
def playing_app(sqlite_url: str, tmp_path: Path) -> Iterator[Flask]:
    """An empty shop on SQLite that takes play money."""
    yield from _opened(sqlite_url, tmp_path, PLAY_MONEY="1")


class OwnPages(FlaskClient):
    """A browser: says where its forms come from, and each request has a context of its own."""

    def open(self, *args: object, **kwargs: object):  # type: ignore[no-untyped-def, override]
        headers = dict(kwargs.pop("headers", None) or {})  # type: ignore[call-overload]
        headers.setdefault("Origin", "http://localhost")
        headers.setdefault("User-Agent", AGENT)
        return Context().run(super().open, *args, headers=headers, **kwargs)  # type: ignore[arg-type]


@pytest.fixture
def visitor(app: Flask) -> FlaskClient:
    app.test_client_class = OwnPages
    return app.test_client()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A browser, one for all tests of this process."""
    with chromium_running() as browser:
        yield browser
