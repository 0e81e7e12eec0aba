"""The keys to the shop's money stand on no page, in no log, no backup, no error and no address: looked for everywhere."""

import logging
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from shop.domain import payments
from shop.kernel import backups, clock, ports
from shop.kernel.gateway import GatewayAway, GatewayRefused
from tests.conftest import OwnPages
from tests.domain.payments.hosted import BACK, hold, opened, work
from tests.fakes.stripe import StripeServer
from tests.integrations.test_stripe import ASKED
from tests.web.test_bad_input import pages, visitors
from tests.world import World, open_world


@pytest.fixture
def world(paying_app: Flask) -> World:
    return open_world()


def keys_in(stripe: StripeServer, text: str | bytes) -> list[str]:
    told = text if isinstance(text, str) else text.decode("utf-8", "replace")
    return [key for key in (stripe.key, stripe.webhook_secret) if key in told or key.partition("canary")[2] in told]


def everything_said(caplog: pytest.LogCaptureFixture) -> str:
    return caplog.text + "".join(f"{record.__dict__}{record.exc_text}" for record in caplog.records)


def failures(stripe: StripeServer) -> Iterator[str]:
    """What is raised when Stripe misbehaves in each way, as a log would write it."""
    stripe.pay(ports.gateway().open_page(ASKED).id)
    for number, (said, changed) in enumerate(((503, {}), (429, {}), (401, {}), (403, {}), (400, {}), (None, {"drop_before": 2}))):
        stripe.faults.errors = [said, said] if said else []
        for name, value in changed.items():
            setattr(stripe.faults, name, value)
        try:
            ports.gateway().look_at_intent(f"pi_{number}")
        except (GatewayAway, GatewayRefused) as failure:
            yield "".join(traceback.format_exception(failure)) + repr(failure)
        stripe.faults.errors, stripe.faults.drop_before = [], 0


def test_no_page_and_no_log_names_a_key(
        paying_app: Flask, world: World, stripe: StripeServer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    order = hold(world.cornetto)
    stripe.pay(opened(order))
    stripe.deliver()
    work()
    waiting = hold(world.cornetto)
    payments.start(waiting.id, **BACK, by="customer", now=clock.now())
    known: dict[str, Any] = {"language": "it", "token": waiting.token, "code": order.code, "order_id": order.id, "category": "dolci",
                             "slug": world.cornetto.slug, "product_id": world.cornetto.id, "page": "terms", "member_id": world.owner_id}
    seen = 0
    for visitor in visitors(paying_app, world):
        for path in pages(paying_app, known):
            answer = visitor.get(path)
            assert keys_in(stripe, answer.get_data() + str(answer.headers).encode()) == [], path
            seen += 1
    assert seen > 200 and stripe.asked, "pages were walked, and Stripe was asked while the log listened"
    assert keys_in(stripe, everything_said(caplog)) == []


def test_no_failure_of_stripe_names_a_key(paying_app: Flask, stripe: StripeServer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    told = list(failures(stripe))
    assert len(told) == 6
    assert keys_in(stripe, "".join(told) + everything_said(caplog)) == []


def test_a_page_drawn_while_stripe_is_away_says_so_without_a_key(
        paying_app: Flask, world: World, stripe: StripeServer, caplog: pytest.LogCaptureFixture) -> None:
    order = hold(world.cornetto)
    stripe.faults.errors = [401] * 8
    answer = OwnPages(paying_app).post(f"/it/orders/{order.token}/pay")
    assert answer.status_code < 500 or answer.status_code == 503
    assert keys_in(stripe, answer.get_data() + str(answer.headers).encode()) == [] == keys_in(stripe, everything_said(caplog))


def test_no_backup_and_no_file_beside_the_data_holds_a_key(paying_app: Flask, world: World, stripe: StripeServer) -> None:
    stripe.pay(opened(hold(world.cornetto)))
    work()
    data = Path(paying_app.config["SHOP_DATA"])
    backups.make(data, clock.now())
    files = [file for file in data.rglob("*") if file.is_file()]
    assert any("backup" in str(file) for file in files)
    assert [str(file) for file in files if keys_in(stripe, file.read_bytes())] == []


def test_the_settings_can_be_written_down_without_the_keys(paying_app: Flask, stripe: StripeServer) -> None:
    assert keys_in(stripe, repr(paying_app.config) + str(paying_app.config["STRIPE"]) + repr(vars(ports.gateway()))) == []


def test_a_key_on_a_page_would_be_found(stripe: StripeServer) -> None:
    assert keys_in(stripe, f"<p>{stripe.key}</p>") and keys_in(stripe, f"...{stripe.webhook_secret.partition('canary')[2]}".encode())
