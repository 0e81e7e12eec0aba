"""Offers on baskets and orders: frozen with the order, counted at commit, given back once, refused in words."""

from datetime import timedelta

import pytest
from flask import Flask

from shop.commands.checking import list_faults
from shop.domain import baskets, customers, orders, promotions
from shop.domain.baskets import Choice
from shop.domain.orders import Edit, PriceHasChanged
from shop.domain.promotions import OfferAlreadyUsed, OfferIsOver, OfferNotYet, OfferOtherChannel, OfferUsedUp, Redemption, UnknownCode
from shop.domain.promotions.benefits import Amount, Percent
from shop.domain.promotions.conditions import Channels, Dates, Minimum
from shop.domain.promotions.refusing import LimitBelowUses, OfferWasUsed
from shop.kernel import clock
from shop.kernel.database import db
from shop.kernel.limits import TooManyTries
from shop.kernel.wording import say
from tests import makers
from tests.domain.promotions.offering import basket_with, buy, counting, make_offer, place, quote
from tests.world import World, open_world


@pytest.fixture
def world(any_app: Flask) -> World:
    return open_world()


def uses(offer_id: int) -> int:
    return promotions.count_uses([offer_id], customer_ids=[0]).get(offer_id, 0)


def test_an_order_keeps_its_offers_line_by_line_with_their_vat(world: World) -> None:
    bread = makers.make_product("Pane", price_cents=333, vat="bread")
    make_offer(name="Benvenuto")
    order = buy(Choice(world.cornetto.id, 3), Choice(bread.id, 1))
    assert (order.goods_cents, order.total_cents) == (705, 705) and [one["cents"] for one in order.discounts] == [78]
    assert sum(line.discount_cents for line in order.lines) == 78 and order.discounts[0]["name"]["it"] == "Benvenuto"
    assert order.vat == {"400": 300, "1000": 405} and not list_faults()


def test_a_quote_without_running_offers_asks_the_database_nothing_more(world: World) -> None:
    token = makers.make_basket(world.cornetto)
    quote(token)
    basket = baskets.find_basket(token, now=clock.now())
    with counting() as asked:
        baskets.quote(basket, now=clock.now())
    assert asked == []
    make_offer()
    basket = baskets.find_basket(token, now=clock.now())
    baskets.quote(basket, now=clock.now())
    with counting() as asked:
        assert baskets.quote(basket, now=clock.now()).discounts
    assert asked == []


def test_cards_quote_one_piece_and_say_the_lowest_price_of_what_keeps(world: World) -> None:
    jam = makers.make_product("Confettura", price_cents=800, perishable=False)
    make_offer(benefit=Percent(2500, "products", (world.cornetto.id, jam.id)))
    make_offer(benefit=Percent(5000))
    prices = baskets.price_each([world.cornetto, world.sacher, jam], now=clock.now())
    assert [(price.cents, price.full_cents) for price in prices.values()] == [(112, 150), (3600, 3600), (600, 800)]
    assert [price.is_reduced for price in prices.values()] == [True, False, True]


def test_the_third_use_is_the_last_and_a_cancel_gives_it_back_once(world: World) -> None:
    offer_id = make_offer(code="TRE", most_uses=3)
    three = [buy(world.cornetto, code="TRE", email=f"p{i}@example.org") for i in range(3)]
    token = makers.make_basket(world.cornetto)
    with pytest.raises(OfferUsedUp):
        baskets.apply_code(token, "tre", by_key="test", now=clock.now())
    assert [order.total_cents for order in three] == [135] * 3 and uses(offer_id) == 3
    orders.move(three[0].id, "cancelled_by_shop", by="shop", via="admin", now=clock.now(), reason="Prova")
    promotions.give_back(order_id=three[0].id, now=clock.now())
    assert uses(offer_id) == 2 and not list_faults()
    orders.undo(three[0].id, by="shop", via="admin", now=clock.now())
    assert uses(offer_id) == 3 and not list_faults()


def test_a_cancel_is_not_undone_when_somebody_else_has_the_use_by_now(world: World) -> None:
    make_offer(code="UNO", most_uses=1)
    order = buy(world.cornetto, code="UNO")
    orders.move(order.id, "cancelled_by_shop", by="shop", via="admin", now=clock.now(), reason="Prova")
    buy(world.cornetto, code="UNO", email="bea@example.org")
    with pytest.raises(OfferUsedUp):
        orders.undo(order.id, by="shop", via="admin", now=clock.now())
    assert orders.get(order.id).state == "cancelled_by_shop" and not list_faults()


def test_a_used_up_offer_is_gone_from_the_next_quote_and_the_old_agreement_is_refused(world: World) -> None:
    make_offer(code="UNO", most_uses=1)
    mine, other = (basket_with(world.cornetto, code="UNO") for _ in range(2))
    agreed = quote(mine).fingerprint
    place(other, email="bea@example.org")
    with pytest.raises(PriceHasChanged):
        place(mine, seen=agreed)
    after = quote(mine)
    assert after.total_cents == 150 and [type(unmet.why) for unmet in after.unmet] == [OfferUsedUp]
    assert place(mine).total_cents == 150


def test_a_guest_uses_an_offer_once_by_email_or_by_phone(world: World) -> None:
    offer_id = make_offer(code="UNA", most_per_customer=1)
    buy(world.cornetto, code="UNA", email="ada@example.org", phone="+393331234567")
    number = "+393331234567"
    for again in ({"email": "ada@example.org"}, {"email": None, "phone": number}, {"email": "x@example.org", "phone": number}):
        with pytest.raises(PriceHasChanged):
            buy(world.cornetto, code="UNA", **again)
    assert buy(world.cornetto, code="UNA", email="bea@example.org").total_cents == 135
    known = customers.recognise(email="ada@example.org", phone=None, name="", language="it", now=clock.now())
    with pytest.raises(OfferAlreadyUsed):
        baskets.apply_code(makers.make_basket(world.cornetto), "UNA", by_key="t", now=clock.now(), customer_id=known)
    assert uses(offer_id) == 2 and not list_faults()


def test_every_refused_code_says_why_in_both_languages(world: World) -> None:
    now, token = clock.now(), makers.make_basket(world.cornetto)
    make_offer(code="DOPO", conditions=(Dates(from_at=now + timedelta(days=1)),))
    make_offer(code="PRIMA", conditions=(Dates(until_at=now),))
    make_offer(code="BANCO", conditions=(Channels(("counter",)),))
    make_offer(code="PROVA", running=False)
    expected = {"DOPO": OfferNotYet, "PRIMA": OfferIsOver, "BANCO": OfferOtherChannel}
    for code, refusal in (expected | dict.fromkeys(["PROVA", "", "%"], UnknownCode)).items():
        with pytest.raises(refusal) as caught:
            baskets.apply_code(token, code, by_key="test", now=now)
        said = {language: say(f"refusal.{caught.value.code}", language, **caught.value.params) for language in ("it", "en")}
        assert said["it"] != said["en"] and "{" not in "".join(said.values())
    assert baskets.find_basket(token, now=now).held_offers == []  # type: ignore[union-attr]


def test_a_code_that_waits_for_more_goods_is_held_and_says_how_much(world: World) -> None:
    make_offer(code="NATALE10", conditions=(Minimum(550),))
    token = basket_with(world.cornetto, code=" natale 10 ")
    (unmet,) = quote(token).unmet
    assert say(f"refusal.{unmet.why.code}", "it", **unmet.why.params).startswith("Ancora 4,00")
    baskets.add(token, Choice(world.cornetto.id, 3), now=clock.now())
    assert quote(token).discounts[0].cents == 60
    baskets.drop_offer(token, unmet.offer_id, now=clock.now())
    assert quote(token).total_cents == 600


def test_guessing_codes_is_stopped(world: World) -> None:
    token = makers.make_basket(world.cornetto)
    with pytest.raises(TooManyTries):
        for i in range(30):
            with pytest.raises(UnknownCode):
                baskets.apply_code(token, f"CODICE{i}", by_key="10.0.0.1", now=clock.now())


def test_a_link_holds_its_offer_on_the_basket_and_another_does_not_apply(world: World) -> None:
    by_link = make_offer(trigger="link")
    make_offer(code="ALTRO", benefit=Percent(5000))
    token = makers.make_basket(world.cornetto)
    assert quote(token).total_cents == 150
    baskets.hold_offer(token, by_link, clock.now())
    baskets.hold_offer(token, 999, clock.now())
    assert quote(token).total_cents == 135


def test_staff_changing_an_order_keep_its_offers_as_far_as_they_hold(world: World) -> None:
    offer_id = make_offer(code="DIECI", benefit=Amount(100), conditions=(Minimum(600),), most_uses=1)
    order = buy(Choice(world.cornetto.id, 6), code="DIECI")
    promotions.stop(offer_id, by="shop", now=clock.now())
    line = order.lines[0].id
    more = Edit({line: Choice(world.cornetto.id, 8)})
    changed = orders.change(order.id, more, seen_cents=1100, by="staff:1", via="admin", now=clock.now())
    assert changed.discounts[0]["cents"] == 100 and changed.total_cents == 1100 and not list_faults()
    fewer = Edit({changed.lines[0].id: Choice(world.cornetto.id, 2)})
    preview = orders.preview(changed, fewer, now=clock.now())
    assert preview.total_cents == 300 and preview.lost == (changed.discounts[0]["name"],)
    lost = orders.change(order.id, fewer, seen_cents=300, by="staff:1", via="admin", now=clock.now())
    assert lost.discounts == [] and uses(offer_id) == 0 and not list_faults()
    assert db.session.query(Redemption).one().given_back_at is not None


def test_kept_lines_keep_their_agreed_price_and_their_share(world: World) -> None:
    make_offer()
    order = buy(Choice(world.cornetto.id, 2), Choice(world.frollini.id, 300))
    first, second = order.lines
    changed = orders.change(order.id, Edit({second.id: None}), seen_cents=270, by="staff:1", via="admin", now=clock.now())
    assert [(line.id, line.cents, line.net_cents) for line in changed.lines] == [(first.id, 300, 270)] and not list_faults()


def test_what_an_offer_takes_off_stays_once_it_was_used(world: World) -> None:
    offer_id = make_offer(code="DIECI", most_uses=5)
    for i in range(2):
        buy(world.cornetto, code="DIECI", email=f"p{i}@example.org")
    kept = promotions.get(offer_id)
    other = promotions.Draft(kept.name, "code", "DIECI", Percent(9000), most_uses=5)
    fewer = promotions.Draft(kept.name, "code", "DIECI", Percent(1000), most_uses=1)
    for draft, refusal in ((other, OfferWasUsed), (fewer, LimitBelowUses)):
        with pytest.raises(refusal):
            promotions.save(offer_id, draft, version=kept.version, by="staff:1", now=clock.now())
    assert promotions.get(offer_id) == kept and promotions.given([offer_id]) == {offer_id: (2, 30)}


def test_the_delivery_fee_is_never_touched(world: World) -> None:
    make_offer(benefit=Amount(999_00))
    quoted = quote(makers.make_basket(world.cornetto))
    assert (quoted.goods_cents, quoted.total_cents, quoted.full_cents, quoted.vat) == (0, 0, 150, {1000: 0})


def test_an_offer_reads_as_one_sentence_in_both_languages(world: World) -> None:
    benefit = Percent(1000, "products", (world.sacher.id,))
    draft = promotions.Draft({"it": "Natale"}, "code", "natale10", benefit, (Minimum(2000),), True, 50, 1)
    assert promotions.describe(draft.imagine(), "it") == (
        "10% su Torta Sacher, da 20,00\xa0€ di prodotti, codice NATALE10, 50 volte in tutto, una volta a persona, non si somma ad altre"
    )
    assert promotions.describe(draft.imagine(), "en").startswith("10% off Torta Sacher, from €20.00 of goods, code NATALE10, 50 times")


def test_a_basket_of_one_person_ordered_under_a_new_address_costs_what_was_shown(world: World) -> None:
    """What is counted when it is shown is counted when it is ordered: else nobody could ever agree to the price."""
    make_offer(most_per_customer=1)
    first = buy(world.cornetto)
    token = makers.make_basket(world.cornetto)
    baskets.attach_customer(token, first.customer_id, now=clock.now())
    shown = quote(token)
    assert shown.total_cents == 150
    assert place(token, email="altra@example.org", seen=shown.fingerprint).total_cents == 150
