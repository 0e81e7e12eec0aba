"""The gateway over Stripe, spoken to by the real library, against a server as strict as the real one."""

import subprocess
import sys
from dataclasses import replace
from datetime import timedelta

import pytest
import requests
from flask import Flask

from shop.kernel import clock, ports
from shop.kernel.gateway import BadNotice, GatewayRefused, PayLine, PayPage
from tests.conftest import NOW
from tests.fakes.stripe import No, StripeServer
from tests.serving import ROOT

ASKED = PayPage("s-1", "A7K2", 1250, (PayLine("Torta di nocciole", 1000), PayLine("Consegna", 250)), "it", "ada@example.org",
                "http://localhost/paid", "http://localhost/back", NOW + timedelta(minutes=31))


def test_a_page_is_opened_paid_and_looked_at(paying_app: Flask, stripe: StripeServer) -> None:
    page = ports.gateway().open_page(ASKED)
    assert (page.state, page.cents, page.currency, page.reference, page.order_code) == ("open", 1250, "eur", "s-1", "A7K2")
    assert page.url.startswith(stripe.url) and page.intent is None
    paid = stripe.pay("s-1")
    seen = ports.gateway().look_at_page(page.id)
    assert seen.state == "complete" and seen.intent is not None
    assert (seen.intent.id, seen.intent.state, seen.intent.cents, seen.intent.fee_cents) == (paid, "succeeded", 1250, 44)
    assert (seen.intent.reference, seen.intent.order_code) == ("s-1", "A7K2")


def test_the_same_reference_opens_the_same_page(paying_app: Flask, stripe: StripeServer) -> None:
    first, again = ports.gateway().open_page(ASKED), ports.gateway(patient=True).open_page(ASKED)
    assert first == again and len(stripe.pages) == 1


def test_the_same_reference_for_something_else_is_refused(paying_app: Flask, stripe: StripeServer) -> None:
    ports.gateway().open_page(ASKED)
    with pytest.raises(GatewayRefused, match="idempotency_error"):
        ports.gateway().open_page(replace(ASKED, cents=1300, lines=()))
    assert len(stripe.pages) == 1


def test_a_refund_happens_once_even_when_the_key_is_forgotten(paying_app: Flask, stripe: StripeServer) -> None:
    ports.gateway().open_page(ASKED)
    intent = stripe.pay("s-1")
    first = ports.gateway().give_back(intent, cents=400, reference="r-1")
    stripe.forget_keys()
    clock.travel(NOW + timedelta(days=3))
    assert ports.gateway(patient=True).give_back(intent, cents=400, reference="r-1") == first
    assert (first.state, first.cents, first.reference) == ("succeeded", 400, "r-1") and stripe.refunded_cents() == 400


def test_more_than_was_taken_is_never_given_back(paying_app: Flask, stripe: StripeServer) -> None:
    ports.gateway().open_page(ASKED)
    intent = stripe.pay("s-1")
    with pytest.raises(GatewayRefused):
        ports.gateway().give_back(intent, cents=1251, reference="r-1")
    stripe.refund(intent, 1250)
    with pytest.raises(GatewayRefused, match="charge_already_refunded"):
        ports.gateway().give_back(intent, cents=1, reference="r-2")
    seen = ports.gateway().look_at_intent(intent)
    assert [(refund.cents, refund.reference) for refund in seen.refunds] == [(1250, "")]


def test_a_page_that_is_closed_can_be_paid_by_nobody(paying_app: Flask, stripe: StripeServer) -> None:
    page = ports.gateway().open_page(ASKED)
    assert ports.gateway().close_page(page.id).state == "expired" == ports.gateway().close_page(page.id).state
    with pytest.raises(No):
        stripe.pay("s-1")
    assert stripe.paid_cents() == 0


def test_closing_a_page_that_somebody_has_just_paid_says_so(paying_app: Flask, stripe: StripeServer) -> None:
    page = ports.gateway().open_page(ASKED)
    stripe.pay("s-1")
    closed = ports.gateway().close_page(page.id)
    assert closed.state == "complete" and closed.intent is not None and closed.intent.state == "succeeded"


def test_a_declined_card_is_not_the_end_while_the_page_is_open(paying_app: Flask, stripe: StripeServer) -> None:
    page = ports.gateway().open_page(ASKED)
    stripe.decline("s-1")
    seen = ports.gateway().look_at_page(page.id)
    assert seen.state == "open" and seen.intent is not None and seen.intent.state == "waiting"
    stripe.pay("s-1")
    assert ports.gateway().look_at_intent(seen.intent.id).state == "succeeded"


@pytest.mark.parametrize(("then", "state"), [("finish", "succeeded"), ("fail", "failed")])
def test_a_delayed_method_completes_the_page_before_its_money_comes(
        paying_app: Flask, stripe: StripeServer, then: str, state: str) -> None:
    page = ports.gateway().open_page(ASKED)
    stripe.pay_later("s-1")
    seen = ports.gateway().look_at_page(page.id)
    assert seen.state == "complete" and seen.intent is not None and seen.intent.state == "processing"
    getattr(stripe, then)("s-1")
    assert ports.gateway().look_at_intent(seen.intent.id).state == state


def test_a_dispute_is_seen_with_its_end(paying_app: Flask, stripe: StripeServer) -> None:
    ports.gateway().open_page(ASKED)
    intent = stripe.pay("s-1")
    stripe.dispute(intent)
    opened = ports.gateway().look_at_intent(intent).dispute
    assert opened is not None and (opened.state, opened.cents) == ("open", 1250)
    stripe.close_dispute(intent, "lost")
    closed = ports.gateway().look_at_intent(intent).dispute
    assert closed is not None and closed.state == "lost" and closed.id == opened.id


def test_a_refund_that_takes_its_time_is_pending_until_the_bank_says_more(paying_app: Flask, stripe: StripeServer) -> None:
    ports.gateway().open_page(ASKED)
    intent, stripe.refunds_wait = stripe.pay("s-1"), True
    asked = ports.gateway().give_back(intent, cents=100, reference="r-1")
    assert asked.state == "pending"
    stripe.fail_refund(asked.id)
    assert [refund.state for refund in ports.gateway().look_at_intent(intent).refunds] == ["failed"]


def test_a_fee_that_is_not_booked_yet_is_told_later(paying_app: Flask, stripe: StripeServer) -> None:
    stripe.books_fees = False
    ports.gateway().open_page(ASKED)
    intent = stripe.pay("s-1")
    assert ports.gateway().look_at_intent(intent).fee_cents == 0
    stripe.book_fees()
    assert ports.gateway().look_at_intent(intent).fee_cents == 44


def test_the_page_shows_the_lines_of_the_order_in_its_language(paying_app: Flask, stripe: StripeServer) -> None:
    page = ports.gateway().open_page(ASKED)
    assert [line["price_data"]["product_data"]["name"] for line in stripe.lines[page.id]] == ["Torta di nocciole", "Consegna"]
    told = stripe.pages[page.id]
    assert (told["locale"], told["customer_email"], told["expires_at"]) == ("it", "ada@example.org", int(ASKED.expires_at.timestamp()))
    shown = requests.get(page.url, timeout=5).text
    assert "€12.50" in shown and "Consegna: 2.50" in shown


@pytest.mark.parametrize("lines", [
    (PayLine("Torta", 1300), PayLine("Sconto", -50)), (PayLine("Torta", 1249),), (), (PayLine("x", 1),) * 101])
def test_lines_that_stripe_could_not_show_are_one_line_of_the_same_sum(
        paying_app: Flask, stripe: StripeServer, lines: tuple[PayLine, ...]) -> None:
    page = ports.gateway().open_page(replace(ASKED, lines=lines))
    assert page.cents == 1250 and len(stripe.lines[page.id]) == 1


def test_the_reader_shows_a_sum_and_takes_a_card(paying_app: Flask, stripe: StripeServer) -> None:
    intent = ports.gateway().start_reader(cents=700, reference="s-2", order_code="B4")
    assert ports.gateway().start_reader(cents=700, reference="s-2", order_code="B4").id == intent.id and len(stripe.intents) == 1
    assert (intent.state, intent.reference, intent.order_code) == ("waiting", "s-2", "B4") and ports.gateway().has_reader()
    stripe.decline_tap()
    assert ports.gateway().look_at_intent(intent.id).state == "failed"
    again = ports.gateway().start_reader(cents=700, reference="s-3", order_code="B4")
    stripe.tap()
    assert ports.gateway().look_at_intent(again.id).state == "succeeded"


def test_a_sum_is_taken_off_the_reader_unless_the_card_was_faster(paying_app: Flask, stripe: StripeServer) -> None:
    first = ports.gateway().start_reader(cents=700, reference="s-2", order_code="B4")
    assert ports.gateway().stop_reader(first.id).state == "cancelled" == ports.gateway().stop_reader(first.id).state
    second = ports.gateway().start_reader(cents=700, reference="s-3", order_code="B4")
    assert ports.gateway().stop_reader(first.id).state == "cancelled"
    stripe.tap()  # the second sum is still shown
    assert ports.gateway().stop_reader(second.id).state == "succeeded"


def test_a_reader_with_a_card_in_it_is_not_interrupted(paying_app: Flask, stripe: StripeServer) -> None:
    stripe.reader_is_busy = True
    with pytest.raises(GatewayRefused, match="terminal_reader_busy"):
        ports.gateway().start_reader(cents=700, reference="s-2", order_code="B4")


def test_what_was_told_can_be_asked_for_oldest_first_however_much_it_is(paying_app: Flask, stripe: StripeServer) -> None:
    ports.gateway().open_page(ASKED)
    intent = stripe.pay("s-1")
    for i in range(60):
        stripe.refund(intent, 1 + i % 2)
    told = ports.gateway().list_notices(NOW - timedelta(minutes=1))
    kinds = [notice.kind for notice in told]
    assert kinds[:2] == ["payment_intent.succeeded", "checkout.session.completed"] and kinds.count("charge.refunded") == 60
    assert {notice.object_id for notice in told} == {intent, next(iter(stripe.pages))}
    clock.travel(NOW + timedelta(days=1))
    assert ports.gateway(patient=True).list_notices(clock.now()) == []


def test_what_is_sent_to_the_bank_is_told_with_its_day(paying_app: Flask, stripe: StripeServer) -> None:
    stripe.payout(90_000, arrives_in_days=2)
    [transfer] = ports.gateway(patient=True).list_transfers(NOW - timedelta(days=1))
    assert (transfer.cents, transfer.state, transfer.arrives_on.isoformat()) == (90_000, "in_transit", "2026-11-26")


def test_only_what_the_gateway_signed_just_now_is_believed(paying_app: Flask, stripe: StripeServer) -> None:
    ports.gateway().open_page(ASKED)
    stripe.pay("s-1")
    event = next(event for event in stripe.mail if event["type"] == "checkout.session.completed")
    body = stripe.body_of(event)
    heard = ports.gateway().read_notice(body.encode(), stripe.sign(body))
    assert (heard.id, heard.object_id) == (event["id"], next(iter(stripe.pages)))
    signed = stripe.sign(body)
    bad = [(body.replace("1250", "1"), signed), (body, ""), (body, "t=,v1="), (body, signed.replace("v1=", "v1=0")), (body, "t=1,v1=2"),
           (body, stripe.sign(body, NOW - timedelta(minutes=6))), ("\udce8", signed), ("[]", stripe.sign("[]")), ("{}", stripe.sign("{}"))]
    for words, signature in bad:
        with pytest.raises(BadNotice):
            ports.gateway().read_notice(words.encode("utf-8", "surrogateescape"), signature)


def test_every_call_that_changes_something_carries_a_key_and_the_pinned_version(paying_app: Flask, stripe: StripeServer) -> None:
    page = ports.gateway().open_page(ASKED)
    ports.gateway().give_back(stripe.pay("s-1"), cents=100, reference="r-1")
    ports.gateway().stop_reader(ports.gateway().start_reader(cents=700, reference="s-2", order_code="B4").id)
    ports.gateway().close_page(page.id)
    again = ("/expire", "/cancel", "/cancel_action")  # done twice they have been done once
    posted = [asked for asked in stripe.asked if asked.method == "POST" and not asked.path.endswith(again)]
    assert [asked.key for asked in posted] == ["s-1", "r-1", "s-2", "s-2:shown"]


def test_who_pays_through_nobody_loads_nothing_of_it() -> None:
    found = subprocess.run([sys.executable, "-c", LOADED], cwd=ROOT, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "False"


LOADED = """
import sys, tempfile
from shop.assembly import create_app
create_app({"SHOP_DATA": tempfile.mkdtemp(), "STRIPE_SECRET_KEY": "sk_test_x", "STRIPE_WEBHOOK_SECRET": "whsec_x", "PLAY_MONEY": ""})
print("stripe" in sys.modules)
"""
