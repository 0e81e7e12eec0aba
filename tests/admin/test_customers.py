"""The desk of customers: found by any sign, known at one glance, joined and separated, asked for their yes."""

from datetime import time, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from shop.domain import baskets, conversations, customers, links, orders, reports, staff
from shop.domain.baskets import Choice
from shop.kernel import audit, clock, events
from shop.kernel.database import db
from tests import makers, world
from tests.channels.website.reading import read, words
from tests.domain.customers.test_recognising import know

ADA = "ada@example.org"


@pytest.fixture
def shop(app: Flask) -> world.World:
    return world.open_world()


@pytest.fixture
def anna(shop: world.World, visitor: FlaskClient) -> FlaskClient:
    world.sign_in(visitor, shop.owner_id)
    db.session.rollback()
    return visitor


@pytest.fixture
def bruno(shop: world.World, app: Flask, visitor: FlaskClient) -> FlaskClient:
    """Of the staff, who sells and sees customers but does not edit them."""
    hired = staff.invite(name="Bruno", email="bruno@example.org", role="staff", language="it", by="staff:1", now=clock.now())
    world.sign_in(visitor, hired.id)
    db.session.rollback()
    return visitor


def settle() -> None:
    db.session.rollback()
    while events.deliver_due(clock.now()):
        pass
    db.session.rollback()
    db.session.expire_all()


def saturdays(shop: world.World, times: int = 4) -> int:
    """Ada comes on Saturdays at nine for six cornetti, and once on a Tuesday. Returns her row."""
    start, found = clock.now(), None
    for week in range(times):
        clock.travel(start + timedelta(weeks=week))
        saturday = clock.at(clock.today() + timedelta(days=4), time(9))
        assert saturday is not None
        found = makers.place_order(Choice(shop.cornetto.id, 6), starts_at=saturday, phone="+393331112223").customer_id
    makers.place_order(shop.cornetto, phone="+393331112223")
    assert found is not None
    db.session.rollback()
    return found


def test_the_glance_says_when_and_what_and_what_not(shop: world.World, anna: FlaskClient) -> None:
    ada = saturdays(shop)
    customers.consent(ada, "allergies", act="given", source="till", allergies="frutta a guscio", now=clock.now())
    customers.note(ada, "Preferisce i cornetti ben cotti", by="staff:1", now=clock.now())
    world.sign_in(anna, shop.owner_id)
    db.session.rollback()
    said = words(anna.get(f"/admin/customers/{ada}"))
    for part in ("Di solito sabato alle 9:00 · 6 × Cornetto", "Allergia: frutta a guscio", "con il suo consenso", "ben cotti", "5 ordini"):
        assert part in said, part


def test_too_few_or_mixed_orders_are_no_habit(shop: world.World) -> None:
    makers.place_order(shop.cornetto)
    makers.place_order(shop.cornetto)
    ada = customers.find_by_email(ADA)
    assert ada is not None and reports.glance(ada.id, now=clock.now()).usual is None


def test_a_cancelled_order_is_no_habit_and_no_last_order(shop: world.World) -> None:
    placed = makers.place_order(shop.cornetto)
    orders.move(placed.id, "cancelled_by_shop", by="staff:1", via="admin", now=clock.now(), reason="Forno")
    ada = customers.find_by_email(ADA)
    assert ada is not None
    seen = reports.glance(ada.id, now=clock.now())
    assert (seen.last, seen.count, seen.spent_cents, list(seen.open_orders)) == (None, 0, 0, [])


@pytest.mark.parametrize("typed", ["ada ros", "ROSSI", "333 111 2223", "3331112223", "ada@exam"])
def test_people_are_found_by_any_sign(shop: world.World, bruno: FlaskClient, typed: str) -> None:
    makers.place_order(shop.cornetto, phone="+393331112223")
    know("ugo@example.org", name="Ugo Bianchi")
    db.session.rollback()
    found = words(bruno.get("/admin/customers", query_string={"words": typed}, headers={"X-Fragment": "1"}))
    assert "Ada Rossi" in found and "Ugo" not in found


def test_one_line_of_time_for_every_door(shop: world.World, anna: FlaskClient) -> None:
    placed = makers.place_order(shop.cornetto)
    row = placed.customer_id
    assert row is not None
    orders.move(placed.id, "ready", by="staff:1", via="admin", now=clock.now())
    token = makers.make_basket(shop.sacher)
    baskets.join_at_sign_in(token, customer_id=row, ids=[row], now=clock.now())
    conversations.hear(channel="website", text="Avete la Sacher senza glutine?", email=ADA, name="Ada", language="it", at=clock.now(),
                       now=clock.now())
    customers.consent(row, "marketing", act="soft", source="checkout", now=clock.now())
    settle()
    said = words(anna.get(f"/admin/customers/{row}"))
    for part in (f"Ordine {placed.code}, 1,50", f"{placed.code}: Pronto", "Un cestino in corso", "Avete la Sacher senza glutine?",
                 "Offerte: avvisato", "Lettera:"):
        assert part in said, part


def test_arrivals_are_in_it_only_while_they_agree(shop: world.World) -> None:
    row = know(ADA)
    link = links.mint(purpose="poster", place="vetrina sinistra", target="menu", by="staff:1", now=clock.now())
    links.arrive(link.id, customer_id=row, now=clock.now())
    customers.consent(row, "profiling", act="given", source="account", now=clock.now())
    assert [one.kind for one in reports.list_timeline([row], now=clock.now())] == ["consent"], "before the yes nobody was noted"
    links.arrive(link.id, customer_id=row, now=clock.now())
    told = reports.list_timeline([row], now=clock.now())
    assert [one.params["place"] for one in told if one.kind == "arrival"] == ["vetrina sinistra"]
    customers.consent(row, "profiling", act="withdrawn", source="account", now=clock.now())
    customers.consent(row, "profiling", act="given", source="account", now=clock.now())
    assert "arrival" not in [one.kind for one in reports.list_timeline([row], now=clock.now())], "taken back, it is nobody's for good"


def test_a_proposed_merge_joins_both_and_can_be_undone(shop: world.World, anna: FlaskClient) -> None:
    by_phone = makers.place_order(shop.cornetto, name="Ada", email=None, phone="+393331112223")
    online = makers.place_order(shop.cornetto, phone="+393331112223")
    caller, ada = by_phone.customer_id, online.customer_id
    db.session.rollback()
    assert "Forse è la stessa persona" in words(anna.get(f"/admin/customers/{ada}"))
    assert anna.post(f"/admin/customers/{ada}/merge", data={"other": caller}).status_code == 303
    said = words(anna.get(f"/admin/customers/{ada}"))
    assert by_phone.code in said and online.code in said
    assert anna.get(f"/admin/customers/{caller}").location == f"/admin/customers/{ada}"
    assert anna.post(f"/admin/customers/{caller}/unmerge").location == f"/admin/customers/{ada}"
    said = words(anna.get(f"/admin/customers/{ada}"))
    assert by_phone.code not in said and online.code in said
    db.session.rollback()
    assert [entry.what for entry in audit.list_latest(2)] == ["customer.unmerged", "customer.merged"]
    assert "Due clienti separati" in words(anna.get("/admin/audit"))


@pytest.mark.parametrize(("language", "same", "apart"), [
    ("it", "È già la stessa persona", "Queste due persone non sono unite"),
    ("en", "They are the same person already", "These two people aren't joined")])
def test_nobody_is_joined_to_themselves(shop: world.World, anna: FlaskClient, language: str, same: str, apart: str) -> None:
    staff.change_own(shop.owner_id, name="Anna", language=language, now=clock.now())
    row = know(ADA)
    db.session.rollback()
    answer = anna.post(f"/admin/customers/{row}/merge", data={"other": row})
    assert answer.status_code == 422 and same in words(answer)
    answer = anna.post(f"/admin/customers/{row}/unmerge")
    assert answer.status_code == 422 and apart in words(answer)


def test_a_person_is_written_down_or_found(shop: world.World, bruno: FlaskClient) -> None:
    typed = {"name": "Ada Rossi", "phone": "333 111 2223", "email": "", "instagram": "@Ada.Dolce", "language": "it"}
    made = bruno.post("/admin/customers/new", data=typed).location
    assert bruno.post("/admin/customers/new", data=typed).location == made
    assert bruno.post("/admin/customers/new", data={"name": "Nessuno"}).status_code == 422


def test_offers_asked_for_at_the_counter_are_confirmed_by_letter(shop: world.World, bruno: FlaskClient) -> None:
    assert read(bruno.get("/admin/customers/new")).select("input[type=checkbox][checked]") == []
    bruno.post("/admin/customers/new", data={"name": "Ada", "email": ADA, "language": "it", "offers": "1"})
    settle()
    ada = customers.find_by_email(ADA)
    assert ada is not None and ada.marketing == "none"
    [log] = customers.list_consents([ada.id])
    assert (log.act, log.source) == ("asked", "till") and log.by.startswith("staff:")


def test_staff_without_the_permission_change_nobody(shop: world.World, bruno: FlaskClient) -> None:
    row = know(ADA, "+393331112223")
    db.session.rollback()
    assert bruno.get(f"/admin/customers/{row}").status_code == 200
    for path in ("", "/note", "/phone", "/merge", "/unmerge", "/erasure"):
        assert bruno.post(f"/admin/customers/{row}{path}", data={"phone": "+393331112223"}).status_code == 403, path
    assert bruno.get(f"/admin/customers/{row}/data.json").status_code == 403


def test_a_number_is_confirmed_by_who_saw_it(shop: world.World, anna: FlaskClient) -> None:
    row, other = know(ADA, "+393331112223"), know("ugo@example.org")
    db.session.rollback()
    assert anna.post(f"/admin/customers/{row}/phone", data={"phone": "3331112223"}).status_code == 303
    answer = anna.post(f"/admin/customers/{other}/phone", data={"phone": "3331112223"})
    assert answer.status_code == 422 and "già di un'altra persona" in words(answer)


def test_unknown_people_are_nowhere(shop: world.World, anna: FlaskClient) -> None:
    for path in ("/admin/customers/999", "/admin/customers/999/data.json"):
        assert anna.get(path).status_code == 404
    for path in ("", "/note", "/phone", "/offers", "/allergies", "/merge", "/unmerge", "/erasure"):
        answer = anna.post(f"/admin/customers/999{path}", data={"name": "x", "phone": "3331112223", "email": ADA, "other": "1"})
        assert answer.status_code in (404, 422), path
