"""Orders are found, followed, moved, annotated, rescheduled, changed and printed; what is told to a customer is shown first."""
import csv
import re
from datetime import datetime, time, timedelta
from io import StringIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from shop.domain import orders, payments
from shop.domain.baskets import Choice
from shop.domain.fulfilment.models import Window, Zone, ZonePlace
from shop.domain.orders import Order
from shop.kernel import clock, events
from shop.kernel.database import db, writing
from shop.web.sheets import cell
from tests import makers
from tests.world import World, open_world, sign_in


@pytest.fixture
def world(app: Flask) -> World:
    return open_world()


@pytest.fixture
def anna(world: World, visitor: FlaskClient) -> FlaskClient:
    sign_in(visitor, world.owner_id)
    return visitor


def _at(hour: int, days: int = 1) -> datetime:
    moment = clock.at(clock.today() + timedelta(days=days), time(hour))
    assert moment is not None
    return moment


def _order(world: World, *choices: Choice, **details: Any) -> Order:
    return makers.place_order(*(choices or (world.cornetto,)), **{"starts_at": _at(11)} | details)


def _kept(order: Order) -> Order:
    db.session.rollback()
    db.session.expire_all()
    return orders.get(order.id)


def test_the_list_is_searched_by_code_name_phone_and_email(world: World, anna: FlaskClient) -> None:
    ada, bruno = _order(world, phone="+393331234567"), _order(world, name="Bruno", email="bruno@example.org")
    for words in (ada.code.lower(), "ada", "333 1234567", "ADA@example"):
        page = anna.get("/admin/orders", query_string={"words": words}).text
        assert ada.code in page and bruno.code not in page, words
    assert "Nessun ordine" in anna.get("/admin/orders?words=nobody").text


def test_the_list_is_filtered_and_a_script_gets_only_what_was_found(world: World, anna: FlaskClient) -> None:
    one, other = _order(world), _order(world, starts_at=_at(11, days=2))
    page = anna.get(f"/admin/orders?on={one.on.isoformat()}&state=accepted").text
    assert one.code in page and other.code not in page
    part = anna.get("/admin/orders?state=collected", headers={"X-Fragment": "1"}).text
    assert one.code not in part and "<html" not in part and 'id="found"' in part
    assert anna.get("/admin/orders?on=never&state=wrong&page=-4").status_code == 200


def test_the_table_taken_along_runs_no_formula(world: World, anna: FlaskClient) -> None:
    order = _order(world, name="=HYPERLINK(\"http://x\")", note="@SUM(1)", phone="+393331234567")
    answer = anna.get("/admin/orders.csv")
    assert answer.headers["Content-Type"].startswith("text/csv") and "attachment" in answer.headers["Content-Disposition"]
    head, row = csv.reader(StringIO(answer.text.removeprefix("\ufeff")), delimiter=";")
    assert row[0] == order.code and row[7] == "'=HYPERLINK(\"http://x\")" and row[8] == "'+393331234567" and row[13] == "'@SUM(1)"
    assert row[11] == "1,50" and len(head) == len(row) == 14


@pytest.mark.parametrize(("value", "shown"), [
    ("=1", "'=1"), ("+1", "'+1"), ("-1", "-1"), ("-1+2", "'-1+2"), ("@x", "'@x"), ("\tx", "'\tx"), ("a=1", "a=1"), (None, ""), (3, "3")])
def test_a_cell_never_starts_a_formula(value: object, shown: str) -> None:
    assert cell(value) == shown


def test_the_order_tells_its_story_with_who_and_where(world: World, anna: FlaskClient) -> None:
    order = _order(world)
    anna.post(f"/admin/orders/{order.id}/move", data={"to": "ready"})
    payments.hand_over(_kept(order).id, payments.Money("cash", 200), by=f"staff:{world.owner_id}", via="counter", now=clock.now())
    page = anna.get(f"/admin/orders/{order.id}").text
    for words in ("Ordine ricevuto", "Cliente · Sito", "Pronto", "Anna · Retrobottega", "Incassati 1,50", "Anna · Banco", "Ritirato"):
        assert words in page, words


def test_a_note_among_staff_is_kept_and_shown(world: World, anna: FlaskClient) -> None:
    order = _order(world)
    assert anna.post(f"/admin/orders/{order.id}/note", data={"staff_note": "Allergica <b>"}).status_code == 303
    assert "Allergica &lt;b&gt;" in anna.get(f"/admin/orders/{order.id}").text


def test_calling_off_needs_a_reason_and_keeps_it(world: World, anna: FlaskClient) -> None:
    order = _order(world)
    refused = anna.post(f"/admin/orders/{order.id}/move", data={"to": "cancelled_by_shop"})
    assert refused.status_code == 422 and "Scrivi il motivo" in refused.text and _kept(order).state == "accepted"
    anna.post(f"/admin/orders/{order.id}/move", data={"to": "cancelled_by_shop", "reason": "Il forno è rotto"})
    assert (_kept(order).state, _kept(order).reason) == ("cancelled_by_shop", "Il forno è rotto")
    assert "Il forno è rotto" in anna.get(f"/admin/orders/{order.id}").text


def test_a_step_is_taken_back_from_the_order_too(world: World, anna: FlaskClient) -> None:
    order = _order(world)
    anna.post(f"/admin/orders/{order.id}/move", data={"to": "not_collected"})
    assert _kept(order).state == "not_collected"
    anna.post(f"/admin/orders/{order.id}/undo")
    assert _kept(order).state == "accepted"
    clock.travel(clock.now() + timedelta(minutes=1))
    assert anna.post(f"/admin/orders/{order.id}/undo").status_code == 422


def test_what_is_not_paid_is_not_given_out_from_the_office(world: World, anna: FlaskClient) -> None:
    order = _order(world)
    page = anna.get(f"/admin/orders/{order.id}").text
    assert 'value="collected"' not in page and f"/counter/orders/{order.code}" in page
    assert anna.post(f"/admin/orders/{order.id}/move", data={"to": "collected"}).status_code == 422
    assert anna.post(f"/admin/orders/{order.id}/move", data={"to": "nowhere"}).status_code == 422
    assert _kept(order).state == "accepted"


def test_an_order_moves_to_another_time_that_is_free(world: World, anna: FlaskClient) -> None:
    order = _order(world)
    page = anna.get(f"/admin/orders/{order.id}/time?on={_at(15, days=2).date().isoformat()}").text
    assert _at(15, days=2).isoformat() in page
    moved = anna.post(f"/admin/orders/{order.id}/time", data={"starts_at": _at(15, days=2).isoformat()})
    assert moved.status_code == 303 and _kept(order).starts_at == _at(15, days=2)
    wrong = anna.post(f"/admin/orders/{order.id}/time", data={"starts_at": _at(3).isoformat()})
    assert wrong.status_code == 422 and _kept(order).starts_at == _at(15, days=2)
    looked = anna.post(f"/admin/orders/{order.id}/time", data={"on": _at(15, days=3).date().isoformat(), "act": "look"})
    assert looked.status_code == 200 and _at(15, days=3).isoformat() in looked.text


def _seen(page: str) -> str:
    found = re.search(r'name="seen_cents" value="(\d+)"', page)
    assert found, "no new total is shown"
    return found[1]


def test_a_change_is_priced_and_shown_before_it_is_agreed(world: World, anna: FlaskClient) -> None:
    nutty = makers.make_product("Baci", price_cents=300, allergens=["nuts"])
    order = _order(world)
    line = order.lines[0].id
    typed = {f"quantity-{line}": "4", "new": "1", "new-1-product": nutty.id, "new-1-quantity": "2"}
    shown = anna.post(f"/admin/orders/{order.id}/edit", data=typed | {"act": "preview"})
    assert shown.status_code == 200 and "Nuovo totale: 12,00" in shown.text
    assert "ora contiene anche" in shown.text and "frutta a guscio" in shown.text
    assert _kept(order).total_cents == 150
    done = anna.post(f"/admin/orders/{order.id}/edit", data=typed | {"act": "confirm", "seen_cents": _seen(shown.text)})
    assert done.status_code == 303 and _kept(order).total_cents == 1200 and "nuts" in _kept(order).allergens
    assert [fact.facts["what"] for fact in events.list_about(f"order:{order.id}") if fact.name == "order.changed"] == ["lines"]


def test_another_total_than_the_one_shown_is_not_agreed_to(world: World, anna: FlaskClient) -> None:
    order = _order(world)
    typed = {f"quantity-{order.lines[0].id}": "4", "act": "confirm", "seen_cents": "599"}
    refused = anna.post(f"/admin/orders/{order.id}/edit", data=typed)
    assert refused.status_code == 422 and _seen(refused.text) == "600" and _kept(order).total_cents == 150


def test_the_options_of_an_agreed_line_are_changed_and_priced_anew(world: World, anna: FlaskClient) -> None:
    cake = makers.make_product("Torta", variants=[("Piccola", 2000), ("Grande", 3000)], groups=[
        {"min_picks": 1, "max_picks": 1, "options": [("Fragole", 300), ("Panna", 100)]}])
    small, large = (variant.id for variant in cake.variants)
    berries, cream = (option.id for option in cake.groups[0].options)
    order = _order(world, Choice(cake.id, 1, small, picks={berries: 1}))
    line = order.lines[0].id
    typed = {f"options-{line}": "1", f"line-{line}-variant": large, f"line-{line}-times-{cream}": "1"}
    shown = anna.post(f"/admin/orders/{order.id}/edit", data=typed | {"act": "preview"})
    assert shown.status_code == 200 and "Nuovo totale: 31,00" in shown.text and f'name="line-{line}-variant"' in shown.text
    anna.post(f"/admin/orders/{order.id}/edit", data=typed | {"act": "confirm", "seen_cents": _seen(shown.text)})
    [changed] = _kept(order).lines
    assert (changed.variant_id, [pick["id"] for pick in changed.picks], _kept(order).total_cents) == (large, [cream], 3100)
    typed = {f"options-{changed.id}": "1", f"line-{changed.id}-variant": large, "act": "preview"}
    none = anna.post(f"/admin/orders/{order.id}/edit", data=typed)
    assert none.status_code == 422 and "scegline 1" in none.text


def test_an_inscription_is_changed_and_a_line_taken_out(world: World, anna: FlaskClient) -> None:
    cake = makers.make_product("Torta", price_cents=2000, questions=[{"max_length": 20}])
    asked = cake.questions[0].id
    order = _order(world, Choice(cake.id, 1, answers={asked: "Auguri Anna"}), Choice(world.cornetto.id, 2))
    first, second = (line.id for line in order.lines)
    typed = {f"answer-{first}-{asked}": "Auguri Ada", f"remove-{second}": "1"}
    shown = anna.post(f"/admin/orders/{order.id}/edit", data=typed | {"act": "preview"})
    anna.post(f"/admin/orders/{order.id}/edit", data=typed | {"act": "confirm", "seen_cents": _seen(shown.text)})
    [line] = _kept(order).lines
    assert line.answers[0]["text"] == "Auguri Ada" and _kept(order).total_cents == 2000
    too_long = anna.post(f"/admin/orders/{order.id}/edit", data={f"answer-{line.id}-{asked}": "x" * 21, "act": "preview"})
    assert too_long.status_code == 422 and "al massimo 20" in too_long.text and "x" * 21 in too_long.text


def test_an_order_is_never_emptied_and_more_than_there_is_is_refused(world: World, anna: FlaskClient) -> None:
    order = _order(world, Choice(world.sacher.id, 1), starts_at=_at(11, days=3))
    line = order.lines[0].id
    empty = anna.post(f"/admin/orders/{order.id}/edit", data={f"remove-{line}": "1", "act": "confirm", "seen_cents": "0"})
    assert empty.status_code == 422
    four = anna.post(f"/admin/orders/{order.id}/edit", data={f"quantity-{line}": "4", "act": "confirm", "seen_cents": "14400"})
    assert four.status_code == 422 and _kept(order).lines[0].quantity == 1


def test_products_to_add_are_found_and_drawn_with_what_must_be_chosen(world: World, anna: FlaskClient) -> None:
    cake = makers.make_product("Crostata", variants=[("6", 2000), ("10", 3000)])
    order = _order(world)
    line = order.lines[0].id
    found = anna.post(f"/admin/orders/{order.id}/edit", data={f"quantity-{line}": "3", "find": "crostata", "act": "find"}).text
    assert f'value="add-{cake.id}"' in found and 'value="3"' in found
    added = anna.post(f"/admin/orders/{order.id}/edit", data={f"quantity-{line}": "3", "act": f"add-{cake.id}"}).text
    assert 'name="new-1-variant"' in added and 'value="3"' in added
    dropped = anna.post(f"/admin/orders/{order.id}/edit", data={"new": "1", "new-1-product": cake.id, "act": "drop-1"}).text
    assert "new-1-product" not in dropped
    assert anna.post(f"/admin/orders/{order.id}/edit", data={"new": "x", "new-x-product": "y", "act": "add-zz"}).status_code == 200


def test_the_bench_sheet_counts_per_product_and_slot_and_shows_words_in_bold(world: World, anna: FlaskClient) -> None:
    tray = makers.make_product("Vassoio", parts={world.cornetto.id: 5})
    asked = [{"max_length": 20}, {"kind": "allergy_note", "label": {"it": "Allergie"}, "max_length": 40}]
    cake = makers.make_product("Torta", questions=asked)
    inscription, note = cake.questions
    _order(world, Choice(world.cornetto.id, 3))
    _order(world, Choice(tray.id, 2), Choice(cake.id, 1, answers={inscription.id: "Auguri", note.id: "No noci"}), starts_at=_at(15))
    gone = _order(world, Choice(world.cornetto.id, 50))
    orders.move(gone.id, "cancelled_by_shop", by="staff:1", via="admin", now=clock.now(), reason="x")
    page = anna.get(f"/admin/bench?on={_at(11).date().isoformat()}").text
    row = next(part for part in page.split("<tr>") if "</span> Cornetto" in part)
    assert "<b>13</b>" in row and "11:00: 3" in row and "15:00: 10" in row and "nei vassoi: 10" in row
    assert re.search(r"<b>[^<]*Scritta: «Auguri»</b>", page) and re.search(r"Allergie: «No noci»</b>", page)
    assert "print" in page and "non c'è ancora niente" in anna.get("/admin/bench?on=2026-12-01").text.replace("&#39;", "'")


def _zone() -> int:
    with writing():
        zone = Zone(name="Centro", fee_cents=300, places=[ZonePlace(postal_code="10122", town="Torino")])
        zone.windows = [Window(weekday=day, opens=time(8), closes=time(20), slot_minutes=60, places=5) for day in range(7)]
        db.session.add(zone)
        db.session.flush()
        return zone.id


def test_the_run_sheet_takes_an_order_to_the_door_or_back_with_the_reason(world: World, anna: FlaskClient) -> None:
    zone_id = _zone()
    address = {"street": "Via Po 1", "postal_code": "10122", "town": "Torino", "doorbell": "Rossi"}
    order = _order(world, kind="delivery", zone_id=zone_id, address=address, courier_note="Terzo piano", phone="+393331234567")
    on = order.on.isoformat()
    orders.move(order.id, "ready", by="staff:1", via="admin", now=clock.now())
    page = anna.get(f"/admin/run-sheet?on={on}").text
    for words in ("Via Po 1, Rossi, 10122 Torino", "«Terzo piano»", "+393331234567", order.code, "Da pagare 4,50"):
        assert words in page, words

    def step(to: str, reason: str = "") -> str:
        return anna.post(f"/admin/run-sheet/{order.id}", data={"to": to, "on": on, "reason": reason}, follow_redirects=True).text

    assert "Non consegnato" in step("out_for_delivery") and _kept(order).state == "out_for_delivery"
    assert "Scrivi il motivo" in step("not_delivered") and _kept(order).state == "out_for_delivery"
    assert "Nessuno in casa" in step("not_delivered", "Nessuno in casa")
    step("out_for_delivery")
    assert "Prima incassa" in step("delivered")
    done = anna.post(f"/counter/orders/{order.code}", data={"tender": "cash", "given": "10"})
    assert done.status_code == 303 and _kept(order).state == "delivered" and _kept(order).due_cents == 0


def test_strangers_see_and_change_nothing(world: World, visitor: FlaskClient) -> None:
    order = _order(world)
    for place in ("orders", "orders.csv", f"orders/{order.id}", f"orders/{order.id}/edit", "bench", "run-sheet"):
        assert "/admin/sign-in" in visitor.get(f"/admin/{place}").headers["Location"]
    assert visitor.post(f"/admin/orders/{order.id}/move", data={"to": "ready"}).status_code == 302 and _kept(order).state == "accepted"


def test_an_order_nobody_placed_is_not_there(world: World, anna: FlaskClient) -> None:
    assert anna.get("/admin/orders/999").status_code == 404
    assert anna.post("/admin/orders/999/edit", data={"act": "preview"}).status_code == 404


BIG = "9" * 30
ODD = [
    ("today", {"on": "0001-01-01"}), ("today", {"on": "9999-12-31"}), ("today", {"moved": BIG}), ("orders", {"page": BIG, "words": "\x00"}),
    ("orders.csv", {"words": "\x00😀", "state": "\x00"}), ("bench", {"on": "9999-12-31"}), ("run-sheet", {"on": "0001-01-01"})]


@pytest.mark.parametrize(("place", "asked"), ODD)
def test_what_cannot_be_meant_is_looked_past(world: World, anna: FlaskClient, place: str, asked: dict[str, str]) -> None:
    assert anna.get(f"/admin/{place}", query_string=asked).status_code == 200


@pytest.mark.parametrize("typed", [
    {"act": f"add-{BIG}"}, {"act": "preview", "new": "1", "new-1-product": BIG}, {"act": "confirm", "seen_cents": BIG},
    {"act": "find", "find": "\x00"}])
def test_an_odd_change_changes_nothing(world: World, anna: FlaskClient, typed: dict[str, str]) -> None:
    order = _order(world)
    assert anna.post(f"/admin/orders/{order.id}/edit", data=typed).status_code in (200, 422)
    assert _kept(order).total_cents == 150 and len(_kept(order).lines) == 1
