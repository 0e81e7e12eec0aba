"""Twenty people use a code that is good for three, over real HTTP on two server processes: three get it, nobody pays a wrong price."""

from datetime import datetime, time, timedelta

from flask import Flask
from sqlalchemy import select

from shop.commands.checking import list_faults
from shop.domain import orders, promotions
from shop.kernel import clock
from shop.kernel.database import db
from tests.buyers import Answered, Buyer
from tests.conftest import NOW
from tests.counts import RACES
from tests.domain.promotions.offering import make_offer
from tests.ordeal.crowding import at_once
from tests.serving import Served
from tests.world import World

CROWD, USES = 20, 3


def _slot(round_number: int, buyer: int) -> datetime:
    moment = clock.at(clock.day_of(NOW) + timedelta(days=1 + round_number), time(8 + buyer % 10, 30 * (buyer // 10 % 2)))
    assert moment is not None
    return moment


def _ready(buyer: Buyer, product_id: int, code: str, slot: datetime) -> Buyer:
    buyer.take(product_id, 2)
    answer = buyer.post("/it/basket/offers", {"code": code})
    assert answer.status_code == 303, f"{answer.status_code} {answer.text[:500]}"
    return buyer.read_checkout(slot)


def _check(answers: list[Answered], offer_id: int) -> None:
    lost = [answer for answer in answers if not answer.is_order]
    assert (len(answers) - len(lost), {answer.status for answer in lost}) == (USES, {422}), [(a.status, a.sentence) for a in answers]
    assert all(answer.sentence for answer in lost)
    assert promotions.count_uses([offer_id], customer_ids=[0]) == {offer_id: USES}
    assert list_faults() == []


def _discounted() -> list[int]:
    found = db.session.scalars(select(orders.Order).order_by(orders.Order.id)).all()
    totals = [order.total_cents for order in found if order.discounts]
    assert all(order.total_cents == 300 for order in found if not order.discounts)
    db.session.rollback()
    return totals


def _rush(shop: Served, product_id: int, number: int) -> None:
    offer_id, code = make_offer(code=f"TRE{number}", most_uses=USES), f"tre{number}"
    db.session.rollback()
    crowd = [Buyer(shop, f"Buyer{number}x{i} Rossi") for i in range(CROWD)]
    people = list(enumerate(crowd))
    at_once(people, lambda one: _ready(one[1], product_id, code, _slot(number, one[0])))
    answers = at_once(crowd, lambda buyer: buyer.send())
    _check(answers, offer_id)
    # who came too late reads why, and may have it at the full price
    again = [(i, buyer) for i, buyer in people if not answers[i].is_order]
    assert "esaurita" in again[0][1].get("/it/basket").text
    at_once(again, lambda one: one[1].read_checkout(_slot(number, one[0])))
    assert all(answer.is_order for answer in at_once([buyer for _, buyer in again], lambda buyer: buyer.send()))


def test_a_code_for_three_makes_three_discounted_orders(any_app: Flask, world: World, served: Served) -> None:
    for number in range(RACES):
        _rush(served, world.cornetto.id, number)
        assert _discounted() == [270] * USES * (number + 1) and list_faults() == []
        db.session.rollback()
