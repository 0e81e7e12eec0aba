"""A gift card is bought, exists once it is paid for, pays for goods, and takes back what it paid."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select

from shop.domain import baskets, catalogue, customers, giftcards, letters, orders, payments
from shop.domain.baskets import Choice
from shop.domain.giftcards import CardIsShort, CardWasSpent, GiftCard, GiftMove
from shop.domain.orders import Details, Order
from shop.domain.payments import Payment
from shop.kernel import clock, ports
from shop.kernel.database import db, writing
from shop.kernel.ports import Composed
from shop.kernel.refusal import Refusal
from tests import makers
from tests.conftest import NOW
from tests.makers import WEB, make_basket, make_product, place_order, seen
from tests.racing import race
from tests.world import open_world

KINDS = {"gift_from": 60, "gift_to": 60, "gift_message": 240, "gift_email": 120, "gift_day": 10}


def make_gift(**fields: Any) -> catalogue.Product:
    """A gift card as the owner sells it: three values, and what is written on it."""
    asked = [{"kind": kind, "label": {"it": kind, "en": kind}, "max_length": most} for kind, most in KINDS.items()]
    plain = {"vat": "voucher", "perishable": False, "net_g": None, "ingredients": {}, "allergens": [], "price_cents": 2500}
    return make_product("Carta regalo", variants=[("25", 2500), ("50", 5000)], questions=asked, **plain | fields)


def choose(gift: catalogue.Product, value: int = 1, quantity: int = 1, **written: str) -> Choice:
    ids = {question.kind: question.id for question in gift.questions}
    return Choice(gift.id, quantity, gift.variants[value].id, {}, {ids[f"gift_{kind}"]: text for kind, text in written.items()})


def pay(order: Order, tender: str = "online") -> None:
    now = clock.now()
    payments.record_payment(order_id=order.id, tender=tender, reference=f"{tender}:{order.id}:{order.paid_cents}", cents=order.due_cents,
                            by="customer", via="website", now=now)
    if order.state in orders.UNPAID:
        orders.confirm(order.id, by="customer", via="website", now=now)


def place_digital(*choices: Choice, email: str | None = "ada@example.org") -> Order:
    token = make_basket(*choices)
    now = clock.now()
    return orders.place(
        checkout=f"digital-{token}", basket_token=token, details=Details("Ada", email, "+393331234567", now, kind="digital"),
        seen=seen(token, kind="digital"), origin=WEB, language="it", now=now, terms=orders.Terms(pay_by_at=now + timedelta(minutes=35)))


def fresh(order: Order) -> Order:
    db.session.rollback()
    return db.session.get_one(Order, order.id, populate_existing=True)


def make_card(cents: int, cause: str = "staff:1") -> GiftCard:
    return giftcards.make_card(cause=cause, cents=cents, by="staff:1", now=clock.now())


def list_faults() -> list[str]:
    return [*giftcards.list_faults(), *payments.list_faults(), *orders.list_faults()]


@pytest.fixture
def shop(any_app: Flask) -> Iterator[None]:
    open_world()
    yield
    assert not list_faults()


def test_a_basket_of_gift_cards_needs_no_time_and_is_done_once_it_is_paid(shop: None) -> None:
    gift = make_gift()
    order = place_digital(choose(gift, to="Zia Pina", **{"from": "Ada"}, message="Auguri!", email="Pina@Example.org", day="2026-12-24"))
    assert (order.state, order.kind, order.vat, giftcards.list_of_order(order.id)) == ("awaiting_payment", "digital", {"0": 5000}, [])
    pay(order)
    assert fresh(order).state == "collected"
    (card,) = giftcards.list_of_order(order.id)
    written = (card.first_cents, card.to_name, card.from_name, card.message, card.to_email.lower(), card.send_on)
    assert written == (5000, "Zia Pina", "Ada", "Auguri!", "pina@example.org", date(2026, 12, 24))


def test_only_gift_cards_go_by_letter_and_only_to_an_email(shop: None) -> None:
    gift, bread = make_gift(), make_product("Pane")
    with pytest.raises(Refusal) as refused:
        place_digital(choose(gift), Choice(bread.id, 1))
    assert refused.value.code == "not_digital"
    with pytest.raises(orders.EmailNeeded):
        place_digital(choose(gift), email=None)


def test_each_piece_is_a_card_of_its_own_made_once(shop: None) -> None:
    order = place_digital(choose(make_gift(), quantity=3))
    pay(order)
    cards = giftcards.list_of_order(order.id)
    assert len({card.code for card in cards}) == 3 and {card.first_cents for card in cards} == {5000}


def test_no_offer_touches_a_gift_card_and_its_vat_is_none(shop: None) -> None:
    gift, bread = make_gift(), make_product("Pane", price_cents=1000, vat="bread")
    quote = baskets.quote(baskets.find_basket(make_basket(choose(gift), Choice(bread.id, 1)), now=clock.now()), now=clock.now())
    assert quote.vat == {0: 5000, 400: 1000} and not quote.is_digital
    assert baskets.total_vat([{0: 5000}, {400: 1000}], 300) == {0: 5000, 400: 1300}


def test_cards_pay_what_is_due_and_keep_the_rest(shop: None) -> None:
    order = place_order(make_product("Torta", price_cents=3000))
    small, large = make_card(1000), make_card(5000, "staff:2")
    paid = payments.spend_cards(order.id, [large.id, small.id], by="customer", via="website", now=clock.now())
    assert paid == 3000 and fresh(order).due_cents == 0
    assert payments.spend_cards(order.id, [large.id], by="customer", via="website", now=clock.now()) == 0
    db.session.rollback()
    assert sorted(card.balance_cents for card in giftcards.get_many([small.id, large.id]).values()) == [0, 3000]


def test_less_than_was_agreed_is_refused_and_nothing_is_taken(shop: None) -> None:
    order, card = place_order(make_product("Torta", price_cents=3000)), make_card(1000)
    with pytest.raises(CardIsShort):
        payments.spend_cards(order.id, [card.id], by="customer", via="website", now=clock.now(), agreed_cents=2000)
    assert fresh(order).paid_cents == 0 and giftcards.list_moves(card.id)[-1].why == "made"


def test_one_card_at_ten_tills_pays_each_cent_once(any_app: Flask) -> None:
    open_world()
    cake = make_product("Torta", price_cents=1500)
    ids = [place_order(cake).id for _ in range(6)]
    card_id, now = make_card(5000).id, clock.now()
    db.session.rollback()

    def act(number: int) -> int:
        return payments.spend_cards(ids[number], [card_id], by=f"staff:{number}", via="counter", now=now)

    got = race(any_app, 6, act)
    assert sum(cents for cents in got if isinstance(cents, int)) <= 5000
    db.session.rollback()
    taken = db.session.scalars(select(Payment.cents).where(Payment.gift_card_id == card_id)).all()
    assert sum(taken) + giftcards.get_card(card_id).balance_cents == 5000 and not list_faults()


def test_ten_submits_of_one_payment_spend_once(any_app: Flask) -> None:
    open_world()
    order_id, card_id = place_order(make_product("Torta", price_cents=3000)).id, make_card(9000).id
    now = clock.now()
    db.session.rollback()
    got = race(any_app, 8, lambda _: payments.spend_cards(order_id, [card_id], by="customer", via="website", now=now))
    assert sorted(cents for cents in got if isinstance(cents, int))[-1] == 3000
    db.session.rollback()
    assert giftcards.get_card(card_id).balance_cents == 6000 and not list_faults()


def test_an_order_called_off_stops_the_cards_it_sold(shop: None) -> None:
    order = place_order(choose(make_gift()), make_product("Torta"))
    pay(order)
    orders.move(order.id, "cancelled_by_shop", by="staff:1", via="admin", now=clock.now(), reason="Chiuso")
    (card,) = giftcards.list_of_order(order.id)
    assert giftcards.state_of(card, clock.today()) == "stopped" and card.balance_cents == 0


def test_an_order_whose_card_was_spent_is_not_called_off(shop: None) -> None:
    order = place_order(choose(make_gift()), make_product("Torta"))
    pay(order)
    (card,) = giftcards.list_of_order(order.id)
    giftcards.spend(card.id, 100, cause="elsewhere", order_id=None, by="customer", now=clock.now())
    with pytest.raises(CardWasSpent):
        orders.move(order.id, "cancelled_by_shop", by="staff:1", via="admin", now=clock.now(), reason="Chiuso")
    assert fresh(order).state == "accepted"


def test_a_card_that_pays_all_makes_the_order_stand_at_once(shop: None) -> None:
    token = make_basket(make_product("Torta", price_cents=3000))
    baskets.hold_card(token, make_card(5000), now=clock.now())
    order = payments.place(
        way="counter", cards_cents=3000, checkout="c1", basket_token=token, seen=seen(token), origin=WEB, language="it", now=clock.now(),
        details=Details("Ada", "ada@example.org", None, makers.first_slot(token)))
    assert (order.state, order.due_cents) == ("accepted", 0)


def test_a_code_typed_where_offers_are_typed_is_held_like_one(shop: None) -> None:
    token, card = make_basket(make_product("Torta", price_cents=3000)), make_card(1000)
    assert baskets.apply_code(token, giftcards.shown(card.code).lower(), by_key="1", now=clock.now()) is None
    basket = baskets.find_basket(token, now=clock.now())
    assert [share.cents for share in baskets.cards_pay(basket, 3000, now=clock.now())] == [1000]
    baskets.drop_card(token, card.id, now=clock.now())
    assert baskets.find_basket(token, now=clock.now()).held_cards == []  # type: ignore[union-attr]


def test_credit_stays_with_the_customer_when_somebody_else_opens_the_basket(shop: None) -> None:
    ada = customers.recognise(email="ada@example.org", phone=None, name="Ada", language="it", now=clock.now())
    assert ada is not None
    token = make_basket(make_product("Torta", price_cents=3000))
    giftcards.credit(ada, 700, cause="staff:1", by="staff:1", now=clock.now())
    gift = make_card(500)
    baskets.hold_credit(token, [ada], now=clock.now())
    baskets.hold_card(token, gift, now=clock.now())
    baskets.drop_credit(token, now=clock.now())
    assert baskets.find_basket(token, now=clock.now()).held_cards == [gift.id]  # type: ignore[union-attr]


class Office:
    """A post office that is open and takes everything."""

    def is_open(self) -> bool:
        return True

    def send(self, *, to: str, composed: Composed, message_id: str) -> None:
        assert to and composed.text and message_id


@pytest.fixture
def post(app: Flask) -> Iterator[None]:
    open_world()
    before = ports._plugged
    assert before is not None
    ports.plug(replace(before, post_office=Office()))
    yield
    ports.plug(before)


def test_without_a_server_a_present_waits_for_one(app: Flask) -> None:
    open_world()
    order = place_digital(choose(make_gift(), email="pina@example.org"))
    pay(order)
    assert giftcards.send_due(clock.now() + timedelta(minutes=1)) == 0
    assert giftcards.list_of_order(order.id)[0].sent_at is None


def test_the_receiver_is_written_to_on_the_day_and_once(post: None) -> None:
    order = place_digital(choose(make_gift(), to="Pina", email="pina@example.org", day="2026-11-26", **{"from": "Ada"}))
    pay(order)
    (card,) = giftcards.list_of_order(order.id)
    assert giftcards.send_due(NOW + timedelta(hours=1)) == 0
    clock.travel(NOW + timedelta(days=2) - timedelta(hours=3))  # six in the morning of the day
    assert giftcards.send_due(clock.now()) == 0
    clock.travel(NOW + timedelta(days=2))
    assert giftcards.send_due(clock.now()) == 1 and giftcards.send_due(clock.now()) == 0
    assert not letters.list_about(f"gift_card:{card.id}"), "whoever reads letters in the office reads no code"
    (letter,) = _secret(card.id)
    assert letter.to == "pina@example.org" and giftcards.shown(card.code) in letter.text and "Pina" in letter.text


def _secret(card_id: int) -> list[letters.Letter]:
    """Letters with a code are shown at no desk: the test looks into the table."""
    return list(db.session.scalars(select(letters.Letter).where(letters.Letter.about == f"gift_card:{card_id}")))


def test_a_letter_that_was_queued_before_a_crash_is_not_queued_again(post: None) -> None:
    order = place_digital(choose(make_gift(), email="pina@example.org"))
    pay(order)
    (card,) = giftcards.list_of_order(order.id)
    later = clock.now() + timedelta(minutes=1)
    letters.queue(kind="gift_card", cause=f"gift_card:{card.id}", about=f"gift_card:{card.id}", compose_id=card.id, to="pina@example.org",
                  language="it", now=later)
    assert giftcards.send_due(later) == 1 and len(_secret(card.id)) == 1


def test_an_order_is_not_changed_under_a_card_that_exists(shop: None) -> None:
    order = place_order(choose(make_gift()), make_product("Torta"))
    pay(order)
    gift = next(line for line in order.lines if line.is_voucher)
    edit = orders.Edit({gift.id: None}, [])
    after = orders.preview(orders.get(order.id), edit, now=clock.now())
    with pytest.raises(orders.TooLateToChange):
        orders.change(order.id, edit, seen_cents=after.total_cents, by="staff:1", via="admin", now=clock.now())


def test_a_payment_that_no_card_knows_of_is_found(app: Flask) -> None:
    open_world()
    order, card = place_order(make_product("Torta", price_cents=3000)), make_card(5000)
    payments.record_payment(order_id=order.id, tender="gift_card", reference="card:nothing", cents=3000, by="customer", via="website",
                            now=clock.now(), gift_card_id=card.id)
    assert [fault for fault in payments.list_faults() if fault.startswith("I6")]


def test_a_card_that_was_sold_and_never_made_is_found(app: Flask) -> None:
    open_world()
    order = place_digital(choose(make_gift()))
    pay(order)
    with writing():
        db.session.execute(delete(GiftMove))
        db.session.execute(delete(GiftCard))
    assert [fault for fault in payments.list_faults() if "gift cards sold" in fault]


def test_a_gift_card_is_published_without_being_food(app: Flask) -> None:
    category = makers.make_category("regali", "Regali")
    sheet = catalogue.ProductSheet(
        category_id=category, name={"it": "Carta regalo"}, price_cents=2500, vat="voucher", lead_minutes=60, pool_size=3)
    product_id = catalogue.create_product(sheet, by="staff:1", now=clock.now())
    catalogue.publish(product_id, by="staff:1", now=clock.now())
    kept = catalogue.get_product(product_id)
    assert kept.is_voucher and kept.allergens == frozenset() and not kept.perishable and (kept.lead_minutes, kept.pool_size) == (0, None)
