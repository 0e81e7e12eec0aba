"""What nobody told us is found by asking: pages whose call was lost, refunds without an answer, notices missed, payouts."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from shop.domain import orders, payments
from shop.domain.payments import PaymentAway
from shop.domain.payments.models import PaymentSession, Refund
from shop.kernel import clock
from shop.kernel.database import db, writing
from shop.kernel.events import Job
from shop.kernel.gateway import PayNotice
from tests import makers
from tests.domain.payments.hosted import books, faults, hold, later, letters_of, now_of, opened, settle, settle_down, start, work
from tests.fakes.stripe import StripeServer
from tests.racing import race


@pytest.fixture(autouse=True)
def _open_all_week(request: pytest.FixtureRequest) -> None:
    request.getfixturevalue("any_paying_app" if "any_paying_app" in request.fixturenames else "paying_app")
    makers.make_hours(places=50)


def killed_after_the_call(stripe: StripeServer, monkeypatch: pytest.MonkeyPatch) -> tuple[Any, str]:
    """The page stands at the gateway, its customer is on it, and the process that opened it is dead."""
    order = hold(makers.make_product(price_cents=900))
    with monkeypatch.context() as power_cut:
        power_cut.setattr("shop.domain.payments.opening.apply", lambda *_a, **_k: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            start(order)
    db.session.rollback()
    return order, next(iter(stripe.pages))


def test_a_page_whose_opener_died_is_found_again_by_its_key(any_paying_app: Flask, stripe: StripeServer, monkeypatch: Any) -> None:
    order, _page = killed_after_the_call(stripe, monkeypatch)
    assert [one.state for one in payments.list_sessions(order.id)] == ["new"]
    later(seconds=31)
    work()
    assert [one.state for one in payments.list_sessions(order.id)] == ["open"] and len(stripe.pages) == 1
    assert start(order).url == next(iter(stripe.pages.values()))["url"]
    assert faults(any_paying_app) == []


def test_who_paid_on_a_page_we_had_forgotten_has_paid(any_paying_app: Flask, stripe: StripeServer, monkeypatch: Any) -> None:
    order, page = killed_after_the_call(stripe, monkeypatch)
    stripe.pay(page)
    stripe.deliver()
    work()
    assert (now_of(order).state, now_of(order).due_cents, letters_of(order)) == ("accepted", 0, 1)
    assert faults(any_paying_app) == []


def test_what_was_told_while_we_were_down_is_heard_later_and_once(any_paying_app: Flask, stripe: StripeServer) -> None:
    order = hold(makers.make_product(price_cents=900))
    stripe.pay(opened(order))
    work()
    intent = payments.list_of(order.id)[0].gateway_id or ""
    stripe.lose()
    stripe.refund(intent, 300)
    stripe.lose()
    assert books(order)["refunded"] == 0
    later(minutes=6)
    got = race(any_paying_app, 4, lambda _n: payments.reconcile(clock.now()))
    assert len(got) == 4
    work()
    assert books(order)["refunds"] == [("online", 300, "done", "elsewhere")]
    assert faults(any_paying_app) == []


def test_one_notice_is_kept_once(any_paying_app: Flask) -> None:
    notice = PayNotice("evt_1", "payment_intent.succeeded", "", clock.now())
    db.session.rollback()
    assert sorted(map(bool, race(any_paying_app, 8, lambda _n: payments.hear(notice, now=clock.now())))) == [False] * 7 + [True]


def test_pages_are_looked_at_less_and_less_often_but_within_a_quarter_of_an_hour(paying_app: Flask, stripe: StripeServer) -> None:
    order = hold(makers.make_product(price_cents=900))
    opened(order)
    gaps, last = [], clock.now()
    for _ in range(29 * 4):
        later(seconds=15)
        known = len(stripe.asked)
        payments.reconcile(clock.now())
        if any(one.path.startswith("/v1/checkout/sessions/") for one in stripe.asked[known:]):
            gaps.append(round((clock.now() - last) / timedelta(minutes=1)))
            last = clock.now()
    assert gaps == sorted(gaps) and gaps[0] <= 2 and max(gaps) < 15 and len(gaps) < 8


def test_a_gateway_that_is_away_frees_nothing_before_its_page_is_over(any_paying_app: Flask, stripe: StripeServer) -> None:
    cake = makers.make_product(pool_size=1, price_cents=900)
    order = hold(cake)
    page = opened(order)
    stripe.pay(page)
    stripe.lose()
    later(minutes=36)
    stripe.faults.errors = [503] * 40
    assert payments.expire_unpaid(clock.now()) == 0 and now_of(order).state == "awaiting_payment"
    later(minutes=5)
    assert payments.expire_unpaid(clock.now()) == 1 and now_of(order).state == "expired"
    stripe.faults.errors = []
    settle_down()
    assert (now_of(order).state, now_of(order).due_cents, stripe.refunded_cents()) in (("accepted", 0, 0), ("expired", 0, 900))
    assert faults(any_paying_app) == []


def test_an_order_is_let_go_only_once_its_page_is_closed(any_paying_app: Flask, stripe: StripeServer) -> None:
    order = hold(makers.make_product(price_cents=900))
    page = opened(order)
    later(minutes=20)
    with writing():
        orders.get(order.id).pay_by_at = clock.now()
        db.session.flush()
    db.session.rollback()
    work()
    assert now_of(order).state == "expired" and stripe.page(page)["status"] == "expired"
    assert [one.alive for one in payments.list_sessions(order.id)] == [None]


def test_who_pays_in_the_last_moment_is_not_let_go(any_paying_app: Flask, stripe: StripeServer) -> None:
    order = hold(makers.make_product(price_cents=900))
    page = opened(order)
    stripe.pay(page)
    stripe.lose()
    later(minutes=37)
    assert payments.expire_unpaid(clock.now()) == 0
    assert (now_of(order).state, now_of(order).due_cents) == ("accepted", 0)


def test_two_workers_let_an_order_go_once(any_paying_app: Flask, stripe: StripeServer) -> None:
    order = hold(makers.make_product(pool_size=3, price_cents=900))
    opened(order)
    later(minutes=37)
    got = race(any_paying_app, 4, lambda _n: payments.expire_unpaid(clock.now()))
    assert sum(int(str(one)) for one in got) == 1 and letters_of(order, "order.moved") == 1
    assert faults(any_paying_app) == []


def test_a_refund_without_an_answer_is_asked_again_by_the_same_key(any_paying_app: Flask, stripe: StripeServer) -> None:
    order = hold(makers.make_product(price_cents=900))
    stripe.pay(opened(order))
    work()
    payments.refund(order.id, cents=500, reason="spoiled", reference="form-1", by="staff:1", via="admin", now=clock.now())
    db.session.rollback()
    with writing():  # its call went out, and then the power did
        db.session.execute(update(Job).where(Job.listener == "send_refund").values(state="done"))
    stripe.refund(payments.list_of(order.id)[0].gateway_id or "", 500, metadata={"reference": "form-1"})
    stripe.lose()
    db.session.rollback()
    settle_down()
    assert books(order)["refunds"] == [("online", 500, "done", "spoiled")] and stripe.refunded_cents() == 500
    assert faults(any_paying_app) == []


def test_a_refund_that_takes_its_time_is_done_when_it_is(paying_app: Flask, stripe: StripeServer) -> None:
    order = hold(makers.make_product(price_cents=900))
    stripe.pay(opened(order))
    work()
    stripe.refunds_wait = True
    payments.refund(order.id, cents=500, reason="spoiled", reference="form-1", by="staff:1", via="admin", now=clock.now())
    work()
    refund = db.session.query(Refund).one()
    assert (refund.state, refund.gateway_id is not None) == ("asked", True)
    stripe.finish_refund(refund.gateway_id)
    stripe.lose()
    settle_down()
    assert books(order)["refunds"] == [("online", 500, "done", "spoiled")]


def test_payouts_are_noted_and_followed(any_paying_app: Flask, stripe: StripeServer) -> None:
    sent = stripe.payout(12_300, arrives_in_days=2)
    db.session.rollback()
    assert payments.note_transfers(clock.now()) == 1 and payments.note_transfers(clock.now()) == 0
    sent["status"] = "paid"
    assert payments.note_transfers(clock.now()) == 1
    db.session.rollback()
    (kept,) = payments.list_transfers()
    assert (kept.cents, kept.state, kept.arrives_on) == (12_300, "paid", clock.today() + timedelta(days=2))


def test_the_worker_goes_on_while_the_gateway_is_away(paying_app: Flask, stripe: StripeServer) -> None:
    order = hold(makers.make_product(price_cents=900))
    page = opened(order)
    stripe.faults.errors = [503] * 100
    later(minutes=12)
    assert payments.reconcile(clock.now()) == 0 and payments.note_transfers(clock.now()) == 0
    with pytest.raises(PaymentAway):
        settle(page)


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ({"state": "paid", "alive": None, "intent_id": "pi_nowhere"}, "is paid and nothing is booked"),
        ({"state": "failed"}, "is alive and over"),
        ({"alive": None}, "is alive and over"),
    ],
)
def test_the_doctor_sees_a_session_that_lies(paying_app: Flask, broken: dict[str, Any], said: str) -> None:
    order = hold(makers.make_product(price_cents=900))
    opened(order)
    with writing():
        session = db.session.query(PaymentSession).one()
        for name, value in broken.items():
            setattr(session, name, value)
        db.session.flush()
    assert [said in fault for fault in faults(paying_app)] == [True]


def test_the_doctor_sees_what_is_held_too_long_and_what_was_kept_for_nothing(paying_app: Flask, stripe: StripeServer) -> None:
    order = hold(makers.make_product(price_cents=900))
    later(minutes=41)
    assert [fault.startswith("I8") for fault in faults(paying_app)] == [True]
    orders.expire(order.id, now=clock.now())
    assert faults(paying_app) == []
    money: dict[str, Any] = {"tender": "online", "reference": "online:pi_9", "gateway_id": "pi_9", "cents": 900}
    payments.record_payment(order_id=order.id, **money, by="customer", via="website", now=clock.now())
    assert [fault.startswith("I2") and "was kept" in fault for fault in faults(paying_app)] == [True]
