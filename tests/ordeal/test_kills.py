"""The server is killed without a word while people order: an order exists whole with what it owes, or not at all."""
import threading
import time
from pathlib import Path
from random import Random

from flask import Flask
from sqlalchemy import func, select

from shop.commands.checking import list_faults
from shop.domain import orders
from shop.domain.fulfilment.models import Booking
from shop.domain.stock.models import Allocation
from shop.kernel.database import db
from shop.kernel.events import Job, Recorded
from tests.buyers import GONE, Buyer
from tests.conftest import NOW
from tests.counts import KILLS
from tests.ordeal.test_crowds import _slot
from tests.serving import start
from tests.world import World

PEOPLE = 6


class Rush:
    """People who order one thing after the other until the shop is gone; `told` are the order pages they were shown."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.broken: list[str] = []

    def wait_for_an_order(self, patience_s: float = 20) -> None:
        """However slow the machine is, the kill comes in the midst of orders."""
        known, deadline = len(self.told), time.monotonic() + patience_s
        while len(self.told) == known and time.monotonic() < deadline:
            time.sleep(0.01)

    def buy(self, buyer: Buyer, product_ids: list[int], round_number: int, number: int) -> None:
        try:
            for turn in range(100):
                for product_id in product_ids:
                    buyer.take(product_id)
                answer = buyer.read_checkout(_slot(round_number % 40, number + turn)).send()
                if answer.order_page:
                    self.told.append(answer.order_page.rpartition("/")[2])
                elif answer.status >= 500:
                    self.broken.append(f"{answer.status} {answer.sentence}")
        except GONE:
            return  # the shop is gone, as it should be


def _every_order_is_whole(rush: Rush) -> None:
    known = {order.token: order for order in db.session.scalars(select(orders.Order)).unique()}
    assert set(rush.told) <= set(known), "an order that its customer was shown is gone"
    for order in known.values():
        owner = f"order:{order.id}"
        assert order.lines and sum(line.cents for line in order.lines) == order.goods_cents
        placed = db.session.scalars(select(Recorded.id).where(Recorded.about == owner, Recorded.name == "order.placed")).all()
        assert len(placed) == 1
        jobs = db.session.scalars(select(Job.listener).where(Job.event_id == placed[0])).all()
        assert sorted(jobs) == ["send_order_letter", "send_owner_letter"]
        assert db.session.scalar(select(func.count()).where(Booking.owner == owner)) == 1
        drawn = {product_id for line in order.lines for product_id, _quantity in line.draws}
        assert set(db.session.scalars(select(Allocation.product_id).where(Allocation.owner == owner))) == drawn
    for table in (Booking, Allocation):
        owners = set(db.session.scalars(select(table.owner)))
        assert owners <= {f"order:{order.id}" for order in known.values()}
    assert list_faults() == []


def test_whatever_the_moment_of_the_kill_orders_are_whole_or_not_at_all(
        any_app: Flask, database_url: str, world: World, tmp_path: Path) -> None:
    chance, rush, port = Random(KILLS), Rush(), None
    for number in range(KILLS if database_url.startswith("sqlite") else max(3, KILLS // 10)):
        shop = start(data=tmp_path, database_url=database_url, moment=NOW, port=port)
        port = int(shop.address.rpartition(":")[2])
        people = [threading.Thread(target=rush.buy, args=(Buyer(shop, f"Buyer{n} Rossi"), [world.cornetto.id, world.sacher.id][:1 + n % 2],
                                                          number, n)) for n in range(PEOPLE)]
        for person in people:
            person.start()
        rush.wait_for_an_order()
        threading.Event().wait(chance.random())  # by now each stands somewhere else on the way
        shop.kill()
        for person in people:
            person.join(60)
        assert rush.broken == []
        _every_order_is_whole(rush)
        db.session.rollback()
    assert rush.told, "nobody ever came to an order: the kills proved nothing"
