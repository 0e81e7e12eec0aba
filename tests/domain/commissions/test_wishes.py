"""A wish is kept with its talk, offered, and becomes one order; what nobody wants any more is forgotten."""
import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from shop.domain import availability, business, catalogue, commissions, conversations, customers, fulfilment, letters, orders, reports
from shop.domain.baskets import Choice
from shop.domain.commissions import (
    NotOfferable,
    OfferAllergens,
    OfferDeposit,
    OfferHasChanged,
    OfferIsOver,
    OfferPrice,
    OfferUntil,
    WishDay,
    WishIsSettled,
    WishPeople,
    WishTooManyPhotos,
)
from shop.domain.fulfilment import SlotIsFull
from shop.domain.orders import Edit, OrderStillOpen
from shop.domain.payments import WayNotPossible
from shop.kernel import clock, events, ports
from shop.kernel.database import db
from shop.kernel.refusal import Refusal
from tests import wishing
from tests.makers import later, place_order
from tests.racing import race
from tests.wishing import make_offer, make_wish, take, take_now
from tests.world import World, open_world


@pytest.fixture
def world(any_app: Flask) -> World:
    return open_world()


def fresh(wish: commissions.Commission) -> commissions.Commission:
    number = wish.id
    db.session.rollback()
    db.session.expire_all()
    return commissions.get(number)


def offered(**fields: Any) -> commissions.Commission:
    wish = make_wish()
    make_offer(wish, **fields)
    return fresh(wish)


def deliver() -> None:
    while events.deliver_due(clock.now()):
        db.session.rollback()


def kinds_to(address: str) -> list[str]:
    return sorted(letter.kind for letter in letters.list_letters(words=address))


def test_a_wish_opens_one_conversation_however_often_the_form_is_sent(any_app: Flask, world: World) -> None:
    got = race(any_app, 10, lambda _: make_wish(reference="the same form").token)
    assert len(set(got)) == 1
    db.session.rollback()
    (row,) = conversations.list_open().rows
    assert row.last is not None and row.last.text == "Vorrei una torta."
    assert commissions.count_asked() == 1


@pytest.mark.parametrize(("fields", "refusal"), [
    ({"on": wishing.day(0)}, WishDay), ({"on": wishing.day(400)}, WishDay), ({"people": 0}, WishPeople), ({"people": 9_999}, WishPeople),
    ({"pictures": tuple("abcde")}, WishTooManyPhotos)])
def test_a_wish_that_cannot_be_is_refused(world: World, fields: dict[str, Any], refusal: type[Refusal]) -> None:
    if "on" in fields:
        fields = {"on": wishing.day(0 if refusal is WishDay and fields["on"] < wishing.day(30) else 400)}
    with pytest.raises(refusal):
        make_wish(**fields)
    assert commissions.count_asked() == 0


def test_who_wishes_and_who_answers_hear_by_letter_once_each(world: World) -> None:
    wish = make_wish()
    deliver()
    assert kinds_to("ada@example.org") == ["wish_heard"]
    assert kinds_to("ciao@fiordaliso.example") == ["wish_new"]
    make_offer(wish)
    deliver()
    assert kinds_to("ada@example.org") == ["wish_heard", "wish_offer"]
    (letter,) = [one for one in letters.list_letters(words="ada@example.org") if one.kind == "wish_offer"]
    assert f"/it/cakes/{wish.token}" in letter.text and "60,00" in letter.text and "Frumento" not in letter.subject
    take_now(fresh(wish))
    deliver()
    assert kinds_to("ada@example.org") == ["placed", "wish_heard", "wish_offer"]


def test_an_answer_to_a_wish_leads_to_its_own_page(world: World) -> None:
    wish = make_wish()
    conversations.answer(wish.conversation_id, "Che colore?", by="staff:1", now=clock.now())
    deliver()
    (letter,) = [one for one in letters.list_letters(words="ada@example.org") if one.kind == "answer"]
    assert f"/it/cakes/{wish.token}" in letter.text


@pytest.mark.parametrize(("fields", "refusal"), [
    ({"allergens": ()}, OfferAllergens), ({"holds_none": True}, OfferAllergens), ({"allergens": ("dust",)}, OfferAllergens),
    ({"cents": 0}, OfferPrice), ({"deposit_cents": 6001}, OfferDeposit)])
def test_an_offer_that_leaves_open_what_must_be_said_is_refused(world: World, fields: dict[str, Any], refusal: type[Refusal]) -> None:
    wish = make_wish()
    with pytest.raises(refusal):
        make_offer(wish, **fields)
    assert fresh(wish).state == "asked"


def test_an_offer_may_hold_none_of_the_fourteen_if_that_is_said(world: World) -> None:
    wish = offered(allergens=(), traces=(), holds_none=True)
    assert wish.offer["allergens"] == [] and take_now(wish).allergens == []


def test_an_offer_for_yesterday_is_refused(world: World) -> None:
    wish = make_wish()
    with pytest.raises(OfferUntil):
        make_offer(wish, good_until=later(hours=-1))


def test_of_two_colleagues_who_offer_at_once_one_is_told(any_app: Flask, world: World) -> None:
    wish = make_wish()
    number = wish.id
    got = race(any_app, 4, lambda _: make_offer(commissions.get(number)))
    assert sum(isinstance(one, NotOfferable) for one in got) == 4 - fresh(wish).version
    assert fresh(wish).version in range(1, 5)
    with pytest.raises(NotOfferable):
        commissions.offer(number, wishing.OFFER, good_until=later(days=1), text="x", seen_version=0, by="staff:1", now=clock.now())


def test_an_offer_taken_is_an_order_of_its_own_with_all_that_was_agreed(world: World) -> None:
    key = wishing.keep_photo()
    wish = make_wish(pictures=(key,))
    make_offer(wish)
    order = take_now(fresh(wish))
    (line,) = order.lines
    assert (order.state, order.total_cents, order.vat, order.on) == ("accepted", 6000, {"1000": 6000}, wish.on)
    assert (line.product_id, line.name["en"], line.pictures, line.draws) == (0, "Ada's cake", [key], [])
    assert (line.allergens, line.traces, line.lead_minutes) == (["eggs", "gluten", "milk"], ["nuts"], 2880)
    assert not line.may_withdraw and not line.is_voucher
    assert [(answer["kind"], answer["text"]) for answer in line.answers] == [
        ("inscription", "Auguri Ada"), ("allergy_note", "niente arachidi")]
    assert order.deposit_cents == order.due_now_cents == 2000, "without a hosted page the deposit is owed at the counter"
    assert (fresh(wish).state, fresh(wish).order_id) == ("ordered", order.id)
    assert conversations.get_conversation(wish.conversation_id).order_id == order.id
    assert list(orders.list_faults()) == list(fulfilment.list_faults()) == []


def test_ten_who_take_an_offer_at_once_have_one_order(any_app: Flask, world: World) -> None:
    wish = offered()
    token, version, starts_at = wish.token, wish.version, wishing.first_time(wish)
    db.session.rollback()
    got = race(any_app, 10, lambda _: take(token, version=version, starts_at=starts_at).id)
    assert len(set(got)) == 1 and orders.search().total == 1


def test_an_offer_changed_meanwhile_is_not_taken_by_who_read_the_old_one(world: World) -> None:
    wish = offered()
    make_offer(wish, cents=7000)
    with pytest.raises(OfferHasChanged):
        take_now(fresh(wish), version=1)
    assert take_now(fresh(wish), version=2).total_cents == 7000


def test_an_offer_is_good_until_its_evening(world: World) -> None:
    wish = offered(good_until=later(hours=1))
    clock.travel(later(hours=2))
    with pytest.raises(OfferIsOver):
        take_now(fresh(wish))
    make_offer(fresh(wish))
    assert take_now(fresh(wish)).total_cents == 6000


def test_the_time_follows_the_same_rules_as_any_other_order(world: World) -> None:
    wish = offered(lead_minutes=30 * 24 * 60)
    with pytest.raises(Refusal) as refused:
        take(wish.token, version=1, starts_at=wishing.first_time_of_day(wish))
    assert refused.value.code == "lead_time"
    assert fresh(wish).state == "offered" and orders.search().total == 0


def test_a_full_slot_takes_no_cake_either(world: World) -> None:
    wish = offered()
    starts_at = wishing.first_time(wish)
    for number in range(6):
        place_order(world.cornetto, starts_at=starts_at, email=f"{number}@example.org")
    with pytest.raises(Refusal) as refused:
        take(wish.token, version=1, starts_at=starts_at)
    assert refused.value.code == SlotIsFull.code


def test_a_cake_may_be_agreed_for_a_day_further_ahead_than_others_order(world: World) -> None:
    wish = make_wish(on=wishing.day(200))
    make_offer(wish)
    assert take_now(fresh(wish)).on == wishing.day(200)


def test_a_way_of_paying_that_is_not_there_is_refused(world: World) -> None:
    wish = offered()
    with pytest.raises(WayNotPossible):
        take_now(wish, way="online")


def test_an_order_called_off_by_the_customer_may_be_made_again_while_the_offer_is_good(world: World) -> None:
    wish = offered()
    first = take_now(wish).id
    orders.cancel_by_customer(first, now=clock.now())
    again = take_now(fresh(wish))
    assert again.id != first and fresh(wish).order_id == again.id
    with pytest.raises(Refusal):
        orders.undo(first, by="staff:1", via="admin", now=clock.now())
    assert orders.get(first).state == "cancelled_by_customer"


def test_what_is_declined_or_dropped_is_settled(world: World) -> None:
    wish, other = make_wish(), offered()
    commissions.decline(wish.id, "Quel giorno siamo chiusi.", by="staff:1", now=clock.now())
    assert fresh(wish).state == "declined" and wishing.last_words(wish) == "Quel giorno siamo chiusi."
    assert conversations.get_conversation(wish.conversation_id).state == "done"
    commissions.drop(other.token, "Non mi serve più.", now=clock.now())
    assert fresh(other).state == "dropped" and wishing.last_words(other) == "Non mi serve più."
    with pytest.raises(OfferIsOver):
        take_now(fresh(other))
    with pytest.raises(NotOfferable):
        make_offer(fresh(other))
    with pytest.raises(WishIsSettled):
        commissions.decline(other.id, "Anche noi.", by="staff:1", now=clock.now())
    make_offer(fresh(wish))
    assert fresh(wish).state == "offered", "the shop may think better of it"


def test_who_is_forgotten_leaves_no_wish_and_no_photo(world: World) -> None:
    key = wishing.keep_photo()
    wish = make_wish(pictures=(key,))
    customer_id, token = wish.customer_id, wish.token
    assert customer_id is not None
    make_offer(wish)
    order_id = take_now(fresh(wish)).id
    with pytest.raises(OrderStillOpen):
        customers.erase(customer_id, by="customer", now=clock.now())
    assert fresh(wish).taste, "nothing is forgotten half"
    orders.cancel_by_customer(order_id, now=clock.now())
    customers.erase(customer_id, by="customer", now=clock.now())
    gone = fresh(wish)
    assert (gone.taste, gone.allergies, gone.inscription, gone.pictures) == ("", "", "", [])
    (line,) = orders.get(order_id).lines
    assert not line.pictures and not line.answers
    clock.travel(later(days=2))
    assert commissions.drop_photos(clock.now()) == 1
    assert ports.picture_store(private=True).find(key, "original.jpg") is None
    assert commissions.get_by_token(token).state == "ordered"


def test_who_proved_their_address_may_take_their_wishes_along(world: World) -> None:
    make_wish()
    person = customers.prove_email("ada@example.org", language="it", now=clock.now())
    (told,) = reports.export_person(person)["wishes"]
    assert (told["taste"], told["allergies"], told["state"]) == ("Cioccolato e lamponi", "niente arachidi", "asked")


def test_photos_stay_while_a_wish_or_an_order_shows_them(any_app: Flask, world: World) -> None:
    shown, unsent = wishing.keep_photo("pink"), wishing.keep_photo("blue")
    make_wish(pictures=(shown,))
    assert commissions.drop_photos(clock.now()) == 0, "a form may still be on its way"
    folder = Path(any_app.config["SHOP_DATA"]) / "pictures" / "private"
    for key in (shown, unsent):
        os.utime(folder / key, times=((later(days=-2)).timestamp(),) * 2)
    assert commissions.drop_photos(clock.now()) == 1
    assert [path.name for path in folder.iterdir()] == [shown]


class TestAnOrderOfWhatHasNoProduct:
    def made(self, world: World) -> orders.Order:
        return take_now(offered())

    def test_staff_may_add_to_it_and_it_stays_as_agreed(self, world: World) -> None:
        order = self.made(world)
        (line,) = order.lines
        edit = Edit({line.id: orders.thaw(line)}, (Choice(world.cornetto.id, 1),))
        seen = orders.preview(order, edit, now=clock.now()).total_cents
        changed = orders.change(order.id, edit, seen_cents=seen, by="staff:1", via="admin", now=clock.now())
        assert seen == 6150 and [one.product_id for one in changed.lines] == [0, world.cornetto.id]
        assert changed.lines[0].answers and changed.vat == {"1000": 6150} and list(orders.list_faults()) == []

    def test_it_moves_to_another_time_but_not_before_it_can_be_made(self, world: World) -> None:
        order = self.made(world)
        later_that_day = order.starts_at + timedelta(hours=2)
        assert orders.reschedule(order.id, later_that_day, by="customer", via="website", now=clock.now()).starts_at == later_that_day
        with pytest.raises(Refusal) as refused:
            orders.reschedule(order.id, order.starts_at - timedelta(days=6), by="staff:1", via="admin", now=clock.now())
        assert refused.value.code == "lead_time"

    def test_it_stands_on_the_bench_by_itself_with_all_that_is_written(self, world: World) -> None:
        first, second = self.made(world), self.made(world)
        batches = [batch for batch in orders.bench(first.on).batches if batch.category == ""]
        assert [batch.quantity for batch in batches] == [1, 1]
        assert {batch.special[0][0].id for batch in batches} == {first.id, second.id}

    def test_it_is_no_best_seller_and_nobodys_habit(self, world: World) -> None:
        orders_of_ada = [self.made(world) for _ in range(3)]
        place_order(world.cornetto, starts_at=wishing.first_time(offered()))
        assert [line.product_id for line, _ in orders.list_best_sellers(orders_of_ada[0].on)] == [world.cornetto.id]
        glance = reports.glance(orders_of_ada[0].customer_id or 0, now=clock.now())
        assert glance.count == 4 and (glance.usual is None or not glance.usual.name)

    def test_no_audience_and_no_menu_has_it(self, world: World) -> None:
        self.made(world)
        assert catalogue.find_product(0, any_state=True) is None and catalogue.get_many([0]) == {}


def test_the_days_beside_the_agreed_one_can_be_chosen_too(world: World) -> None:
    wish = offered()
    days = availability.list_days_around(commissions.wanted_of(fresh(wish)), on=wish.on, days=3, now=clock.now())
    assert [offer.on for offer in days] == [wishing.day(ahead) for ahead in range(4, 11)]


def test_what_the_shop_itself_offered_needs_no_second_yes(any_app: Flask) -> None:
    open_world()
    business.save(replace(business.order_rules(), accept_up_to_cents=1000), by="staff:1", now=clock.now())
    wish = make_wish()
    make_offer(wish, deposit_cents=0)
    assert take_now(wish).state == "accepted"
