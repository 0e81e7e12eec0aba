"""The one answer over a real database: cards, days, slots and the check inside placing say the same."""
from datetime import date, datetime, time, timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, update

from shop.domain import availability, business, catalogue, fulfilment, stock
from shop.domain.availability.refusing import KINDS
from shop.domain.business import OrderRules
from shop.domain.catalogue.models import ProductRow
from shop.domain.fulfilment import Draft, ZoneDraft
from shop.kernel import clock, wording
from shop.kernel.database import db, writing
from shop.kernel.refusal import Refusal
from tests.conftest import NOW
from tests.makers import make_hours, make_product

TODAY = date(2026, 11, 24)


def at(hour: int, minute: int = 0, days: int = 0) -> datetime:
    moment = clock.at(TODAY + timedelta(days=days), time(hour, minute))
    assert moment is not None
    return moment


def _rules(**fields: object) -> None:
    db.session.rollback()
    business.save(OrderRules(**fields), by="shop", now=NOW)  # type: ignore[arg-type]


def _shelf() -> list[catalogue.Product]:
    """One of each kind a card may meet."""
    part = make_product("Bignè", pool_size=10)
    goods = [
        part, make_product("Cornetto"), make_product("Sacher", pool_size=3, lead_minutes=1440),
        make_product("Frollini", unit="kg", pool_size=250), make_product("Finito", sold_out_until=catalogue.FOREVER),
        make_product("Fino a stasera", sold_out_until=clock.start_of(TODAY + timedelta(days=1))),
        make_product("Vino", counter_only=True), make_product("Colomba", season_from="03-01", season_to="04-30"),
        make_product("Vassoio", unit="tray", parts={part.id: 6}), make_product("Panettone", from_on=TODAY + timedelta(days=3)),
        make_product("Nessuno", pool_size=0)]
    db.session.rollback()
    return goods


def test_every_card_agrees_with_the_answer_for_one_piece(any_app: Flask) -> None:
    make_hours()
    goods = _shelf()
    stock.allocate(owner="order:1", wants=stock.list_wants([(goods[0], 5)]), on=TODAY)
    for now in (NOW, at(6), at(18, 45), at(20)):
        for on in (None, TODAY, TODAY + timedelta(days=1)):
            cards = availability.ask_each(goods, now=now, on=on)
            for product in goods:
                found = availability.answer([(product, None, product.first_quantity)], now=now, on=on)
                card = cards[product.id]
                assert card.first_at == (found.first.starts_at if found.first else None), product.name
                assert card.why == found.why


def test_cards_say_what_is_ready_now_and_what_is_left(app: Flask) -> None:
    make_hours()
    part, cornetto, sacher, frollini, gone, tonight, wine, _, tray, _, none = goods = _shelf()
    cards = availability.ask_each(goods, now=NOW)
    assert (cards[cornetto.id].ready_now, cards[cornetto.id].left) == (True, None)
    assert (cards[part.id].left, cards[tray.id].left) == (10, 1)
    assert (cards[frollini.id].ready_now, cards[frollini.id].left) == (True, 250)
    assert (cards[sacher.id].ready_now, cards[sacher.id].left, cards[sacher.id].first_at) == (False, 3, at(9, days=1))
    assert not any(cards[product.id].ready_now for product in (gone, tonight, wine, none))
    assert not any(card.ready_now for card in availability.ask_each(goods, now=at(20)).values())


def test_a_page_of_cards_costs_no_query_however_many_there_are(app: Flask) -> None:
    make_hours()
    goods = _shelf()
    availability.ask_each(goods, now=NOW)
    db.session.rollback()
    asked: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *args: asked.append(args[2]) if args[2] != "BEGIN" else None)
    availability.ask_each(goods, now=NOW)
    many = len(asked)
    db.session.rollback()
    asked.clear()
    availability.ask_each(goods[:1], now=NOW)
    assert many == len(asked) <= 1, "the revisions alone"


def test_an_order_and_a_new_hour_change_the_answer_at_once(any_app: Flask) -> None:
    make_hours(places=1)
    cornetto = make_product(pool_size=2)
    db.session.rollback()

    def first() -> datetime | None:
        found = availability.answer([(cornetto, None, 1)], now=NOW)
        card = availability.ask_each([cornetto], now=NOW)[cornetto.id]
        db.session.rollback()
        assert (card.first_at, card.why) == (found.first.starts_at if found.first else None, found.why)
        return card.first_at

    assert first() == at(9, 30)
    fulfilment.book(owner="order:1", starts_at=at(9, 30))
    assert first() == at(10)
    stock.allocate(owner="order:1", wants=[(cornetto, 2)], on=TODAY)
    assert first() == at(7, days=1)
    stock.free("order:1")
    fulfilment.free("order:1")
    assert first() == at(9, 30)
    fulfilment.save_week([Draft(weekday, time(12), time(14), 60) for weekday in range(7)], by="staff:1", now=NOW)
    assert first() == at(12)
    _rules(paused_until=at(12))
    assert first() == at(12, days=1)
    with writing():
        db.session.execute(update(ProductRow).values(sold_out_until=catalogue.FOREVER))
    cornetto = catalogue.get_many([cornetto.id])[cornetto.id]
    assert first() is None


seconds = st.integers(0, 59_999).map(lambda n: timedelta(milliseconds=n))


def test_nothing_changes_inside_a_minute(app: Flask) -> None:
    make_hours(slot_minutes=5)
    goods = _shelf()
    _rules(paused_until=at(10) + timedelta(seconds=30), extra_minutes=7, extra_until=at(11) + timedelta(seconds=1), notice_minutes=3)

    @given(st.integers(0, 24 * 60), seconds, seconds)
    def check(minute: int, one: timedelta, other: timedelta) -> None:
        start = clock.start_of(TODAY) + timedelta(minutes=minute)
        assert availability.ask_each(goods, now=start + one) == availability.ask_each(goods, now=start + other)
        wanted = [(goods[1], None, 1), (goods[2], None, 2)]
        assert availability.list_days(wanted, now=start + one, days=3) == availability.list_days(wanted, now=start + other, days=3)
        assert fulfilment.is_open(start + one) == fulfilment.is_open(start + other)

    check()


def test_days_slots_and_the_check_agree(any_app: Flask) -> None:
    make_hours(places=1, slot_minutes=60)
    cornetto, sacher = make_product(), make_product("Sacher", pool_size=1, lead_minutes=1440)
    fulfilment.book(owner="order:1", starts_at=at(11))
    wanted = [(cornetto, None, 3), (sacher, None, 1)]
    for goods in (wanted, wanted[:1]):
        for day in availability.list_days(goods, now=NOW, days=3):
            assert list(day.slots) == availability.list_slots(goods, on=day.on, now=NOW)
            offered = {slot.starts_at for slot in day.slots}
            for slot in fulfilment.slots(on=day.on):
                assert (slot.starts_at in offered) == _can_be_had(goods, slot.starts_at)


def _can_be_had(wanted: list[availability.Wanted], starts_at: datetime) -> bool:
    try:
        availability.check(wanted, starts_at=starts_at, now=NOW)
    except Refusal:
        return False
    return True


def test_a_zone_has_windows_of_its_own(app: Flask) -> None:
    make_hours()
    cornetto, crystal = make_product(), make_product("Cristallo", delivers=False)
    db.session.rollback()
    zone_id = fulfilment.save_zone(ZoneDraft("Centro", (("10121", "Torino"),), 300), by="staff:1", now=NOW)
    fulfilment.save_week([Draft(1, time(17), time(18), 60)], zone_id=zone_id, by="staff:1", now=NOW)
    found = availability.answer([(cornetto, None, 1)], now=NOW, kind="delivery", zone_id=zone_id)
    assert found.first is not None and found.first.starts_at == at(17)
    refused = availability.answer([(crystal, None, 1)], now=NOW, kind="delivery", zone_id=zone_id)
    assert refused.why is not None and refused.why.code == "not_delivered"


def test_what_an_order_holds_is_free_again_for_its_own_new_time(any_app: Flask) -> None:
    make_hours(places=1)
    sacher = make_product("Sacher", pool_size=1)
    db.session.rollback()
    with writing():
        stock.allocate(owner="order:1", wants=[(sacher, 1)], on=TODAY)
        fulfilment.book(owner="order:1", starts_at=at(11))
    with pytest.raises(stock.NoneLeft):
        availability.check([(sacher, None, 1)], starts_at=at(12), now=NOW)
    with writing():
        stock.free("order:1")
        fulfilment.free("order:1")
        slot = availability.check([(sacher, None, 1)], starts_at=at(11), now=NOW)
        stock.allocate(owner="order:1", wants=[(sacher, 1)], on=TODAY)
        fulfilment.book(owner="order:1", starts_at=slot.starts_at)
    assert not [*stock.list_faults(), *fulfilment.list_faults()]


@pytest.mark.parametrize("language", wording.LANGUAGES)
def test_every_reason_has_its_sentence(app: Flask, language: str) -> None:
    params = {"product": {"it": "Sacher", "en": "Sacher"}, "left": {"it": "3", "en": "3"}, "on": TODAY, "last_on": TODAY,
              "note": {"it": "Festa"}, "until_at": NOW, "by_at": NOW, "starts_at": NOW, "lead_minutes": 2880, "notice_minutes": 45}
    for code in KINDS:
        sentence = wording.say(f"refusal.{code}", language, **params)
        assert sentence[-1] in ".!?" and "{" not in sentence, code
    said = wording.say("refusal.lead_time", language, **params)
    assert ("2 giorni" if language == "it" else "2 days") in said
