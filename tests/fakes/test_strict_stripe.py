"""The fake Stripe is worth believing: it refuses what the real one refuses, and says so as the real library expects it."""

from typing import Any

import pytest
import requests
import stripe as library
from stripe import StripeClient

from shop.integrations.stripe import API_VERSION, HEARD
from tests.fakes.stripe import StripeServer

LINE: dict[str, Any] = {"quantity": 1, "price_data": {"currency": "eur", "unit_amount": 1250, "product_data": {"name": "Torta"}}}
PAGE: dict[str, Any] = {"mode": "payment", "line_items": [LINE], "success_url": "http://shop/s", "cancel_url": "http://shop/c"}


@pytest.fixture
def client(stripe: StripeServer) -> StripeClient:
    return StripeClient(stripe.key, stripe_version=API_VERSION, base_addresses={"api": stripe.url}, max_network_retries=0)


@pytest.mark.parametrize(("wrong", "code"), [
    ({"colour": "red"}, "parameter_unknown"),
    ({"payment_method_types": ["card"]}, "parameter_unknown"),  # gone from this version of the API
    ({"payment_intent_data": {"amount": 3}}, "parameter_unknown"),
    ({"line_items": [LINE | {"amount": 3}]}, "parameter_unknown"),
    ({"line_items": []}, "parameter_missing"),
    ({"line_items": [{"quantity": 1, "price_data": {"unit_amount": 5, "product_data": {"name": "x"}}}]}, "parameter_missing"),
    ({"line_items": [LINE | {"quantity": "many"}]}, "parameter_invalid"),
    ({"line_items": [{"quantity": 1, "price_data": LINE["price_data"] | {"unit_amount": 10}}]}, "amount_too_small"),
    ({"ui_mode": "hosted"}, None), ({"mode": "subscription"}, None), ({"return_url": "http://shop/r"}, None),
    ({"success_url": "/paid"}, "url_invalid"), ({"customer_email": "nobody"}, "email_invalid"), ({"expand": ["lines"]}, None),
])
def test_what_checkout_does_not_take_is_refused(
        stripe: StripeServer, client: StripeClient, wrong: dict[str, Any], code: str | None) -> None:
    with pytest.raises(library.InvalidRequestError) as refused:
        client.v1.checkout.sessions.create({**PAGE, **wrong})  # type: ignore[typeddict-item]
    assert refused.value.code == code
    assert not stripe.pages or "expand" in wrong


def test_a_key_of_somebody_else_another_version_and_unknown_addresses_are_refused(stripe: StripeServer) -> None:
    wrong = StripeClient("sk_test_other", stripe_version=API_VERSION, base_addresses={"api": stripe.url})
    with pytest.raises(library.AuthenticationError):
        wrong.v1.events.list()
    older = StripeClient(stripe.key, stripe_version="2024-06-20", base_addresses={"api": stripe.url})
    with pytest.raises(library.InvalidRequestError):
        older.v1.events.list()
    with pytest.raises(library.InvalidRequestError):
        StripeClient(stripe.key, stripe_version=API_VERSION, base_addresses={"api": stripe.url}).v1.customers.list()


def test_a_key_is_replayed_with_its_answer_even_when_that_was_a_no(stripe: StripeServer, client: StripeClient) -> None:
    page = client.v1.checkout.sessions.create(PAGE, {"idempotency_key": "k"})  # type: ignore[arg-type]
    assert client.v1.checkout.sessions.create(PAGE, {"idempotency_key": "k"}).id == page.id  # type: ignore[arg-type]
    with pytest.raises(library.IdempotencyError):
        client.v1.checkout.sessions.create({**PAGE, "locale": "en"}, {"idempotency_key": "k"})  # type: ignore[typeddict-item]
    intent = stripe.pay(page.id)
    for _ in range(2):
        with pytest.raises(library.InvalidRequestError):
            client.v1.refunds.create({"payment_intent": intent, "amount": 9_999}, {"idempotency_key": "r"})
    assert stripe.refunded_cents() == 0


def test_the_page_is_paid_by_its_buttons(stripe: StripeServer, client: StripeClient) -> None:
    page = client.v1.checkout.sessions.create(PAGE)  # type: ignore[arg-type]
    assert page.url is not None
    declined = requests.post(page.url, data={"deed": "decline"}, timeout=5)
    assert "declined" in declined.text and stripe.pages[page.id]["status"] == "open"
    assert "Complete authentication" in requests.post(page.url, data={"deed": "authenticate"}, timeout=5).text
    paid = requests.post(page.url, data={"deed": "pay"}, timeout=5, allow_redirects=False)
    assert (paid.status_code, paid.headers["Location"]) == (303, "http://shop/s")
    assert "complete" in requests.post(page.url, data={"deed": "pay"}, timeout=5).text and stripe.paid_cents() == 1250


def test_webhooks_come_late_twice_out_of_order_or_never(stripe: StripeServer, client: StripeClient) -> None:
    taken: list[str] = []

    def take(body: bytes, signature: str) -> int:
        event = library.Webhook.construct_event(body, signature, stripe.webhook_secret, tolerance=0)
        taken.append(event.type)
        return 500 if len(taken) == 1 else 200

    stripe.hook = take
    stripe.pay(client.v1.checkout.sessions.create(PAGE).id)  # type: ignore[arg-type]
    assert taken == [] and len(stripe.mail) == 4
    stripe.deliver(order=reversed, times=2, kinds=("checkout.session.completed", "payment_intent.succeeded"))
    assert taken == ["checkout.session.completed"] * 2 + ["payment_intent.succeeded"] * 2
    assert stripe.lose() == 2 and stripe.deliver() == []
    stripe.hook = lambda _body, _signature: 500
    stripe.payout(5)
    assert stripe.deliver() == [500] and len(stripe.mail) == 1, "what is not taken is sent again"


def test_the_events_the_shop_listens_to_exist(stripe: StripeServer) -> None:
    """As stripe-python names them when an endpoint is told what to send."""
    from stripe.params._webhook_endpoint_create_params import WebhookEndpointCreateParams

    named = str(WebhookEndpointCreateParams.__annotations__["enabled_events"]).replace('"', "'").split("'")
    assert set(HEARD) <= set(named)
    assert len(HEARD) <= 20
