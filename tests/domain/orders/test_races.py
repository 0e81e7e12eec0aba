"""Two people do two things to one order, or to one shelf, at the same moment: afterwards everything still adds up."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import partial
from secrets import token_hex

import pytest
from flask import Flask
from sqlalchemy import update

from shop.domain import catalogue, fulfilment, orders, payments, stock
from shop.domain.baskets import Choice
from shop.domain.catalogue.models import ProductRow
from shop.domain.fulfilment.models import Window
from shop.domain.orders import Back, Details, Edit, Order
from shop.domain.promotions.conditions import Minimum
from shop.kernel import clock
from shop.kernel.database import change, db, writing
from shop.kernel.origin import Origin
from shop.kernel.refusal import Refusal
from tests import makers
from tests.conftest import NOW
from tests.domain.promotions.offering import make_offer
from tests.makers import make_product, place_order
from tests.racing import race
from tests.world import World, open_world

ROUNDS = 3
TOMORROW, AFTER = date(2026, 11, 25), date(2026, 11, 26)


@pytest.fixture
def world(any_app: Flask) -> World:
    return open_world()


def at(on: date, hour: int) -> datetime:
    moment = clock.at(on, time(hour))
    assert moment is not None
    return moment


def list_faults() -> list[str]:
    db.session.rollback()
    db.session.expire_all()
    return [fault for room in (orders, payments, stock, fulfilment) for fault in room.list_faults()]


def meet(app: Flask, *acts: Callable[[], object], times: int = 1) -> list[object]:
    """Each does it once, all at the same moment. Nothing but a refusal may come of it, nor a call to try again."""
    db.session.rollback()
    got = race(app, len(acts) * times, lambda number: acts[number % len(acts)]())
    assert [fault for fault in got if getattr(fault, "code", "") == "shop_is_busy"] == []
    assert list_faults() == []
    return got


def won(got: list[object]) -> list[object]:
    return [one for one in got if not isinstance(one, Refusal)]


def rounds() -> Iterator[int]:
    yield from range(ROUNDS)


def add_pieces(order: Order, product: catalogue.Product, more: int) -> Callable[[], object]:
    """Staff add so much; the total shown is that of now."""
    edit = Edit({}, (Choice(product.id, more),))
    seen = orders.preview(order, edit, now=clock.now()).total_cents
    order_id = order.id
    return lambda: orders.change(order_id, edit, seen_cents=seen, by="staff:1", via="admin", now=clock.now())


def hand_over(order_id: int, tender: str = "cash") -> Callable[[], object]:
    return lambda: payments.hand_over(order_id, payments.Money(tender), by="staff:1", via="counter", now=clock.now())


def cancel(order_id: int) -> Callable[[], object]:
    return lambda: orders.move(order_id, "cancelled_by_shop", by="staff:1", via="admin", reason="chiuso", now=clock.now())


def reschedule(order_id: int, starts_at: datetime) -> Callable[[], object]:
    return lambda: orders.reschedule(order_id, starts_at, by="staff:1", via="admin", now=clock.now())


def test_what_is_handed_over_while_staff_add_to_it_is_paid_whole(any_app: Flask, world: World) -> None:
    for _ in rounds():
        order = place_order(Choice(world.cornetto.id, 4))
        got = meet(any_app, add_pieces(order, world.cornetto, 6), hand_over(order.id))
        assert len(won(got)) in (1, 2)


def test_two_hand_overs_by_two_tenders_take_the_money_once(any_app: Flask, world: World) -> None:
    for _ in rounds():
        order = place_order(Choice(world.cornetto.id, 4))
        got = meet(any_app, hand_over(order.id, "cash"), hand_over(order.id, "card"), times=2)
        assert len(won(got)) == 1 and orders.get(order.id).paid_cents == 600
        assert {type(one) for one in got if isinstance(one, Refusal)} == {payments.AlreadyHandedOver}


def test_an_order_cancelled_while_staff_change_it_holds_nothing(any_app: Flask, world: World) -> None:
    for _ in rounds():
        order = place_order(world.sacher, world.cornetto, starts_at=at(TOMORROW, 15))
        meet(any_app, add_pieces(order, world.cornetto, 3), cancel(order.id), reschedule(order.id, at(AFTER, 15)))
        assert orders.get(order.id).state == "cancelled_by_shop"
        assert (stock.left(world.sacher, TOMORROW), stock.left(world.sacher, AFTER)) == (3, 3)


def test_orders_that_change_places_with_one_another_all_get_there(any_app: Flask, world: World) -> None:
    other = make_product("Torta Opera", pool_size=3)
    for _ in rounds():
        one = place_order(world.sacher, other, starts_at=at(TOMORROW, 15)).id
        two = place_order(other, world.sacher, starts_at=at(AFTER, 15)).id
        got = meet(any_app, reschedule(one, at(AFTER, 16)), reschedule(two, at(TOMORROW, 16)))
        assert len(won(got)) == 2
        meet(any_app, cancel(one), cancel(two))


def test_while_some_cancel_others_get_the_last_pieces_and_nobody_waits_for_ever(any_app: Flask, world: World) -> None:
    other = make_product("Torta Opera", pool_size=3)
    for number in rounds():
        held = [place_order(world.sacher, other, starts_at=at(AFTER, 10 + n)).id for n in range(3)]
        tokens = [makers.make_basket(other, world.sacher) for _ in range(3)]
        seen = [makers.seen(token) for token in tokens]

        def buy(n: int, round_: int = number, tokens: list[str] = tokens, seen: list[str] = seen) -> object:
            return orders.place(
                checkout=f"last-{round_}-{n}", basket_token=tokens[n], seen=seen[n], origin=makers.WEB, language="it", now=clock.now(),
                details=Details(name="Ada", email="ada@example.org", phone=None, starts_at=at(AFTER, 14 + n)))

        got = meet(any_app, *(cancel(order_id) for order_id in held), *(lambda n=n: buy(n) for n in range(3)))
        for one in won(got):
            if isinstance(one, Order):
                meet(any_app, cancel(one.id))


def test_a_step_back_taken_twice_is_one_step_back(any_app: Flask, world: World) -> None:
    for _ in rounds():
        order = place_order(world.sacher, starts_at=at(TOMORROW, 15))
        cancel(order.id)()
        got = meet(any_app, lambda order_id=order.id: orders.undo(order_id, by="staff:1", via="admin", now=clock.now()), times=3)
        assert len(won(got)) == 1 and orders.get(order.id).state == "accepted"
        cancel(order.id)()


def test_the_shelf_counted_and_thrown_away_while_people_order_never_goes_below_nothing(any_app: Flask, world: World) -> None:
    for number in rounds():
        product = make_product(f"Ultimi {number}", pool_size=4)
        slots, now = [at(TOMORROW, 8 + n) for n in range(4)], clock.now()
        tokens = [makers.make_basket(product) for _ in slots]
        seen = [makers.seen(token) for token in tokens]

        def buy(n: int, round_: int = number, slots: list[datetime] = slots, tokens: list[str] = tokens, seen: list[str] = seen) -> object:
            return orders.place(
                checkout=f"shelf-{round_}-{n}", basket_token=tokens[n], seen=seen[n], origin=makers.WEB, language="it", now=clock.now(),
                details=Details(name="Ada", email="ada@example.org", phone=None, starts_at=slots[n]))

        meet(any_app, *(lambda n=n: buy(n) for n in range(4)),
             lambda product=product, now=now: stock.set_size(product, TOMORROW, 3, by="staff:1", now=now),
             lambda product=product, now=now: stock.waste(product, TOMORROW, 2, reason="broken", by="staff:1", now=now))
        assert (stock.left(product, TOMORROW) or 0) >= 0


def test_a_tray_and_its_part_never_sell_the_same_piece(any_app: Flask, world: World) -> None:
    for number in rounds():
        mignon = make_product(f"Mignon {number}", pool_size=10)
        tray = make_product(f"Vassoio {number}", price_cents=1500, parts={mignon.id: 6}, unit="tray", pool_size=9)
        wanted = [Choice(tray.id, 1), Choice(mignon.id, 5), Choice(tray.id, 1), Choice(mignon.id, 5)]
        tokens = [makers.make_basket(choice) for choice in wanted]
        seen = [makers.seen(token) for token in tokens]

        def buy(n: int, round_: int = number, tokens: list[str] = tokens, seen: list[str] = seen) -> object:
            return orders.place(
                checkout=f"tray-{round_}-{n}", basket_token=tokens[n], seen=seen[n], origin=makers.WEB, language="it", now=clock.now(),
                details=Details(name="Ada", email="ada@example.org", phone=None, starts_at=at(TOMORROW, 9 + n)))

        meet(any_app, *(lambda n=n: buy(n) for n in range(4)))
        assert (stock.left(mignon, TOMORROW) or 0) in (0, 4)


def test_closing_early_counts_every_order_or_refuses_it(any_app: Flask, world: World) -> None:
    for number in rounds():
        tokens = [makers.make_basket(world.cornetto) for _ in range(3)]
        seen = [makers.seen(token) for token in tokens]

        def buy(n: int, round_: int = number, tokens: list[str] = tokens, seen: list[str] = seen) -> object:
            return orders.place(
                checkout=f"close-{round_}-{n}", basket_token=tokens[n], seen=seen[n], origin=makers.WEB, language="it", now=clock.now(),
                details=Details(name="Ada", email="ada@example.org", phone=None, starts_at=at(clock.today(), 18)))

        got = meet(any_app, *(lambda n=n: buy(n) for n in range(3)),
                   lambda: fulfilment.close_early(at(clock.today(), 17), by="staff:1", now=clock.now()))
        closed = not isinstance(got[3], Refusal)
        assert closed != any(not isinstance(one, Refusal) for one in got[:3])
        for one in won(got[:3]):
            assert isinstance(one, Order)
            cancel(one.id)()
        fulfilment.reopen(clock.today(), by="staff:1", now=clock.now())


def test_the_last_place_of_a_slot_goes_to_one_whether_ordered_or_moved_there(any_app: Flask, world: World) -> None:
    with writing():
        change(update(Window).values(places=1))
    for number in rounds():
        early = place_order(world.cornetto, starts_at=at(TOMORROW, 9)).id
        token = makers.make_basket(world.cornetto)
        seen = makers.seen(token)

        def buy(round_: int = number, token: str = token, seen: str = seen) -> object:
            return orders.place(
                checkout=f"slot-{round_}", basket_token=token, seen=seen, origin=makers.WEB, language="it", now=clock.now(),
                details=Details(name="Ada", email="ada@example.org", phone=None, starts_at=at(AFTER, 12)))

        got = meet(any_app, buy, reschedule(early, at(AFTER, 12)))
        assert len(won(got)) == 1
        for one in {early, *(one.id for one in won(got) if isinstance(one, Order))}:
            cancel(one)()


def test_two_of_staff_saving_one_product_lose_nothing_unsaid(any_app: Flask, world: World) -> None:
    sheet, version = catalogue.read_sheet(world.cornetto.id)
    def save(cents: int) -> Callable[[], object]:
        return lambda: catalogue.save_product(
            world.cornetto.id, replace(sheet, price_cents=cents), version=version, by="staff:1", now=NOW + timedelta(minutes=1))

    got = meet(any_app, save(200), save(300))
    assert len(won(got)) == 1
    db.session.rollback()
    assert db.session.get_one(ProductRow, world.cornetto.id).price_cents in (200, 300)


def test_changes_and_sales_that_take_the_same_goods_and_the_same_offer_wait_for_one_another(any_app: Flask, world: World) -> None:
    """A change used to give its offers back before it took new goods, and its old goods back before it held the new ones."""
    one, other = (make_product(name, price_cents=500, pool_size=500) for name in ("Opera", "Setteveli"))
    make_offer(most_uses=900, conditions=(Minimum(1000),))
    for _ in rounds():
        placed = [place_order(Choice(other.id, 4)) for _ in range(3)]
        changes = [exchange(order, Choice(one.id, 1)) for order in placed]
        got = meet(any_app, *changes, *(sell(Choice(one.id, 2), Choice(other.id, 2)) for _ in placed))
        assert len(won(got)) == 6


def exchange(order: Order, choice: Choice) -> Callable[[], object]:
    edit, order_id = Edit({order.lines[0].id: None}, (choice,)), order.id
    seen = orders.preview(order, edit, now=clock.now()).total_cents
    return lambda: orders.change(order_id, edit, seen_cents=seen, by="staff:1", via="admin", now=clock.now())


def sell(*choices: Choice) -> Callable[[], object]:
    token = makers.make_basket(*choices)
    seen = makers.seen(token, kind="counter", channel="counter")
    return lambda: payments.sell(checkout=token, basket_token=token, seen=seen, money=payments.Money(), by="staff:1", language="it",
                                 origin=Origin("counter", staff_id=1), now=clock.now())


def test_two_tills_and_the_customer_close_one_basket_together_and_it_is_one_order(any_app: Flask, world: World) -> None:
    for _ in rounds():
        token = makers.make_basket(Choice(world.cornetto.id, 2))
        seen, counter, starts_at = makers.seen(token), makers.seen(token, kind="counter", channel="counter"), makers.first_slot(token)
        details = Details(name="Ada", email="ada@example.org", phone=None, starts_at=starts_at)
        def order(token: str = token, seen: str = seen, details: Details = details) -> object:
            return orders.place(checkout=f"web {token}", basket_token=token, details=details, seen=seen, origin=makers.WEB, language="it",
                                now=clock.now())

        def till(number: int, token: str = token, seen: str = counter) -> object:
            return payments.sell(checkout=f"till {number} {token}", basket_token=token, seen=seen, money=payments.Money(), by="staff:1",
                                 language="it", origin=Origin("counter", staff_id=1), now=clock.now())

        got = meet(any_app, order, partial(till, 1), partial(till, 2))
        assert len(won(got)) == 1 and {type(one) for one in got if isinstance(one, Refusal)} == {orders.BasketIsEmpty}


def test_what_is_brought_back_while_more_is_given_adds_up(any_app: Flask, world: World) -> None:
    for _ in rounds():
        order = place_order(Choice(world.cornetto.id, 4))
        line_id, order_id = order.lines[0].id, order.id
        payments.hand_over(order_id, lines={line_id: 2}, by="staff:1", via="counter", now=clock.now())

        def bring_back(order_id: int = order_id, line_id: int = line_id) -> object:
            once = f"{order_id} {token_hex(4)}"
            return payments.return_goods(order_id, [Back(line_id, 2)], tender="cash", reason="other", reference=once, by="staff:1",
                                         via="counter", now=clock.now())

        meet(any_app, bring_back, hand_over(order_id), bring_back)
        after = orders.get(order_id)
        assert after.state == "collected" and after.refunded_cents == after.returned_cents in (300, 600) and after.paid_cents == 600
