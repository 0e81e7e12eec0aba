"""Money goes back to where it came from, once, never more than was paid, and what the gateway says about it is what is kept."""

from datetime import timedelta

import pytest
from flask import Flask

from shop.domain import documents, giftcards, orders, payments
from shop.domain.baskets import Choice
from shop.kernel import clock, events
from shop.kernel.database import db, writing
from shop.kernel.gateway import GivenBack
from tests.domain.payments.paid import collected, faults, give, kept, paid_online, pay, pieces, placed, plug, work
from tests.fakes.memory_gateway import MemoryGateway
from tests.makers import make_product
from tests.racing import race
from tests.world import World, open_world


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch, any_app: Flask) -> MemoryGateway:
    return plug(monkeypatch)


@pytest.fixture
def world(gateway: MemoryGateway) -> World:
    return open_world()


def states(order: orders.Order) -> list[tuple[str, str, int]]:
    return [(one.tender, one.state, one.cents) for one in payments.list_refunds(order.id)]


def told(order: orders.Order, name: str = "money.refunded") -> list[events.Recorded]:
    return [fact for fact in events.list_about(f"order:{order.id}") if fact.name == name]


def test_goods_paid_online_go_back_to_the_card_they_were_paid_with(world: World, gateway: MemoryGateway) -> None:
    order = collected(paid_online(gateway, Choice(world.cornetto.id, 4)))
    intent = payments.list_of(order.id)[0].gateway_id or ""
    [asked] = give(order, goods=pieces(order, 3))
    assert states(order) == [("online", "asked", 450)] and kept(order).refunded_cents == 450 and not told(order)
    work()
    assert states(order) == [("online", "done", 450)] and gateway.left(intent) == 150
    assert [fact.facts["cents"] for fact in told(order)] == [450]
    [paper] = [paper for paper in documents.find_receipts(order.id) if paper.kind == "return"]
    assert (paper.cents, paper.cause) == (-450, f"return:{asked.id}") and faults() == []


def test_an_answer_that_is_lost_is_asked_for_again_and_gives_back_once(world: World, gateway: MemoryGateway) -> None:
    order = collected(paid_online(gateway, Choice(world.cornetto.id, 4)))
    gateway.loses_answers = 2
    give(order, goods=pieces(order, 4))
    for _ in range(3):
        work()
        clock.travel(clock.now() + timedelta(minutes=10))
    assert states(order) == [("online", "done", 600)] and gateway.calls == 3
    assert gateway.left(payments.list_of(order.id)[0].gateway_id or "") == 0 and len(told(order)) == 1 and faults() == []


def test_a_refund_the_gateway_refuses_is_owed_again_and_put_to_the_owner(world: World, gateway: MemoryGateway) -> None:
    order = collected(paid_online(gateway, Choice(world.cornetto.id, 4)))
    gateway.refuses = "insufficient_funds"
    give(order, goods=pieces(order, 4))
    work()
    after = kept(order)
    assert (after.refunded_cents, after.due_cents, payments.list_of(order.id)[0].back_cents) == (0, -600, 0)
    [refund] = payments.list_refunds(order.id)
    [parked] = db.session.query(payments.Parked).all()
    assert (refund.state, refund.error) == ("failed", "insufficient_funds") and (parked.why, parked.cents) == ("refund_failed", 600)
    assert not told(order) and len(told(order, "refund.failed")) == 1 and faults() == []
    gateway.refuses = ""
    give(order, to="cash", reason="owed")
    assert states(order) == [("online", "failed", 600), ("cash", "done", 600)] and kept(order).due_cents == 0 and faults() == []
    assert payments.list_of(order.id)[0].back_cents == 600  # what went in cash is gone of the card's payment too
    with pytest.raises(payments.NothingToGiveBack):
        give(order, reason="owed")


def test_a_refund_on_its_way_is_done_when_the_gateway_says_so_and_owed_again_if_it_comes_back(world: World, gateway: MemoryGateway) -> None:
    order = collected(paid_online(gateway, Choice(world.cornetto.id, 4)))
    gateway.answers = "pending"
    [refund] = give(order, goods=pieces(order, 2))
    work()
    payment = payments.list_of(order.id)[0]
    assert states(order) == [("online", "asked", 300)] and not told(order)
    assert payments.get_refund(refund.id).gateway_id
    there = gateway.becomes(payments.get_refund(refund.id).gateway_id or "", "succeeded")
    assert payments.note_outside(payment.id, there, now=clock.now()) and not payments.note_outside(payment.id, there, now=clock.now())
    assert states(order) == [("online", "done", 300)] and len(told(order)) == 1
    payments.note_outside(payment.id, gateway.becomes(there.id, "failed"), now=clock.now())
    assert states(order) == [("online", "failed", 300)] and kept(order).due_cents == -300 and faults() == []


def test_an_amount_comes_off_the_price_with_its_reason_and_its_share_of_every_rate(world: World, gateway: MemoryGateway) -> None:
    order = collected(paid_online(gateway, Choice(world.cornetto.id, 4), Choice(world.frollini.id, 300)))
    give(order, cents=200, words="schiacciati")
    work()
    after = kept(order)
    assert (after.allowance_cents, after.refunded_cents, after.due_cents) == (200, 200, 0) and after.returned_cents == 0
    [paper] = [paper for paper in documents.find_receipts(order.id) if paper.kind == "return"]
    assert sum(paper.vat.values()) == -200 and len(told(order, "order.allowed")) == 1
    left = after.total_cents - 200
    for refused, how in (
        (orders.TooMuchOff, {"cents": left + 1}),
        (orders.TooMuchOff, {"cents": 0}),
        (orders.TooMuchOff, {"cents": -5}),
        (orders.ReturnReasonNeeded, {"cents": 10, "reason": "whim"}),
        (payments.UnknownTender, {"cents": 10, "to": "shells"}),
        (payments.NothingToGiveBack, {}),
    ):
        with pytest.raises(refused):
            give(order, **how)
    give(order, goods=[orders.Back(line.id, line.quantity) for line in after.lines])
    work()
    whole = kept(order)
    assert (whole.refunded_cents, whole.due_cents, whole.allowance_cents) == (order.total_cents, 0, 0) and faults() == []
    back = [paper.vat for paper in documents.find_receipts(order.id) if paper.kind == "return"]
    assert {rate: -sum(vat.get(rate, 0) for vat in back) for rate in order.vat} == order.vat


def test_the_newest_payment_goes_back_first_and_each_to_where_it_came_from(world: World, gateway: MemoryGateway) -> None:
    order = placed(Choice(world.cornetto.id, 10))
    pay(order, gateway, 500)
    pay(order, gateway, 600, "cash")
    pay(order, gateway, 400, "reader")
    order = collected(order)
    rows = give(order, goods=pieces(order, 8))
    assert [(row.tender, row.cents, row.state) for row in rows] == [
        ("reader", 400, "asked"),
        ("cash", 600, "done"),
        ("online", 200, "asked"),
    ]
    assert {row.act for row in rows} == {rows[0].reference} and rows[0].lines and not rows[1].lines
    work()
    assert [state for _, state, _ in states(order)] == ["done"] * 3 and [fact.facts["cents"] for fact in told(order)] == [1200]
    assert faults() == []


def test_in_cash_for_a_payment_online_reserves_it_so_that_it_never_goes_twice(world: World, gateway: MemoryGateway) -> None:
    order = collected(paid_online(gateway, Choice(world.cornetto.id, 4)))
    [cash] = give(order, goods=pieces(order, 3), to="cash")
    payment = payments.list_of(order.id)[0]
    assert (cash.tender, cash.state, cash.payment_id, payment.back_cents) == ("cash", "done", payment.id, 450)
    there = gateway.refund_at_dashboard(payment.gateway_id or "", 600)
    payments.note_outside(payment.id, there, now=clock.now())
    after = kept(order)
    assert after.refunded_cents == 600 == after.paid_cents and faults() == []
    assert [(one.why, one.cents) for one in db.session.query(payments.Parked)] == [("refund_elsewhere", 450)]


def test_store_credit_is_owed_to_whom_we_know(world: World, gateway: MemoryGateway) -> None:
    order = collected(paid_online(gateway, Choice(world.cornetto.id, 4)))
    [row] = give(order, goods=pieces(order, 2), to="credit")
    assert (row.tender, row.state, row.cents) == ("credit", "done", 300) and row.gift_card_id and faults() == []
    with writing():
        orders.get(order.id).customer_id = None
    with pytest.raises(payments.CreditNeedsCustomer):
        give(order, goods=pieces(order, 1), to="credit")
    assert kept(order).refunded_cents == 300 and faults() == []


def test_money_the_bank_is_claiming_is_left_to_the_bank(world: World, gateway: MemoryGateway) -> None:
    order = collected(paid_online(gateway, Choice(world.cornetto.id, 4)))
    payment = payments.list_of(order.id)[0]
    payments.note_outside(payment.id, gateway.dispute(payment.gateway_id or ""), now=clock.now())
    for to in ("original", "cash"):
        with pytest.raises(payments.NotSoMuchToGiveBack):
            give(order, goods=pieces(order, 1), to=to)
    payments.note_outside(payment.id, gateway.dispute(payment.gateway_id or "", "won"), now=clock.now())
    give(order, goods=pieces(order, 1))
    work()
    payments.note_outside(payment.id, gateway.dispute(payment.gateway_id or "", "lost"), now=clock.now())
    assert not payments.note_outside(payment.id, gateway.dispute(payment.gateway_id or "", "lost"), now=clock.now())
    after = kept(order)
    assert (after.refunded_cents, after.due_cents) == (600, 0) and faults() == []


def test_a_refund_at_the_dashboard_is_noted_once_and_nothing_goes_out_unpaid_for_it(world: World, gateway: MemoryGateway) -> None:
    order = paid_online(gateway, Choice(world.cornetto.id, 4))
    payment = payments.list_of(order.id)[0]
    there = gateway.refund_at_dashboard(payment.gateway_id or "", 600)
    assert payments.note_outside(payment.id, there, now=clock.now())
    assert not payments.note_outside(payment.id, there, now=clock.now())
    assert kept(order).due_cents == 600 and [one.why for one in db.session.query(payments.Parked)] == ["refund_elsewhere"]
    gone = collected(paid_online(gateway, Choice(world.cornetto.id, 2)))
    payment = payments.list_of(gone.id)[0]
    payments.note_outside(payment.id, gateway.refund_at_dashboard(payment.gateway_id or "", 100), now=clock.now())
    assert (kept(gone).due_cents, kept(gone).allowance_cents, kept(gone).refunded_cents) == (0, 100, 100) and faults() == []


def test_refunds_at_the_dashboard_beside_ours_never_exceed_what_was_captured(world: World, gateway: MemoryGateway) -> None:
    order = collected(paid_online(gateway, Choice(world.cornetto.id, 10)))
    payment = payments.list_of(order.id)[0]
    give(order, cents=900)
    there = gateway.refund_at_dashboard(payment.gateway_id or "", 900)
    assert not payments.note_outside(payment.id, there, now=clock.now())  # ours stands in its way until it has its answer
    work()
    assert states(order) == [("online", "failed", 900), ("online", "done", 900)] and kept(order).refunded_cents == 900
    assert gateway.left(payment.gateway_id or "") == 600 and faults() == []


def test_a_failed_refund_that_nobody_knew_of_changes_nothing(world: World, gateway: MemoryGateway) -> None:
    order = collected(paid_online(gateway, Choice(world.cornetto.id, 2)))
    payment = payments.list_of(order.id)[0]
    assert not payments.note_outside(payment.id, GivenBack("re_x", 100, "failed"), now=clock.now())
    assert kept(order).refunded_cents == 0 and faults() == []


def test_ten_refunds_of_sixty_percent_at_once_are_one(any_app: Flask, world: World, gateway: MemoryGateway) -> None:
    order = collected(paid_online(gateway, Choice(world.cornetto.id, 10)))
    order_id = order.id
    db.session.rollback()

    def ask(number: int) -> str:
        how = {"by": "staff:1", "via": "admin", "now": clock.now()}
        return payments.refund(order_id, cents=900, reason="spoiled", reference=f"click-{number}", **how)[0].reference  # type: ignore[arg-type]

    got = race(any_app, 10, ask)
    assert sum(isinstance(one, orders.TooMuchOff) for one in got) == 9
    work()
    assert states(order) == [("online", "done", 900)] and gateway.left(payments.list_of(order_id)[0].gateway_id or "") == 600
    assert faults() == []


def test_one_form_sent_ten_times_gives_back_once(any_app: Flask, world: World, gateway: MemoryGateway) -> None:
    order = collected(paid_online(gateway, Choice(world.cornetto.id, 10)))
    order_id = order.id
    db.session.rollback()
    how = {"reason": "spoiled", "reference": "one form", "by": "staff:1", "via": "admin", "now": clock.now()}
    got = race(any_app, 10, lambda _: payments.refund(order_id, cents=100, **how)[0].id)  # type: ignore[arg-type]
    assert len(set(got)) == 1 and kept(order).refunded_cents == 100 and faults() == []


def test_an_order_can_not_be_changed_to_cost_less_than_was_taken_off_it(world: World, gateway: MemoryGateway) -> None:
    order = paid_online(gateway, Choice(world.cornetto.id, 4), Choice(world.frollini.id, 300))
    give(order, cents=700)
    work()
    edit = orders.Edit({order.lines[1].id: None})
    db.session.rollback()
    with pytest.raises(orders.LessThanTakenOff):
        orders.change(order.id, edit, seen_cents=600, by="staff:1", via="admin", now=clock.now())
    db.session.rollback()
    orders.change(order.id, orders.Edit({order.lines[0].id: Choice(world.cornetto.id, 3)}), seen_cents=1050, by="staff:1", via="admin",
                  now=clock.now())
    after = kept(order)
    assert (after.total_cents, after.due_cents) == (1050, -150)
    give(order, reason="owed")
    work()
    assert kept(order).due_cents == 0 and kept(order).refunded_cents == 850
    order = collected(after)
    assert faults() == []


def test_a_gift_card_given_back_is_stopped_and_one_that_was_spent_is_not_given_back(world: World, gateway: MemoryGateway) -> None:
    voucher = make_product("Buono regalo", price_cents=2000, vat="voucher", perishable=False, ingredients={}, allergens=[])
    order = collected(paid_online(gateway, Choice(voucher.id, 2)))
    cards = giftcards.list_of_order(order.id)
    assert [card.balance_cents for card in cards] == [2000, 2000]
    db.session.rollback()
    giftcards.spend(cards[0].id, 500, cause="tea", order_id=None, by="staff:1", now=clock.now())
    with pytest.raises(giftcards.CardWasSpent):
        give(order, goods=pieces(order, 2))
    give(order, goods=pieces(order, 1))
    work()
    assert [(card.balance_cents, card.stopped_at is None) for card in giftcards.list_of_order(kept(order).id)] == [(1500, True), (0, False)]
    [paper] = [paper for paper in documents.find_receipts(order.id) if paper.kind == "return"]
    assert paper.vat == {"0": -2000} and kept(order).refunded_cents == 2000 and faults() == []
