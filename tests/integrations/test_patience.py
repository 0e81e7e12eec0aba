"""How long the shop waits for Stripe, how often it asks again, and how many may ask at once: with the real library, over a real line."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from threading import Thread
from time import monotonic, sleep

import pytest

from shop.integrations.patience import MOST_IN_FLIGHT, NOBODY_WAITS, SOMEBODY_WAITS, Patience
from shop.integrations.stripe import StripeGateway
from shop.kernel import clock
from shop.kernel.gateway import GatewayAway, GatewayBusy, GatewayRefused
from shop.web.configuring import StripeKeys
from tests.fakes.stripe import StripeServer
from tests.integrations.test_stripe import ASKED

QUICK = Patience(connect_s=2, read_s=1.5, retries=1, begin_s=4, pause_s=0.01)


def gateway(stripe: StripeServer, patience: Patience = QUICK) -> StripeGateway:
    return StripeGateway(StripeKeys(*stripe.settings().values()), patience)


def test_who_waits_is_answered_within_twelve_seconds_and_the_worker_tries_longer() -> None:
    one_try = SOMEBODY_WAITS.connect_s + SOMEBODY_WAITS.read_s
    assert (SOMEBODY_WAITS.read_s, SOMEBODY_WAITS.retries, NOBODY_WAITS.read_s, NOBODY_WAITS.retries) == (5, 1, 10, 2)
    assert 2 * SOMEBODY_WAITS.read_s + SOMEBODY_WAITS.pause_s < 12
    assert SOMEBODY_WAITS.begin_s < one_try, "no second try after one that took all its time twice"


def test_a_stripe_that_hangs_is_left_after_two_tries(stripe: StripeServer) -> None:
    stripe.faults.hang_s = 60
    began = monotonic()
    with pytest.raises(GatewayAway):
        gateway(stripe).look_at_intent("pi_1")
    assert 3.0 <= monotonic() - began < 12


def test_a_worker_that_waited_in_vain_sends_letters_first(stripe: StripeServer) -> None:
    resting = gateway(stripe, replace(QUICK, retries=0, rest_s=1))
    stripe.faults.hang_s = 60
    with pytest.raises(GatewayAway):
        resting.look_at_intent("pi_1")
    stripe.faults.hang_s, began, asked = 0, monotonic(), len(stripe.asked)
    with pytest.raises(GatewayAway):
        resting.open_page(ASKED)
    assert monotonic() - began < 0.3 and len(stripe.asked) == asked, "nothing was even asked"
    sleep(1.1)
    assert resting.open_page(ASKED).state == "open"
    assert SOMEBODY_WAITS.rest_s == 0 < NOBODY_WAITS.rest_s


@pytest.mark.parametrize("status", [500, 503, 429, 409])
def test_what_may_pass_is_tried_once_more_and_then_left(stripe: StripeServer, status: int) -> None:
    stripe.faults.errors = [status]
    assert gateway(stripe).open_page(ASKED).state == "open"
    stripe.faults.errors = [status, status]
    with pytest.raises(GatewayAway):
        gateway(stripe).open_page(ASKED)


def test_the_worker_tries_twice_more_and_waits_longer_where_it_asked_too_often(stripe: StripeServer) -> None:
    patient = replace(QUICK, retries=2, pause_s=0.1)
    stripe.faults.errors = [429, 429]
    began = monotonic()
    assert gateway(stripe, patient).open_page(ASKED).state == "open"
    assert monotonic() - began >= 0.1 + 0.2, "half of 0.2, then half of 0.4"
    stripe.faults.errors = [503, 503, 503]
    with pytest.raises(GatewayAway):
        gateway(stripe, patient).open_page(ASKED)


def test_a_line_lost_after_the_refund_was_made_refunds_once(stripe: StripeServer) -> None:
    gateway(stripe).open_page(ASKED)
    intent = stripe.pay(ASKED.reference)
    stripe.faults.only, stripe.faults.drop_after = "POST /v1/refunds", 1
    given = gateway(stripe).give_back(intent, cents=500, reference="r-1")
    assert [asked.key for asked in stripe.asked if asked.method == "POST"][1:] == ["r-1", "r-1"]
    stripe.faults.drop_after = 1
    with pytest.raises(GatewayAway):
        gateway(stripe, replace(QUICK, retries=0)).give_back(intent, cents=200, reference="r-2")
    assert gateway(stripe).give_back(intent, cents=200, reference="r-2") != given
    assert stripe.refunded_cents() == 700 and len(stripe.refunds) == 2


def test_a_line_lost_after_the_page_was_opened_opens_one_page(stripe: StripeServer) -> None:
    stripe.faults.drop_after = 1
    page = gateway(stripe).open_page(ASKED)
    assert list(stripe.pages) == [page.id]
    assert [asked.key for asked in stripe.asked] == [ASKED.reference, ASKED.reference]


def test_a_third_call_at_once_is_sent_away_and_asks_nothing(stripe: StripeServer) -> None:
    stripe.faults.slow_s = 2
    shared, ended = gateway(stripe, replace(QUICK, read_s=10)), list[str]()
    waiting = [Thread(target=_note, args=(ended, lambda i=i: shared.open_page(replace(ASKED, reference=f"s-{i}"))))
               for i in range(MOST_IN_FLIGHT)]
    for one in waiting:
        one.start()
    while len(stripe.asked) < MOST_IN_FLIGHT:
        sleep(0.01)
    began = monotonic()
    with pytest.raises(GatewayBusy):
        shared.open_page(replace(ASKED, reference="s-9"))
    assert monotonic() - began < 1 and len(stripe.asked) == MOST_IN_FLIGHT == 2
    for one in waiting:
        one.join()
    assert ended == ["OpenPage", "OpenPage"] and shared.open_page(replace(ASKED, reference="s-9")).state == "open"


def _note(ended: list[str], call: Callable[[], object]) -> None:
    ended.append(type(call()).__name__)


def test_the_same_key_while_the_first_call_is_being_answered_waits_and_gets_the_same_page(stripe: StripeServer) -> None:
    stripe.faults.slow_s = 0.3
    line, pages = gateway(stripe, replace(QUICK, read_s=10, pause_s=2)), list[str]()
    asking = [Thread(target=lambda: pages.append(line.open_page(ASKED).id)) for _ in range(2)]
    for one in asking:
        one.start()
    for one in asking:
        one.join()
    assert len(pages) == 2 and len(set(pages)) == 1 == len(stripe.pages)


def test_a_no_is_believed_at_once(stripe: StripeServer) -> None:
    with pytest.raises(GatewayRefused, match="resource_missing"):
        gateway(stripe).look_at_intent("pi_nobody")
    assert len(stripe.asked) == 1


def test_a_refused_key_decides_nothing_and_is_told_to_the_owner_without_the_key(
        stripe: StripeServer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    given = StripeKeys("sk_live_wrong_canary_4711", "whsec_x", "", stripe.url)
    with pytest.raises(GatewayAway) as away:
        StripeGateway(given, replace(QUICK, retries=0)).open_page(ASKED)
    assert "refuses our key" in caplog.text
    assert "4711" not in caplog.text + str(away.value) + repr(away.value) + repr(given)


def test_a_refund_made_days_later_with_the_same_reference_is_found_not_made(stripe: StripeServer) -> None:
    gateway(stripe).open_page(ASKED)
    intent = stripe.pay(ASKED.reference)
    for i in range(12):  # more than come along with the intent
        gateway(stripe).give_back(intent, cents=10, reference=f"r-{i}")
    stripe.forget_keys()
    again = gateway(stripe).give_back(intent, cents=10, reference="r-0")
    seen = gateway(stripe).look_at_intent(intent)
    assert len(stripe.refunds) == 12 == len(seen.refunds) and again in seen.refunds


def test_pages_that_would_run_out_too_soon_or_too_late_are_refused(stripe: StripeServer) -> None:
    for minutes in (29, 24 * 60 + 5):
        asked = replace(ASKED, reference=f"s-{minutes}", expires_at=clock.now() + timedelta(minutes=minutes))
        with pytest.raises(GatewayRefused):
            gateway(stripe).open_page(asked)
    assert not stripe.pages
