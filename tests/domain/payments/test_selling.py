"""What is sold at the till: one sale however often it is sent, paid to the cent, from the same shelf as every other channel."""

from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from shop.commands.checking import list_faults
from shop.domain import baskets, customers, documents, letters, orders, payments, stock
from shop.domain.baskets import BadScale, Choice
from shop.domain.orders import BasketIsEmpty, Buyer, PriceHasChanged
from shop.domain.payments import CardIsTooMuch, CashIsShort, Money, Sale
from shop.domain.stock import NoneLeft
from shop.kernel import clock, events
from shop.kernel.database import db, writing
from shop.kernel.origin import Origin
from shop.kernel.refusal import Refusal
from tests import makers
from tests.racing import race
from tests.world import open_world

TILL = Origin("counter", staff_id=1)
EXACT = Money()


def ring_up(*choices: Choice) -> str:
    """A ticket with these goods, weighed where they are weighed."""
    token = baskets.open_basket(origin=TILL, language="it", now=clock.now())
    for choice in choices:
        baskets.add(token, choice, now=clock.now(), by_scale=True)
    return token


def seen_at_till(token: str) -> str:
    return baskets.quote(baskets.find_basket(token, now=clock.now()), now=clock.now(), kind="counter").fingerprint


def sell(token: str, money: Money = EXACT, *, checkout: str = "till-1", **how: Any) -> Sale:
    seen = how.pop("seen", None) or seen_at_till(token)
    db.session.rollback()
    return payments.sell(
        checkout=checkout, basket_token=token, seen=seen, money=money, origin=TILL, language="it", by="staff:1", now=clock.now(), **how
    )


def paid(order_id: int) -> dict[str, int]:
    return {one.tender: one.cents for one in payments.list_of(order_id) if one.voided_at is None}


def test_a_sale_is_an_order_that_is_paid_taken_and_has_a_numbered_receipt(any_app: Flask) -> None:
    cornetto = makers.make_product(pool_size=10)
    sale = sell(ring_up(Choice(cornetto.id, 2)), Money("cash", 500))
    order = orders.get(sale.order.id)
    assert (order.kind, order.state, order.channel, order.staff_id, order.due_cents) == ("counter", "collected", "counter", 1, 0)
    assert [line.given for line in order.lines] == [2]
    assert (sale.change_cents, paid(order.id)) == (200, {"cash": 300})
    assert sale.receipt and sale.receipt.shown == "R 2026/000001" and sale.receipt.cents == 300
    assert stock.left(cornetto, clock.today()) == 8
    assert list_faults() == []


def test_nobody_hears_by_letter_of_a_sale(any_app: Flask) -> None:
    world = open_world()
    order_id = sell(ring_up(Choice(world.cornetto.id, 1)), buyer=Buyer(email="ada@example.org", name="Ada")).order.id
    payments.undo_sale(order_id, by="staff:1", via="counter", now=clock.now(), reason="Annullata")
    sell(ring_up(Choice(world.cornetto.id, 1)), checkout="till-2", buyer=Buyer(email="ada@example.org", name="Ada"))
    events.deliver_due(makers.later(minutes=1))
    assert letters.count_waiting() == 0


@pytest.mark.parametrize(
    ("money", "shares", "change"),
    [
        (Money("cash"), {"cash": 1000}, 0),
        (Money("cash", 5000), {"cash": 1000}, 4000),
        (Money("card"), {"card": 1000}, 0),
        (Money("mixed", None, 400), {"cash": 600, "card": 400}, 0),
        (Money("mixed", 1000, 999), {"cash": 1, "card": 999}, 999),
    ],
)
def test_cash_card_and_both_pay_exactly_the_price(app: Flask, money: Money, shares: dict[str, int], change: int) -> None:
    sale = sell(ring_up(Choice(makers.make_product(price_cents=1000).id, 1)), money)
    assert (paid(sale.order.id), sale.change_cents, sale.order.paid_cents) == (shares, change, 1000)
    assert list_faults() == []


@given(due=st.integers(1, 100_000), card=st.integers(0, 110_000), cash=st.none() | st.integers(0, 110_000))
def test_what_is_paid_is_the_price_and_the_change_is_the_rest(due: int, card: int, cash: int | None) -> None:
    try:
        parts = payments.share(due, Money("mixed", cash, card))
    except CashIsShort as short:
        assert cash is not None and short.params["missing_cents"] == due - card - cash > 0
    except CardIsTooMuch:
        assert card <= 0 or card >= due
    else:
        assert sum(part.cents for part in parts) == due
        assert sum(part.given_cents for part in parts) - due == (card + cash - due if cash is not None else 0)


@pytest.mark.parametrize(("money", "missing"), [(Money("cash", 999), 1), (Money("mixed", 100, 500), 400), (Money("cash", 0), 1000)])
def test_too_little_cash_sells_nothing_and_says_what_is_missing(any_app: Flask, money: Money, missing: int) -> None:
    cake = makers.make_product(price_cents=1000, pool_size=1)
    token = ring_up(Choice(cake.id, 1))
    with pytest.raises(CashIsShort) as short:
        sell(token, money)
    assert short.value.params == {"missing_cents": missing}
    assert (stock.left(cake, clock.today()), orders.search().total) == (1, 0)
    basket = baskets.find_basket(token, now=clock.now())
    assert basket is not None and len(basket.lines) == 1, "the ticket is still there"


@pytest.mark.parametrize("card", [0, 1000, 1001])
def test_a_card_that_covers_all_is_not_mixed(app: Flask, card: int) -> None:
    with pytest.raises(CardIsTooMuch):
        sell(ring_up(Choice(makers.make_product(price_cents=1000).id, 1)), Money("mixed", None, card))


def test_the_scale_decides_the_weight(any_app: Flask) -> None:
    frollini = makers.make_product("Frollini", unit="kg", price_cents=3200, step_g=250, min_g=500)
    sale = sell(ring_up(Choice(frollini.id, 137)))
    assert (sale.order.lines[0].quantity, sale.order.total_cents) == (137, 438)


@pytest.mark.parametrize("grams", [0, -5, 50_001, 1_000_000])
def test_a_weight_no_scale_says_is_refused(app: Flask, grams: int) -> None:
    frollini = makers.make_product("Frollini", unit="kg", price_cents=3200)
    with pytest.raises(BadScale):
        ring_up(Choice(frollini.id, grams))


def test_ten_submits_of_one_form_are_one_sale(any_app: Flask) -> None:
    cake = makers.make_product(price_cents=1000, pool_size=50)
    token = ring_up(Choice(cake.id, 3))
    seen = seen_at_till(token)
    db.session.rollback()
    got = race(any_app, 10, lambda _n: sell(token, Money("cash", 5000), seen=seen))
    sales = [one for one in got if isinstance(one, Sale)]
    assert len(sales) == 10 and {one.order.id for one in sales} == {sales[0].order.id} and {one.change_cents for one in sales} == {2000}
    assert (orders.search().total, paid(sales[0].order.id), stock.left(cake, clock.today())) == (1, {"cash": 3000}, 47)
    assert list_faults() == []


def test_till_and_website_share_the_last_pieces_exactly(any_app: Flask) -> None:
    makers.make_hours(places=50)
    cake = makers.make_product(price_cents=1000, pool_size=7)
    tickets = [ring_up(Choice(cake.id, 1)) for _ in range(8)]
    carts = [makers.make_basket(cake) for _ in range(8)]
    seen, agreed, slot = seen_at_till(tickets[0]), makers.seen(carts[0]), makers.first_slot(carts[0])
    db.session.rollback()

    def buy(number: int) -> object:
        if number % 2:
            return sell(tickets[number // 2], checkout=f"till-{number}", seen=seen)
        who = orders.Details(name="Ada", email="ada@example.org", phone=None, starts_at=slot)
        return orders.place(checkout=f"web-{number}", basket_token=carts[number // 2], details=who, seen=agreed, origin=makers.WEB,
                            language="it", now=clock.now())

    got = race(any_app, 16, buy)
    assert sum(not isinstance(one, Refusal) for one in got) == 7
    assert (orders.search().total, stock.left(cake, clock.today())) == (7, 0)
    assert list_faults() == []


def test_what_is_marked_sold_out_is_not_sold_at_the_till_either(app: Flask) -> None:
    cake = makers.make_product(sold_out_until=makers.later(hours=5))
    with pytest.raises(Refusal, match="sold_out_today"):
        sell(ring_up(Choice(cake.id, 1)))


def test_what_takes_a_day_to_make_is_sold_at_once_when_it_stands_there(app: Flask) -> None:
    sacher = makers.make_product("Sacher", price_cents=2800, lead_minutes=1440, pool_size=1)
    sell(ring_up(Choice(sacher.id, 1)))
    with pytest.raises(NoneLeft):
        sell(ring_up(Choice(sacher.id, 1)), checkout="till-2")


def test_a_price_changed_since_the_ticket_was_read_out_is_said_before_money_is_taken(app: Flask) -> None:
    cake = makers.make_product(price_cents=1000)
    with pytest.raises(PriceHasChanged):
        sell(ring_up(Choice(cake.id, 1)), seen="another")
    with pytest.raises(BasketIsEmpty):
        sell(ring_up(), checkout="till-2")


def test_the_customer_of_the_ticket_is_on_the_sale(any_app: Flask) -> None:
    cake, now = makers.make_product(), clock.now()
    ada = customers.recognise(email=None, phone="+393331234567", name="Ada", language="it", now=now)
    first = sell(ring_up(Choice(cake.id, 1)), buyer=Buyer(customer_id=ada)).order
    second = sell(ring_up(Choice(cake.id, 1)), checkout="till-2", buyer=Buyer(phone="+393331234567")).order
    third = sell(ring_up(Choice(cake.id, 1)), checkout="till-3").order
    assert [(one.customer_id, one.name) for one in (first, second, third)] == [(ada, "Ada"), (ada, "Ada"), (None, "")]


def test_a_customers_basket_paid_at_the_till_leads_to_its_order_and_keeps_where_it_came_from(app: Flask) -> None:
    cake = makers.make_product()
    token = makers.make_basket(cake, origin=Origin("website", first_link_id=4, first_touch_at=makers.later(hours=-1)))
    order = sell(token).order
    basket = baskets.find_basket(token, now=clock.now())
    assert basket is not None and basket.became == order.token and basket.lines == []
    assert (order.channel, order.staff_id, order.first_link_id) == ("counter", 1, 4)


def test_a_sale_taken_back_at_once_gives_all_back_and_voids_its_receipt(any_app: Flask) -> None:
    cake = makers.make_product(price_cents=1000, pool_size=2)
    order_id = sell(ring_up(Choice(cake.id, 2)), Money("mixed", None, 300)).order.id
    undone = payments.undo_sale(order_id, by="staff:1", via="counter", now=makers.later(seconds=8), reason="Annullata")
    assert (undone.state, undone.paid_cents, stock.left(cake, clock.today())) == ("cancelled_by_shop", 0, 2)
    assert documents.find_sale_receipt(order_id) is None and documents.find_receipts(order_id)[0].voided_at is not None
    assert list_faults() == []


def test_a_sale_is_not_taken_back_after_ten_seconds(app: Flask) -> None:
    order_id = sell(ring_up(Choice(makers.make_product().id, 1))).order.id
    with pytest.raises(Refusal, match="too_late_to_undo"):
        payments.undo_sale(order_id, by="staff:1", via="counter", now=makers.later(seconds=11), reason="Annullata")


def test_numbers_of_receipts_have_no_gap_whatever_fails_meanwhile(any_app: Flask) -> None:
    cake = makers.make_product(price_cents=100)

    def act(number: int) -> object:
        if number % 3 == 2:
            with writing():
                sell_one(number)
                raise CashIsShort  # all of it is undone, its number too
        return sell_one(number)

    def sell_one(number: int) -> Sale:
        token = tickets[number]
        return payments.sell(checkout=f"till-{number}", basket_token=token, seen=seen, money=Money(), origin=TILL, language="it",
                             by="staff:1", now=clock.now())

    tickets = [ring_up(Choice(cake.id, 1)) for _ in range(15)]
    seen = seen_at_till(tickets[0])
    db.session.rollback()
    race(any_app, 15, act)
    numbers = sorted(paper.number for paper in db.session.query(documents.Receipt))
    assert numbers == list(range(1, 11))
    assert list_faults() == []
