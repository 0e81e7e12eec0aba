"""Gift cards, credit, a card on the reader and tips, at the till and where an order's balance is taken."""
import re
from itertools import count

import pytest
from flask import Flask
from flask.testing import FlaskClient

from shop.domain import baskets, customers, giftcards, orders, payments
from shop.domain.orders import Order
from shop.domain.payments import PaymentRules
from shop.kernel import clock
from shop.kernel.database import db
from tests import makers
from tests.channels.counter.test_till import basket_in, form_of, only_order, pay, tap, text
from tests.conftest import OwnPages
from tests.fakes.stripe import StripeServer
from tests.world import World, open_world, sign_in

_numbers = count(1)


@pytest.fixture
def world(app: Flask) -> World:
    return open_world()


@pytest.fixture
def anna(world: World, visitor: FlaskClient) -> FlaskClient:
    sign_in(visitor, world.owner_id)
    return visitor


@pytest.fixture
def with_reader(paying_app: Flask) -> tuple[World, FlaskClient]:
    """Anna's browser in a shop that has a card reader."""
    world = open_world()
    paying_app.test_client_class = OwnPages
    client = paying_app.test_client()
    sign_in(client, world.owner_id)
    return world, client


def make_card(cents: int) -> giftcards.GiftCard:
    return giftcards.make_card(cause=f"staff:{next(_numbers)}", cents=cents, by="staff:1", now=clock.now())


def paid(order: Order) -> dict[str, int]:
    return {one.tender: one.cents for one in payments.list_of(order.id) if one.voided_at is None}


def agreed(anna: FlaskClient, path: str) -> str:
    return re.findall(r'name="agreed" value="(\d+)"', anna.get(path).get_data(as_text=True))[0]


def test_a_gift_card_typed_into_the_code_field_pays_first_and_cash_the_rest(world: World, anna: FlaskClient) -> None:
    card = make_card(100)
    basket = tap(anna, world.cornetto.id)
    typed = anna.post("/counter/till/code", data={"basket": basket, "code": giftcards.shown(card.code)}, follow_redirects=True)
    assert giftcards.hidden(card.code) in text(typed) and "Incassa 0,50 €" in text(typed)
    assert "Da incassare" in text(anna.get(f"/counter/till/{basket}/pay")) and agreed(anna, f"/counter/till/{basket}/pay") == "50"
    sold = anna.get(pay(anna, basket, agreed="50", note="5,00").headers["Location"])
    assert paid(only_order()) == {"gift_card": 100, "cash": 50}
    assert "Carta regalo" in text(sold) and "4,50 €" in text(sold)


def test_a_card_taken_off_the_ticket_keeps_its_money(world: World, anna: FlaskClient) -> None:
    card = make_card(500)
    basket = tap(anna, world.cornetto.id)
    anna.post("/counter/till/code", data={"basket": basket, "code": card.code})
    assert "Paga la carta regalo" in text(anna.get(f"/counter/till/{basket}/pay"))
    off = anna.post("/counter/till/card/drop", data={"basket": basket, "card_id": str(card.id)}, follow_redirects=True)
    assert "Incassa 1,50 €" in text(off)
    pay(anna, basket)
    assert paid(only_order()) == {"cash": 150} and giftcards.get_card(card.id).balance_cents == 500


def test_what_the_shop_owes_the_customer_is_offered_and_used(world: World, anna: FlaskClient) -> None:
    ada = customers.recognise(email=None, phone="+393331234567", name="Ada", language="it", now=clock.now())
    assert ada is not None
    giftcards.credit(ada, 100, cause="refund:x", order_id=None, by="staff:1", now=clock.now())
    basket = basket_in(anna.post("/counter/till/customer", data={"basket": tap(anna, world.cornetto.id), "customer_id": str(ada)}))
    assert "Usa il credito: 1,00 €" in text(anna.get(f"/counter/till?basket={basket}"))
    anna.post("/counter/till/credit", data={"basket": basket})
    pay(anna, basket, agreed="50")
    assert paid(only_order()) == {"credit": 100, "cash": 50}


def test_a_card_spent_elsewhere_meanwhile_is_said_before_money_is_taken(world: World, anna: FlaskClient) -> None:
    card = make_card(100)
    basket = tap(anna, world.cornetto.id)
    anna.post("/counter/till/code", data={"basket": basket, "code": card.code})
    giftcards.spend(card.id, 100, cause="elsewhere", order_id=None, by="staff:1", now=clock.now())
    answer = pay(anna, basket, agreed="50")
    assert answer.status_code == 422 and "Adesso da pagare sono 1,50 €" in text(answer)
    assert orders.search().total == 0


def test_a_tip_is_asked_only_where_the_owner_wants_it(world: World, anna: FlaskClient) -> None:
    basket = tap(anna, world.cornetto.id)
    assert "Mancia" not in text(anna.get(f"/counter/till/{basket}/pay?tip=10"))
    payments.save_rules(PaymentRules(tips=(10,)), by="staff:1", now=clock.now())
    page = f"/counter/till/{basket}/pay?tip=10"
    assert "10% · 0,15 €" in text(anna.get(page)) and agreed(anna, page) == "165"
    sold = anna.get(pay(anna, basket, tip="10", agreed="165", way="card").headers["Location"])
    order = only_order()
    assert (order.tip_cents, paid(order)) == (15, {"card": 165}) and "Mancia" in text(sold)


def test_a_balance_is_paid_with_a_gift_card_a_bank_card_and_cash(world: World, anna: FlaskClient) -> None:
    card = make_card(500)
    order = makers.place_order(world.sacher)
    path = f"/counter/orders/{order.code}"
    laid = anna.post(path, data={"act": "card", "code": card.code})
    assert laid.status_code == 200 and "31,00 €" in text(laid) and f'name="codes" value="{card.code}"' in laid.get_data(as_text=True)
    away = anna.post(path, data={"act": "card", "codes": card.code, "away": card.code})
    assert 'name="codes"' not in away.get_data(as_text=True)
    done = anna.post(path, data={"codes": card.code, "tender": "mixed", "card": "10,00", "given": "50,00", "agreed": "3100"},
                     follow_redirects=True)
    assert paid(only_order()) == {"gift_card": 500, "card": 1000, "cash": 2100} and "29,00 €" in text(done)


@pytest.mark.parametrize("typed", ["", "AAAA BBBB CCCC DDDD", "x" * 300])
def test_a_code_that_is_no_gift_card_is_refused_at_its_field(world: World, anna: FlaskClient, typed: str) -> None:
    order = makers.place_order(world.sacher)
    answer = anna.post(f"/counter/orders/{order.code}", data={"act": "card", "code": typed})
    assert answer.status_code == 422 and 'aria-invalid="true"' in answer.get_data(as_text=True)


def test_what_was_paid_before_is_shown_where_the_goods_go_out(world: World, anna: FlaskClient) -> None:
    order = makers.place_order(world.sacher)
    payments.spend_cards(order.id, [make_card(600).id], by="customer", via="website", now=clock.now())
    page = text(anna.get(f"/counter/orders/{order.code}"))
    assert "Già pagato: Carta regalo" in page and "30,00 €" in page


def test_a_sum_that_is_not_what_the_page_said_takes_no_money(world: World, anna: FlaskClient) -> None:
    order = makers.place_order(world.sacher)
    answer = anna.post(f"/counter/orders/{order.code}", data={"tender": "card", "agreed": "3500"})
    assert answer.status_code == 422 and payments.list_of(order.id) == []


def test_a_sale_on_the_reader_waits_and_goes_on_by_itself(with_reader: tuple[World, FlaskClient], stripe: StripeServer) -> None:
    world, anna = with_reader
    basket = tap(anna, world.cornetto.id)
    page = pay(anna, basket, way="reader", agreed="150").headers["Location"]
    waiting = anna.get(page)
    assert page.endswith("/reader") and "Aspettiamo la carta" in text(waiting) and 'data-poll="' in waiting.get_data(as_text=True)
    assert anna.get(f"/counter/till?basket={basket}").headers["Location"] == page
    fragment = anna.get(page, headers={"X-Fragment": "1"}).get_data(as_text=True)
    assert fragment.lstrip().startswith('<div class="stack" id="reading"') and "<main" not in fragment
    stripe.tap()
    sold = anna.get(page)
    assert sold.headers["Location"] == f"/counter/till/sold/{only_order().code}"
    assert "Carta al lettore" in text(anna.get(sold.headers["Location"])) and paid(only_order()) == {"reader": 150}


def test_taken_off_the_reader_the_ticket_is_as_it_was(with_reader: tuple[World, FlaskClient], stripe: StripeServer) -> None:
    world, anna = with_reader
    card = make_card(100)
    basket = tap(anna, world.cornetto.id)
    anna.post("/counter/till/code", data={"basket": basket, "code": card.code})
    page = pay(anna, basket, way="reader", agreed="50").headers["Location"]
    again = basket_in(anna.post(f"{page}/stop"))
    assert only_order().state == "expired" and "Incassa 0,50 €" in text(anna.get(f"/counter/till?basket={again}"))
    kept = baskets.find_basket(again, now=clock.now())
    assert kept is not None and kept.held_cards == [card.id]
    assert pay(anna, again, agreed="50").status_code == 303


def test_a_declined_card_is_said_and_tried_again(with_reader: tuple[World, FlaskClient], stripe: StripeServer) -> None:
    world, anna = with_reader
    page = pay(anna, tap(anna, world.cornetto.id), way="reader", agreed="150").headers["Location"]
    stripe.decline_tap()
    assert "rifiutata" in text(anna.get(page))
    assert "Aspettiamo la carta" in text(anna.post(page, follow_redirects=True))
    stripe.tap()
    assert anna.post(f"{page}/stop").headers["Location"].startswith("/counter/till/sold/"), "the card was faster"


def test_a_balance_on_the_reader_then_the_goods(with_reader: tuple[World, FlaskClient], stripe: StripeServer) -> None:
    world, anna = with_reader
    order = makers.place_order(world.sacher)
    path = f"/counter/orders/{order.code}"
    page = anna.post(path, data={"tender": "reader", "codes": make_card(600).code}).headers["Location"]
    assert "30,00 €" in text(anna.get(page))
    stripe.tap()
    assert anna.get(page).headers["Location"] == path
    assert "Già pagato: Carta al lettore" in text(anna.get(path))
    anna.post(path, data={"tender": "cash", "agreed": "0"})
    assert only_order().state == "collected" and paid(only_order()) == {"gift_card": 600, "reader": 3000}


def test_whoever_pays_in_cash_after_all_is_not_charged_on_the_reader_too(
    with_reader: tuple[World, FlaskClient], stripe: StripeServer
) -> None:
    world, anna = with_reader
    order = makers.place_order(world.sacher)
    anna.post(f"/counter/orders/{order.code}/reader")
    anna.post(f"/counter/orders/{order.code}", data={"tender": "cash", "agreed": "3600"})
    assert only_order().state == "collected" and payments.find_alive(order.id) is None
    assert {one["status"] for one in stripe.intents.values()} == {"canceled"}


def test_a_reader_that_does_not_answer_is_said_and_nothing_is_lost(with_reader: tuple[World, FlaskClient], stripe: StripeServer) -> None:
    world, anna = with_reader
    basket = tap(anna, world.cornetto.id)
    form = form_of(anna, basket)
    stripe.faults.errors = [500] * 6
    page = anna.post(f"/counter/till/{basket}/pay", data=form | {"way": "reader", "agreed": "150"}).headers["Location"]
    assert page.endswith("/reader") and anna.get(page).status_code == 200
    db.session.rollback()
    stripe.faults.errors = []
    clock.travel(makers.later(minutes=1))
    assert "Aspettiamo la carta" in text(anna.post(page, follow_redirects=True))
    stripe.tap()
    assert "/sold/" in anna.get(page).headers["Location"]
