"""Money that came on the hosted page: booked once whoever hears of it, and what fits nothing or came too late goes back or to the owner."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete

from shop.domain import letters, orders, payments, stock
from shop.domain.orders import Order
from shop.domain.payments import AlreadyDecided, Parked, PaymentRules, WrongDecision
from shop.kernel import clock, events
from shop.kernel.database import db, writing
from shop.kernel.refusal import Refusal
from tests import makers
from tests.domain.payments.hosted import books, faults, hold, later, letters_of, now_of, opened, settle, settle_down, start, work
from tests.fakes.stripe import StripeServer
from tests.racing import race


@pytest.fixture(autouse=True)
def _open_all_week(request: pytest.FixtureRequest) -> None:
    request.getfixturevalue("any_paying_app" if "any_paying_app" in request.fixturenames else "paying_app")
    makers.make_hours(places=50)


def ask_the_owner() -> None:
    payments.save_rules(PaymentRules(late="ask"), by="staff:1", now=clock.now())


def parked() -> Parked:
    db.session.rollback()
    (one,) = payments.list_parked()
    return one


def decide(decision: str) -> Parked:
    one = parked()
    db.session.rollback()
    return payments.decide(one.id, decision, by="staff:1", now=clock.now())


def told_late(order: Order) -> list[dict[str, Any]]:
    return [fact.facts for fact in events.list_about(f"order:{order.id}") if fact.name == "payment.late"]


def let_go(order: Order) -> None:
    """Its time is over, and nobody at the gateway could be asked."""
    orders.expire(order.id, now=clock.now())


def test_one_notice_twenty_times_beside_the_return_page_is_one_payment_and_one_letter(any_paying_app: Flask, stripe: StripeServer) -> None:
    order = hold(makers.make_product(price_cents=900))
    page = opened(order)
    stripe.pay(page)
    told = next(event for event in stripe.mail if event["type"] == "checkout.session.completed")
    body = stripe.body_of(told)

    def arrive(number: int) -> object:
        if number % 4 == 0:
            return payments.settle_order(order.id, now=clock.now())
        return stripe.hook(body.encode(), stripe.sign(body))

    got = race(any_paying_app, 24, lambda number: _again(lambda: arrive(number)))
    assert set(got) == {"paid", 200}
    race(any_paying_app, 3, lambda _n: events.deliver_due(clock.now()))
    work()
    found = books(order)
    assert (found["state"], found["payments"], letters_of(order), letters_of(order, "payment.taken")) == (
        "accepted", [("online", 900, 0, False)], 1, 1)
    assert faults(any_paying_app) == []


def _again(act: Any) -> object:
    """Two calls at once are enough for one process: who was refused tries again, as people do."""
    while True:
        try:
            return act()
        except payments.PaymentBusy:
            db.session.rollback()


def test_the_fee_is_booked_when_it_is_told(paying_app: Flask, stripe: StripeServer) -> None:
    stripe.books_fees = False
    order = hold(makers.make_product(price_cents=900))
    page = opened(order)
    stripe.pay(page)
    assert settle(page) == "paid" and payments.list_of(order.id)[0].fee_cents == 0
    stripe.book_fees()
    settle_down()
    assert payments.list_of(order.id)[0].fee_cents > 0


def test_a_deposit_makes_an_order_stand_and_its_rest_is_paid_later(any_paying_app: Flask, stripe: StripeServer) -> None:
    order = hold(makers.make_product(price_cents=3000))
    stripe.pay(opened(order, cents=3000))
    settle(payments.list_sessions(order.id)[0].reference)
    assert now_of(order).due_cents == 0
    phoned = makers.place_order(makers.make_product(price_cents=2500))
    for cents in (1000, None):
        page = opened(phoned, cents=cents)
        stripe.pay(page)
        assert settle(page) == "paid"
    assert [one.cents for one in payments.list_of(phoned.id)] == [1000, 1500] and letters_of(phoned) == 1
    assert faults(any_paying_app) == []


def test_what_is_paid_after_its_time_is_taken_up_again_while_its_places_are_free(any_paying_app: Flask, stripe: StripeServer) -> None:
    cake = makers.make_product(pool_size=1, price_cents=900)
    order = hold(cake)
    page = opened(order)
    let_go(order)
    stripe.pay(page)
    assert settle(page) == "paid"
    found = books(order)
    assert (found["state"], found["paid"], found["refunds"], letters_of(order)) == ("accepted", 900, [], 1)
    assert stock.left(cake, now_of(order).on) == 0 and told_late(order) == []
    assert faults(any_paying_app) == []


def sell_the_last(cake: Any, order: Order) -> str:
    """Its time ran out and somebody else has it; then the first one pays on the page that is still open."""
    page = opened(order)
    let_go(order)
    makers.place_order(cake)
    return page


def test_what_is_paid_when_somebody_else_has_it_goes_back_by_itself(any_paying_app: Flask, stripe: StripeServer) -> None:
    cake = makers.make_product(pool_size=1, price_cents=900)
    order = hold(cake)
    page = sell_the_last(cake, order)
    stripe.pay(page)
    assert settle(page) == "paid"
    assert settle(page) == "paid"
    work()
    found = books(order)
    assert (found["state"], found["paid"], found["refunded"], found["refunds"]) == (
        "expired", 900, 900, [("online", 900, "done", "late_payment")])
    assert stripe.refunded_cents() == 900 and found["parked"] == []
    assert [(one["why"], one["outcome"], one["cents"]) for one in told_late(order)] == [("late", "refunded", 900)]
    assert faults(any_paying_app) == []


def test_the_owner_may_want_to_be_asked_and_gives_it_back_once(any_paying_app: Flask, stripe: StripeServer) -> None:
    ask_the_owner()
    cake = makers.make_product(pool_size=1, price_cents=900)
    order = hold(cake)
    page = sell_the_last(cake, order)
    stripe.pay(page)
    settle(page)
    work()
    assert (parked().why, parked().cents, payments.decisions_of(parked()), stripe.refunded_cents()) == ("late", 900, ("refund", "keep"), 0)
    assert [one["outcome"] for one in told_late(order)] == ["parked"]
    waiting = parked().id
    db.session.rollback()
    got = race(any_paying_app, 6, lambda _n: payments.decide(waiting, "refund", by="staff:1", now=clock.now()).decision)
    assert got == ["refund"] * 6
    work()
    assert stripe.refunded_cents() == 900 and books(order)["refunds"] == [("online", 900, "done", "late_payment")]
    with pytest.raises(AlreadyDecided):
        payments.decide(waiting, "keep", by="staff:1", now=clock.now())
    assert faults(any_paying_app) == []


def test_what_is_kept_is_baked_once_there_is_a_place(any_paying_app: Flask, stripe: StripeServer) -> None:
    ask_the_owner()
    cake = makers.make_product(pool_size=1, price_cents=900)
    order = hold(cake)
    page = sell_the_last(cake, order)
    stripe.pay(page)
    settle(page)
    with pytest.raises(Refusal, match="left"):
        decide("keep")
    assert parked().decided_at is None, "nothing was decided"
    other = next(one for one in orders.search().orders if one.id != order.id)
    orders.move(other.id, "cancelled_by_shop", by="staff:1", via="admin", now=clock.now(), reason="Il forno")
    decide("keep")
    assert (now_of(order).state, now_of(order).due_cents, letters_of(order)) == ("accepted", 0, 1)
    assert faults(any_paying_app) == []


def test_an_order_paid_on_two_pages_gives_one_of_them_back(any_paying_app: Flask, stripe: StripeServer) -> None:
    order = hold(makers.make_product(price_cents=900))
    first = opened(order)
    session = payments.list_sessions(order.id)[0]
    stripe.pay(first)
    with writing():  # as if our word that the first page is closed had been wrong
        db.session.get_one(payments.PaymentSession, session.id).alive = None
    second = opened(order)
    stripe.pay(second)
    assert (settle(second), settle(first)) == ("paid", "paid")
    work()
    found = books(order)
    assert (found["state"], found["paid"], found["refunds"]) == ("accepted", 1800, [("online", 900, "done", "paid_twice")])
    assert (stripe.refunded_cents(), now_of(order).due_cents, letters_of(order)) == (900, 0, 1)
    assert [one["why"] for one in told_late(order)] == ["twice"]
    assert faults(any_paying_app) == []


def test_what_is_paid_for_an_order_called_off_goes_back(any_paying_app: Flask, stripe: StripeServer) -> None:
    order = hold(makers.make_product(price_cents=900))
    page = opened(order)
    orders.move(order.id, "cancelled_by_shop", by="staff:1", via="admin", now=clock.now(), reason="Chiuso")
    stripe.pay(page)
    settle(page)
    work()
    assert (now_of(order).state, now_of(order).due_cents, stripe.refunded_cents()) == ("cancelled_by_shop", 0, 900)
    assert faults(any_paying_app) == []


def spoil(stripe: StripeServer, page: str, **otherwise: Any) -> None:
    """What was paid is not what was asked for."""
    intent = stripe.intent(stripe.pay(page))
    intent |= otherwise
    if "amount" in otherwise:
        intent["amount_received"] = otherwise["amount"]
    told = stripe.page(page)
    told["metadata"] = {**told["metadata"], **otherwise.get("metadata", {})}


@pytest.mark.parametrize(
    ("otherwise", "why", "choices"),
    [
        ({"amount": 800}, "wrong_amount", ("refund", "keep")),
        ({"currency": "usd"}, "wrong_currency", ("refund", "dismiss")),
        ({"metadata": {"order": "ANOTHER"}}, "wrong_order", ("refund", "dismiss")),
    ],
)
def test_money_that_is_not_what_was_asked_for_fulfils_nothing(
    any_paying_app: Flask, stripe: StripeServer, otherwise: dict[str, Any], why: str, choices: tuple[str, ...]
) -> None:
    order = hold(makers.make_product(price_cents=900))
    page = opened(order)
    reference = {"reference": page} if "metadata" in otherwise else {}
    spoil(stripe, page, **otherwise | ({"metadata": otherwise["metadata"] | reference} if reference else {}))
    assert [settle(page), settle(page)] == ["failed", "failed"]
    assert (parked().why, payments.decisions_of(parked())) == (why, choices)
    assert (now_of(order).state, now_of(order).paid_cents) == ("awaiting_payment", 0)
    with pytest.raises(WrongDecision):
        decide("ignore")
    decide("refund")
    work()
    work()
    settle(page)
    assert stripe.refunded_cents() == (otherwise.get("amount") or 900) and payments.list_parked() == []
    assert payments.list_parked(decided=True)[0].facts["refunded_at"]
    assert faults(any_paying_app) == []


def test_the_owner_may_keep_a_wrong_sum_for_the_order(any_paying_app: Flask, stripe: StripeServer) -> None:
    order = hold(makers.make_product(price_cents=900))
    page = opened(order)
    spoil(stripe, page, amount=950)
    settle(page)
    decide("keep")
    assert settle(page) == "paid"
    assert (now_of(order).state, now_of(order).paid_cents, now_of(order).due_cents) == ("accepted", 950, -50)
    assert faults(any_paying_app) == []


def test_money_of_another_business_is_left_alone_and_ours_that_nobody_remembers_is_parked(paying_app: Flask, stripe: StripeServer) -> None:
    order = hold(makers.make_product(price_cents=900))
    page = stripe.page(opened(order))
    intent_id = stripe.pay(page["id"])
    page |= {"client_reference_id": None, "metadata": {}}
    stripe.intents[intent_id]["metadata"] = {}
    with writing():
        db.session.execute(delete(payments.PaymentSession))
    assert settle(page["id"]) == settle(intent_id) == "unknown" and payments.list_parked() == []
    page |= {"client_reference_id": "lost", "metadata": {"reference": "lost", "order": order.code}}
    assert settle(page["id"]) == "unknown"
    assert (parked().why, parked().order_id, parked().cents) == ("unknown", order.id, 900)


def test_a_delayed_payment_keeps_its_places_until_it_is_there(any_paying_app: Flask, stripe: StripeServer) -> None:
    cake = makers.make_product(pool_size=1, price_cents=900)
    order = hold(cake, starts_at=makers.later(days=1).replace(second=0, microsecond=0))
    page = opened(order)
    stripe.pay_later(page)
    assert settle(page) == "processing"
    later(hours=1)
    work()
    assert now_of(order).state == "awaiting_payment" and stock.left(cake, now_of(order).on) == 0
    stripe.finish(page)
    assert settle(page) == "paid" and now_of(order).state == "accepted"
    assert faults(any_paying_app) == []


def test_a_delayed_payment_that_fails_is_told_and_can_be_paid_again(any_paying_app: Flask, stripe: StripeServer) -> None:
    order = hold(makers.make_product(price_cents=900))
    page = opened(order)
    stripe.pay_later(page)
    settle(page)
    stripe.fail(page)
    assert [settle(page), settle(page)] == ["failed", "failed"] and letters_of(order, "payment.failed") == 1
    again = opened(order)
    assert again != page
    stripe.pay(again)
    assert settle(again) == "paid" and now_of(order).state == "accepted"


def test_an_order_let_go_while_its_payment_is_on_its_way_is_paid_too_late(paying_app: Flask, stripe: StripeServer) -> None:
    order = hold(makers.make_product(price_cents=900))
    page = opened(order)
    stripe.pay_later(page)
    settle(page)
    later(days=9)
    work()
    assert now_of(order).state == "expired"
    stripe.finish(page)
    work()
    later(minutes=11)
    work()
    assert (now_of(order).state, now_of(order).due_cents, stripe.refunded_cents()) == ("expired", 0, 900), "its time is past"
    assert faults(paying_app) == []


def test_a_declined_card_can_be_followed_by_another_on_the_same_page(paying_app: Flask, stripe: StripeServer) -> None:
    order = hold(makers.make_product(price_cents=900))
    page = opened(order)
    stripe.decline(page)
    assert settle(page) == "open" and start(order).url == stripe.page(page)["url"]
    stripe.pay(page)
    assert settle(page) == "paid"


def test_nothing_is_known_while_the_gateway_is_away_and_all_is_found_after(paying_app: Flask, stripe: StripeServer) -> None:
    order = hold(makers.make_product(price_cents=900))
    page = opened(order)
    stripe.pay(page)
    stripe.faults.drop_before = 2
    with pytest.raises(payments.PaymentAway):
        settle(page)
    assert now_of(order).state == "awaiting_payment"
    stripe.lose()
    settle_down()
    assert now_of(order).state == "accepted" and now_of(order).due_cents == 0
    assert faults(paying_app) == []


@pytest.mark.parametrize(("late", "kinds"), [("refund", ["late_refunded", "returned"]), ("ask", ["late_parked"])])
def test_who_paid_too_late_is_told_so_and_not_thanked(paying_app: Flask, stripe: StripeServer, late: str, kinds: list[str]) -> None:
    payments.save_rules(PaymentRules(late=late), by="staff:1", now=clock.now())
    cake = makers.make_product(pool_size=1, price_cents=900)
    order = hold(cake)
    page = sell_the_last(cake, order)
    stripe.pay(page)
    settle(page)
    work()
    later(minutes=2)
    work()
    told = [letter for letter in letters.list_about(f"order:{order.id}") if letter.to == "ada@example.org"]
    assert sorted(letter.kind for letter in told) == kinds
    assert "arrivato tardi" in told[0].subject and order.code in told[0].text and "9,00" in told[0].html
