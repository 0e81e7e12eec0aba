"""Forty people want the last five, over real HTTP on two server processes: five get them, thirty-five are told so, nothing breaks."""
from datetime import datetime, time, timedelta

from flask import Flask
from sqlalchemy import func, select

from shop.commands.checking import list_faults
from shop.domain import orders, stock
from shop.kernel import clock
from shop.kernel.database import db
from tests import makers
from tests.buyers import Answered, Buyer
from tests.conftest import NOW
from tests.counts import RACES
from tests.ordeal.crowding import at_once, looking_around
from tests.serving import Served
from tests.world import World

CROWD, THERE_ARE = 40, 5


def _slot(round_number: int, buyer: int) -> datetime:
    """A half hour of a day of its own for each round, buyers spread over twenty of them."""
    moment = clock.at(clock.day_of(NOW) + timedelta(days=1 + round_number), time(8 + buyer % 10, 30 * (buyer // 10 % 2)))
    assert moment is not None
    return moment


def _rush(shop: Served, product_id: int, slots: list[datetime]) -> list[Answered]:
    """Everybody stands before the button with a form that was fine when it was drawn; then all press it."""
    crowd = at_once([Buyer(shop, f"Buyer{number} Rossi") for number in range(CROWD)], lambda buyer: buyer.take(product_id))
    ready = at_once(list(zip(crowd, slots, strict=True)), lambda pair: pair[0].read_checkout(pair[1]))
    watcher = Buyer(shop, "Visitor").take(product_id)
    with looking_around(watcher, ("/it/menu", "/it/basket")) as watched:
        answers = at_once(ready, lambda buyer: buyer.send())
    assert watched.statuses and set(watched.statuses) == {200}
    assert max(watched.seconds) < 5
    return answers


def _check(answers: list[Answered]) -> None:
    won = [answer for answer in answers if answer.is_order]
    lost = [answer for answer in answers if not answer.is_order]
    assert (len(won), len(lost)) == (THERE_ARE, CROWD - THERE_ARE), [(a.status, a.sentence) for a in answers]
    assert len({answer.order_page for answer in won}) == THERE_ARE
    assert {answer.status for answer in lost} == {422}
    assert all(answer.sentence for answer in lost)
    assert list_faults() == []


def _count_orders() -> int:
    return db.session.scalar(select(func.count()).select_from(orders.Order)) or 0


def test_the_last_five_pieces_make_five_orders(any_app: Flask, world: World, served: Served) -> None:
    for number in range(RACES):
        product = makers.make_product(f"Ultimi {number}", pool_size=THERE_ARE)
        db.session.rollback()
        _check(_rush(served, product.id, [_slot(number, buyer) for buyer in range(CROWD)]))
        assert stock.left(product, clock.day_of(_slot(number, 0))) == 0
        assert _count_orders() == THERE_ARE * (number + 1)
        db.session.rollback()


def test_the_last_five_places_make_five_orders(any_app: Flask, world: World, served: Served) -> None:
    for number in range(RACES):
        _check(_rush(served, world.cornetto.id, [_slot(number, 0)] * CROWD))
        assert _count_orders() == THERE_ARE * (number + 1)
        db.session.rollback()


def test_ten_parallel_submits_of_one_form_make_one_order(any_app: Flask, world: World, served: Served) -> None:
    for number in range(RACES):
        buyer = Buyer(served).take(world.sacher.id).read_checkout(_slot(number + 1, number))
        fingers = [Buyer(served, form=dict(buyer.form)) for _ in range(10)]
        for finger in fingers:
            finger.browser.cookies.update(buyer.browser.cookies)
        answers = at_once(fingers, lambda finger: finger.send())
        assert all(answer.is_order for answer in answers), [(a.status, a.sentence) for a in answers]
        assert len({answer.order_page for answer in answers}) == 1
        assert _count_orders() == number + 1
        assert list_faults() == []
        db.session.rollback()
