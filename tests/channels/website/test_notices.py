"""What Stripe tells by itself: believed only when signed, kept once, whatever order it comes in."""

import json

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from shop.domain import payments
from shop.domain.payments import Notice
from shop.kernel.database import db
from tests.conftest import OwnPages
from tests.domain.payments.hosted import hold, now_of, opened, work
from tests.fakes.stripe import StripeServer
from tests.makers import make_hours, make_product
from tests.racing import race

NOTICES = "/payments/notices"


def kept() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Notice)) or 0


def test_a_paid_page_is_settled_by_its_notices_alone(paying_app: Flask, stripe: StripeServer) -> None:
    make_hours()
    order = hold(make_product(price_cents=1250))
    stripe.pay(opened(order))
    assert set(stripe.deliver(order=reversed, times=2)) == {200}
    work()
    paid = now_of(order)
    assert (paid.state, paid.paid_cents, len(payments.list_of(order.id))) == ("accepted", 1250, 1)


def test_a_notice_is_kept_once_however_often_it_comes(any_paying_app: Flask, stripe: StripeServer) -> None:
    event = stripe.payout(100)
    [told] = stripe.mail
    body = stripe.body_of(told).encode()
    answers = race(any_paying_app, 10, lambda _n: stripe.hook(body, stripe.sign(body.decode())))
    assert answers == [200] * 10 and kept() == 1 and event["id"].startswith("po_")


@pytest.mark.parametrize("signature", ["", "t=1,v1=00", "nonsense", "t=1764000000,v1=" + "0" * 64])
def test_what_is_not_signed_is_refused_and_kept_by_nobody(paying_app: Flask, stripe: StripeServer, signature: str) -> None:
    stripe.payout(100)
    assert stripe.hook(stripe.body_of(stripe.mail[0]).encode(), signature) == 400
    assert kept() == 0


def test_another_body_under_a_true_signature_is_refused(paying_app: Flask, stripe: StripeServer) -> None:
    stripe.payout(100)
    body = stripe.body_of(stripe.mail[0])
    forged = json.dumps(json.loads(body) | {"type": "checkout.session.completed"})
    assert stripe.hook(forged.encode(), stripe.sign(body)) == 400 and kept() == 0


def test_what_is_too_long_to_be_a_notice_is_not_even_read(paying_app: Flask, stripe: StripeServer) -> None:
    body = "x" * 300_000
    assert stripe.hook(body.encode(), stripe.sign(body)) == 413


def test_a_shop_without_stripe_takes_no_notices(app: Flask, visitor: FlaskClient) -> None:
    assert visitor.post(NOTICES, data="{}").status_code == 400
    assert OwnPages(app).get(NOTICES).status_code == 405
