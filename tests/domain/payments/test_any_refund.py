"""Whatever was bought, with whatever offers, rates and fee: the parts add up, and giving back every line in any portions is the total.
Whatever is paid, given back, returned, allowed and called off: no cent is given twice, and the doctor finds nothing."""
from collections import Counter
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from shop.domain import documents, giftcards, orders, payments
from shop.domain.baskets import Choice
from shop.domain.documents.sharing import fit, left_of
from shop.domain.orders import Back, Line, Order
from shop.kernel import clock
from shop.kernel.database import db
from shop.kernel.money import split
from shop.kernel.refusal import Refusal
from tests.domain.payments.paid import AT_COUNTER, faults, give, kept, pay, plug, work
from tests.fakes.memory_gateway import MemoryGateway
from tests.makers import make_product, place_order
from tests.world import World, open_world

TENDERS = ("cash", "card", "online", "reader", "gift_card", "credit")
RATES = ("400", "500", "1000", "2200", "0")


def any_order(chance: Random) -> Order:
    """Lines by the piece and by weight, some of several rates, less their share of the offers, and a fee in proportion."""
    lines = []
    for number in range(1, chance.randrange(1, 7) + 1):
        cents = chance.choice((0, chance.randrange(100), chance.randrange(9_000)))
        off = chance.choice((0, chance.randrange(cents + 1), cents))
        rates = chance.sample(RATES, chance.randrange(1, 4))
        vat = dict(zip(rates, split(cents - off, [chance.randrange(1, 90) for _ in rates]), strict=True))
        quantity = chance.choice((chance.randrange(1, 30), chance.randrange(1, 40) * 50))
        lines.append(Line(id=number, quantity=quantity, cents=cents, discount_cents=off, given=quantity, returned=0, vat=vat))
    return _summed(lines, chance.choice((0, chance.randrange(900))))


def _summed(lines: list[Line], fee: int) -> Order:
    vat: Counter[str] = Counter()
    for line in lines:
        vat.update(line.vat)
    for rate, part in zip(vat, split(fee, list(vat.values())), strict=True):
        vat[rate] += part
    goods = sum(line.net_cents for line in lines)
    return Order(id=1, lines=lines, vat=dict(vat), goods_cents=goods, fee_cents=fee, total_cents=goods + fee)


@settings(max_examples=1000)
@given(seed=st.integers())
def test_a_refund_of_every_line_in_any_portions_and_the_fee_is_the_total_rate_by_rate(seed: int) -> None:
    chance = Random(seed)
    order = any_order(chance)
    assert sum(order.vat.values()) == order.total_cents
    papers: list[dict[str, int]] = []
    back = 0
    while left := orders.list_returnable(order):
        line_id = chance.choice(sorted(left))
        quantity = chance.randrange(max(1, left[line_id] // 3), left[line_id] + 1)
        line = next(line for line in order.lines if line.id == line_id)
        worth, vat = orders.worth_of(line, quantity), documents.vat_of_goods(order, [Back(line_id, quantity)])
        assert worth >= 0 and sum(vat.values()) == worth and all(cents >= 0 for cents in vat.values())
        papers.append(fit(vat, left_of(order.vat, papers)))
        line.returned += quantity
        back += worth
    rest = left_of(order.vat, papers)
    assert back == order.goods_cents and sum(rest.values()) == order.fee_cents
    papers.append(documents.vat_of_amount(order.fee_cents, rest))
    assert {rate: sum(paper.get(rate, 0) for paper in papers) for rate in order.vat} == order.vat


@settings(max_examples=400)
@given(seed=st.integers(), shares=st.lists(st.integers(1, 100), max_size=5))
def test_amounts_in_any_portions_never_take_more_of_a_rate_than_is_in_the_price(seed: int, shares: list[int]) -> None:
    order = any_order(Random(seed))
    papers: list[dict[str, int]] = []
    for share in [*shares, 100]:
        left = left_of(order.vat, papers)
        cents = sum(left.values()) * share // 100
        vat = documents.vat_of_amount(cents, left)
        assert sum(vat.values()) == cents and all(0 <= part <= left[rate] for rate, part in vat.items())
        papers.append(vat)
    assert {rate: sum(paper.get(rate, 0) for paper in papers) for rate in order.vat} == order.vat


@settings(max_examples=400)
@given(
    paid=st.lists(st.tuples(st.sampled_from(TENDERS), st.integers(1, 5000)), max_size=6),
    wanted=st.integers(0, 9000),
    to=st.sampled_from(payments.GIVE_TO),
    by_itself=st.booleans(),
)
def test_what_is_allotted_is_what_was_wanted_or_all_there_is(paid: list[tuple[str, int]], wanted: int, to: str, by_itself: bool) -> None:
    rows = [payments.Payment(id=n, tender=tender, cents=cents, back_cents=cents // 3) for n, (tender, cents) in enumerate(paid, 1)]
    left = {row.id: payments.left_of(row) for row in rows}
    try:
        parts = payments.allot(rows, wanted, to=to, by_itself=by_itself)
    except payments.NotSoMuchToGiveBack:
        assert sum(left.values()) < wanted and not by_itself
        return
    assert all(0 < part.cents <= left[part.payment_id or 0] for part in parts)
    assert len({part.payment_id for part in parts}) == len(parts)
    by_hand = {row.id for row in rows if row.tender in payments.BY_HAND}
    most = sum(cents for row_id, cents in left.items() if not (by_itself and row_id in by_hand))
    assert sum(part.cents for part in parts) == min(wanted, most)
    tenders = {row.id: row.tender for row in rows}
    for part in parts:
        was = tenders[part.payment_id or 0]
        assert part.tender == (was if to == "original" or was in payments.OF_OURS else to)


@pytest.fixture
def gateway(any_app: Flask, monkeypatch: pytest.MonkeyPatch) -> MemoryGateway:
    return plug(monkeypatch)


@pytest.fixture
def world(gateway: MemoryGateway) -> World:
    return open_world()


class History:
    """One order and everything that may happen to its money."""

    def __init__(self, world: World, gateway: MemoryGateway) -> None:
        db.session.rollback()
        self.gateway, jar = gateway, make_product("Marmellata", price_cents=333, perishable=False, vat="ordinary")
        self.order = place_order(Choice(world.cornetto.id, 7), Choice(jar.id, 3), Choice(world.frollini.id, 300))
        card = giftcards.make_card(cause=f"staff:{self.order.id}", cents=500, by="staff:1", now=clock.now())
        self.card_id = card.id

    def do(self, act: str, part: int) -> None:
        db.session.rollback()
        try:
            getattr(self, act)(part)
        except Refusal:
            db.session.rollback()

    def pays(self, part: int) -> None:
        tender = ("online", "cash", "card", "reader")[part % 4]
        due = kept(self.order).due_cents
        if due > 0:
            pay(self.order, self.gateway, max(1, due * (part % 10 + 1) // 10), tender)

    def spends_card(self, _part: int) -> None:
        payments.spend_cards(self.order.id, [self.card_id], **AT_COUNTER, now=clock.now())

    def collects(self, _part: int) -> None:
        payments.hand_over(self.order.id, **AT_COUNTER, now=clock.now())

    def returns(self, part: int) -> None:
        line = kept(self.order).lines[part % 3]
        left = line.given - line.returned
        give(self.order, goods=[Back(line.id, max(1, left * (part % 10 + 1) // 10))], to=self._way(part))

    def allows(self, part: int) -> None:
        give(self.order, cents=max(1, kept(self.order).owed_cents * (part % 10 + 1) // 10), to=self._way(part))

    def gives_owed(self, part: int) -> None:
        give(self.order, reason="owed", to=self._way(part))

    def cancels(self, part: int) -> None:
        payments.cancel(self.order.id, by="staff:1", via="admin", now=clock.now(), reason="Così")
        if part % 2:
            orders.undo(self.order.id, by="staff:1", via="admin", now=clock.now())

    def refunds_there(self, part: int) -> None:
        online = [one for one in payments.list_of(self.order.id) if one.gateway_id and self.gateway.left(one.gateway_id)]
        if online:
            payment = online[part % len(online)]
            there = self.gateway.refund_at_dashboard(payment.gateway_id or "", max(1, self.gateway.left(payment.gateway_id or "") // 2))
            db.session.rollback()
            payments.note_outside(payment.id, there, now=clock.now())

    def fails(self, part: int) -> None:
        self.gateway.answers = ("failed", "succeeded", "pending")[part % 3]

    def repeats(self, part: int) -> None:
        failed = [row for row in payments.list_refunds(self.order.id) if row.state == "failed"]
        if failed:
            payments.give_again(failed[part % len(failed)].id, to=self._way(part), **AT_COUNTER, now=clock.now())

    def works(self, _part: int) -> None:
        clock.travel(clock.now() + timedelta(seconds=11))
        work()

    def _way(self, part: int) -> str:
        return payments.GIVE_TO[part % len(payments.GIVE_TO)]

    def check(self) -> None:
        assert [fault for fault in faults() if not fault.startswith("I7")] == []
        order = kept(self.order)
        assert 0 <= order.refunded_cents <= order.paid_cents
        for payment in payments.list_of(order.id):
            assert 0 <= payment.back_cents <= payment.cents
            if payment.gateway_id:
                gone = sum(one.cents for one in self.gateway.intents[payment.gateway_id].refunds if one.state != "failed")
                assert gone <= payment.cents


ACTS = ("pays", "spends_card", "collects", "returns", "allows", "gives_owed", "cancels", "refunds_there", "fails", "repeats", "works")


@settings(max_examples=40)
@given(first=st.integers(0, 9), acts=st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 99)), min_size=4, max_size=14))
def test_any_history_of_paying_and_giving_back_adds_up(
    world: World, gateway: MemoryGateway, first: int, acts: list[tuple[str, int]]
) -> None:
    gateway.answers = "succeeded"
    history = History(world, gateway)
    history.do("pays", first)
    for act, part in acts:
        history.do(act, part)
    history.check()


def test_the_history_knows_every_act(world: World, gateway: MemoryGateway) -> None:
    known: dict[str, Any] = vars(History)
    assert all(act in known for act in ACTS)
