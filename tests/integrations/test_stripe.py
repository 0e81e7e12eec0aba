"""The gateway over Stripe, spoken to by the real library, against a server as strict as the real one."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from shop.kernel import clock, ports
from shop.kernel.gateway import GatewayRefused, PayLine, PayPage
from tests.conftest import NOW
from tests.fakes.stripe import StripeServer

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
