"""Whatever is done to orders, in whatever order, by whomever: what was refused changed nothing, and the doctor finds nothing."""

import random
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from shop.commands.checking import list_faults
from shop.domain import baskets, customers, orders, payments
from shop.domain.baskets import Choice
from shop.domain.orders import Back, Buyer, Edit, Order
from shop.domain.payments import Money
from shop.domain.promotions.benefits import Amount, Percent
from shop.domain.promotions.conditions import Minimum
from shop.kernel import clock
from shop.kernel.database import db
from shop.kernel.origin import Origin
from shop.kernel.refusal import Refusal
from tests import makers
from tests.domain.promotions.offering import make_offer
from tests.world import open_world

STEPS = 45
TILL = Origin("counter", staff_id=1)
PEOPLE = ("ada@example.org", "bea@example.org", "carla@example.org")
DESK = {"by": "staff:1", "via": "admin"}


class Day:
    """A shop, its offers with limits, and what chance does there."""

    def __init__(self, seed: int) -> None:
        self.chance, world, self.forms = random.Random(seed), open_world(), 0
        scarce = makers.make_product("Bignè", price_cents=133, pool_size=12)
        self.goods = (world.cornetto, world.frollini, scarce)
        make_offer(name="Tre", code="TRE", most_uses=3, most_per_customer=1)
        make_offer(name="Sempre", benefit=Percent(700, "products", (world.cornetto.id,)), most_per_customer=2)
        make_offer(name="Dieci", benefit=Amount(1000), conditions=(Minimum(2500),), most_uses=4)

    def choice(self) -> Choice:
        product = self.chance.choice(self.goods)
        return Choice(product.id, self.chance.randrange(1, 16) * (100 if product.by_weight else 1))

    def order(self) -> Order | None:
        found = db.session.query(Order).order_by(Order.id).all()
        return self.chance.choice(found) if found else None

    def basket(self) -> str:
        token = makers.make_basket(*(self.choice() for _ in range(self.chance.randrange(1, 4))))
        if self.chance.random() < 0.5:
            baskets.apply_code(token, "TRE", by_key=str(self.forms), now=clock.now())
        return token

    def form(self) -> str:
        self.forms += 1
        return f"form-{self.forms - (self.chance.random() < 0.1)}"

    def place(self) -> None:
        token, email = self.basket(), self.chance.choice(PEOPLE)
        known = customers.find_known(email=email, phone=None)
        seen, starts_at = makers.seen(token, customer_id=known, channel="website"), makers.first_slot(makers.make_basket(self.goods[0]))
        db.session.rollback()
        details = orders.Details(name="Qualcuno", email=email, phone=None, starts_at=starts_at)
        orders.place(
            checkout=self.form(), basket_token=token, details=details, seen=seen, origin=makers.WEB, language="it", now=clock.now()
        )

    def sell(self) -> None:
        token, who = self.basket(), self.chance.choice((None, *PEOPLE))
        known = customers.find_known(email=who, phone=None)
        seen = makers.seen(token, kind="counter", channel="counter", customer_id=known)
        way = self.chance.choice(
            (Money(), Money("card"), Money("mixed", card_cents=self.chance.randrange(-5, 900)), Money(given_cents=1000))
        )
        db.session.rollback()
        payments.sell(
            checkout=self.form(),
            basket_token=token,
            seen=seen,
            money=way,
            origin=TILL,
            language="it",
            by="staff:1",
            now=clock.now(),
            buyer=Buyer(email=who),
        )

    def give(self, order: Order) -> None:
        some = {line.id: self.chance.randrange(-1, line.quantity + 2) for line in order.lines}
        payments.hand_over(
            order.id,
            self.chance.choice((Money(), Money("card"), Money(given_cents=0), Money(given_cents=10_000))),
            lines=self.chance.choice((None, some)),
            by="staff:1",
            via="counter",
            now=clock.now(),
        )

    def undo_giving(self, order: Order) -> None:
        payments.undo_hand_over(order.id, by="staff:1", via="counter", now=clock.now())

    def undo(self, order: Order) -> None:
        orders.undo(order.id, **DESK, now=clock.now())

    def undo_sale(self, order: Order) -> None:
        payments.undo_sale(order.id, by="staff:1", via="counter", now=clock.now(), reason="Errore")

    def bring_back(self, order: Order) -> None:
        goods = [Back(line.id, self.chance.randrange(-1, line.quantity + 2), self.chance.choice(orders.FATES)) for line in order.lines]
        payments.return_goods(
            order.id, goods, tender="cash", reason="other", reference=self.form(), by="staff:1", via="counter", now=clock.now()
        )

    def bring_one_back(self, order: Order) -> None:
        left = orders.list_returnable(order)
        goods = [Back(line_id, self.chance.randrange(1, most + 1), self.chance.choice(orders.FATES)) for line_id, most in left.items()]
        payments.return_goods(
            order.id, goods[:1], tender="cash", reason="other", reference=self.form(), by="staff:1", via="counter", now=clock.now()
        )

    def move(self, order: Order) -> None:
        to = self.chance.choice(sorted({*orders.list_moves(order), "ready"} - {*orders.GIVEN_OUT}))
        orders.move(order.id, to, **DESK, now=clock.now(), reason="Così")

    def cancel(self, order: Order) -> None:
        orders.cancel_by_customer(order.id, now=clock.now())

    def change(self, order: Order) -> None:
        line = self.chance.choice(order.lines)
        kept = self.chance.choice((None, Choice(line.product_id, line.quantity + (100 if line.unit == "kg" else 1))))
        edit = Edit({line.id: kept}, self.chance.choice(((), (self.choice(),))))
        seen = orders.preview(order, edit, now=clock.now()).total_cents
        orders.change(order.id, edit, seen_cents=seen, **DESK, now=clock.now())

    def wait(self) -> None:
        clock.travel(clock.now() + timedelta(seconds=self.chance.choice((1, 11, 600))))


ACTS_ON_ORDERS = (
    Day.give,
    Day.give,
    Day.undo_giving,
    Day.undo,
    Day.undo_sale,
    Day.bring_back,
    Day.bring_one_back,
    Day.bring_one_back,
    Day.move,
    Day.move,
    Day.cancel,
    Day.change,
)
OTHER_ACTS = (Day.place, Day.place, Day.sell, Day.wait)


def step(day: Day) -> tuple[str, str]:
    act: Callable[..., None] = day.chance.choice((*ACTS_ON_ORDERS, *OTHER_ACTS))
    order = day.order()
    try:
        if act in OTHER_ACTS:
            act(day)
        elif order is not None:
            act(day, order)
    except Refusal as refusal:
        return act.__name__, refusal.code
    finally:
        db.session.rollback()
        db.session.expire_all()
    return act.__name__, "done"


@pytest.mark.parametrize("seed", range(12))
def test_after_each_act_everything_adds_up(app: Flask, seed: int) -> None:
    day, told = Day(seed), []
    for _ in range(STEPS):
        told.append(step(day))
        assert list_faults() == [], told
