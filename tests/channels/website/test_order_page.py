"""The order's own page: followed without reload, changed and called off while allowed, open only to who has its address."""
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar

from shop.domain import catalogue, orders, payments
from shop.domain.baskets import Choice
from shop.domain.orders import Order
from shop.kernel import clock
from shop.kernel.database import db
from tests import makers, world
from tests.channels.website.reading import FRAGMENT, read, take, words
from tests.channels.website.reading import order as place


@pytest.fixture
def shop(app: Flask) -> world.World:
    return world.open_world()


def page_of(order: Order, rest: str = "") -> str:
    return f"/it/orders/{order.token}{rest}"


def move(order: Order, *states: str) -> None:
    for state in states:
        orders.move(order.id, state, by="staff:1", via="admin", now=clock.now())


def state_of(order_id: int) -> str:
    db.session.remove()
    return orders.get(order_id).state


def test_the_page_says_what_was_agreed(shop: world.World, visitor: FlaskClient) -> None:
    order = makers.place_order(shop.sacher, collector="Bruno", note="Poco zucchero")
    page = words(visitor.get(page_of(order))).replace("\xa0", " ")
    for part in (order.code, "Torta Sacher", "36,00 €", "glutine", "Bruno", "Poco zucchero", "mercoledì 25 novembre, tra le 9:00 e le 9:30",
                 "Via Garibaldi 18", "Paghi al ritiro", f"versione {order.terms_version}"):
        assert part in page, part


def test_someone_elses_order_answers_exactly_like_none(shop: world.World, visitor: FlaskClient) -> None:
    order = makers.place_order(shop.cornetto)
    for rest in ("", "/qr.svg", "/calendar.ics", "/time"):
        right, wrong, none = (visitor.get(f"/it/orders/{token}{rest}") for token in (order.token, order.token[:-1] + "!", "nothing"))
        assert right.status_code == 200
        assert (wrong.status_code, wrong.text) == (none.status_code, none.text) and wrong.status_code == 404
    for rest in ("/cancellation", "/copy", "/time"):
        assert visitor.post(f"/it/orders/nothing{rest}").status_code == 404


@pytest.mark.parametrize("rest", ("", "/qr.svg", "/calendar.ics", "/time"))
def test_nobody_keeps_a_personal_page(shop: world.World, visitor: FlaskClient, rest: str) -> None:
    answer = visitor.get(page_of(makers.place_order(shop.cornetto), rest))
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_page_follows_the_order_and_costs_nothing_while_nothing_happens(shop: world.World, visitor: FlaskClient) -> None:
    order = makers.place_order(shop.cornetto)
    first = visitor.get(page_of(order), headers=FRAGMENT)
    again = visitor.get(page_of(order), headers=FRAGMENT | {"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304 and not again.text
    move(order, "preparing")
    later = visitor.get(page_of(order), headers=FRAGMENT | {"If-None-Match": first.headers["ETag"]})
    assert later.status_code == 200 and "Lo stiamo preparando" in later.text
    assert [part.get("id") for part in read(later).select("body > *")] == ["order-live"]


def test_the_timeline_marks_what_is_done_and_what_comes(shop: world.World, visitor: FlaskClient) -> None:
    order = makers.place_order(shop.cornetto)
    move(order, "preparing", "ready")
    drawn = read(visitor.get(page_of(order))).select(".timeline li")
    steps = [(str(step["class"][0]), step.select("span")[1].text.split(" (")[0]) for step in drawn]
    assert steps == [("timeline-done", "Ricevuto"), ("timeline-done", "Confermato"), ("timeline-done", "In preparazione"),
                     ("timeline-now", "Pronto"), ("timeline-next", "Ritirato")]


def test_a_collected_order_no_longer_polls_or_offers_changes(shop: world.World, visitor: FlaskClient) -> None:
    order = makers.place_order(shop.cornetto)
    payments.hand_over(order.id, payments.Money("cash", 200), by="staff:1", via="counter", now=clock.now())
    page = read(visitor.get(page_of(order)))
    assert page.select_one("[data-poll]") is None and page.select_one(f"form[action$='{order.token}/cancellation']") is None
    assert "Buon appetito" in page.text and "Già pagato" in page.text


def test_a_customer_cancels_while_allowed(shop: world.World, visitor: FlaskClient) -> None:
    order = makers.place_order(shop.cornetto, starts_at=datetime.fromisoformat("2026-11-26T08:00:00+00:00"))
    assert visitor.post(page_of(order, "/cancellation")).location == page_of(order)
    assert state_of(order.id) == "cancelled_by_customer" and "Hai annullato" in words(visitor.get(page_of(order)))


def test_too_late_to_cancel_is_said_and_nothing_happens(shop: world.World, visitor: FlaskClient) -> None:
    order = makers.place_order(shop.cornetto)
    page = visitor.get(page_of(order))
    assert read(page).select_one("form[action$='/cancellation']") is None and "chiamaci" in words(page)
    answer = visitor.post(page_of(order, "/cancellation"))
    assert answer.status_code == 409 and "tardi per annullare" in words(answer) and state_of(order.id) == "accepted"


def test_looking_never_cancels(shop: world.World, visitor: FlaskClient) -> None:
    order = makers.place_order(shop.cornetto)
    assert visitor.get(page_of(order, "/cancellation")).status_code == 405 and state_of(order.id) == "accepted"


def test_a_customer_moves_the_order_to_another_time(shop: world.World, visitor: FlaskClient) -> None:
    order = makers.place_order(shop.cornetto, starts_at=datetime.fromisoformat("2026-11-26T08:00:00+00:00"))
    times = [str(time["value"]) for time in read(visitor.get(page_of(order, "/time?on=2026-11-27"))).select("input[name=starts_at]")]
    assert times[0].startswith("2026-11-27T06:00")
    assert visitor.post(page_of(order, "/time"), data={"starts_at": times[4]}).location == page_of(order)
    db.session.remove()
    assert orders.get(order.id).starts_at.isoformat() == times[4]
    assert "venerdì 27 novembre, tra le 9:00 e le 9:30" in words(visitor.get(page_of(order)))


def test_a_time_that_can_not_be_had_is_refused_and_the_old_one_stands(shop: world.World, visitor: FlaskClient) -> None:
    order = makers.place_order(shop.cornetto, starts_at=datetime.fromisoformat("2026-11-26T08:00:00+00:00"))
    for wrong in ("2026-11-26T02:00:00+00:00", "2020-01-01T08:00:00+00:00", "tomorrow", ""):
        answer = visitor.post(page_of(order, "/time"), data={"starts_at": wrong})
        assert answer.status_code == 422 and read(answer).select_one("#starts_at-error") is not None
    db.session.remove()
    assert orders.get(order.id).starts_at.isoformat() == "2026-11-26T08:00:00+00:00"


def test_the_calendar_file_holds_what_calendars_need(shop: world.World, visitor: FlaskClient) -> None:
    order = makers.place_order(shop.cornetto)
    answer = visitor.get(page_of(order, "/calendar.ics"))
    calendar = Calendar.from_ical(answer.data)
    event = calendar.walk("VEVENT")[0]
    assert answer.content_type == "text/calendar; charset=utf-8" and f"{order.code}.ics" in answer.headers["Content-Disposition"]
    assert [name for name in event.required if name not in event] == [] and event["DTSTART"].dt == order.starts_at
    assert order.code in event["SUMMARY"]


def test_the_same_again_goes_into_the_basket_with_all_choices(shop: world.World, visitor: FlaskClient) -> None:
    cake = makers.make_product("Torta", groups=[{"min_picks": 1, "max_picks": 1, "options": [("Crema", 0), ("Fragole", 200)]}],
                               questions=[{"max_length": 20}])
    choice = Choice(cake.id, 2, None, {cake.groups[0].options[1].id: 1}, {cake.questions[0].id: "Auguri"})
    order = makers.place_order(choice, shop.cornetto)
    assert visitor.post(page_of(order, "/copy")).location == "/it/basket"
    page = words(visitor.get("/it/basket"))
    assert "Fragole" in page and "«Auguri»" in page and "Cornetto" in page


def test_what_is_no_longer_sold_stays_out_of_the_same_again(shop: world.World, visitor: FlaskClient) -> None:
    order = makers.place_order(shop.cornetto, shop.frollini)
    catalogue.withdraw(shop.frollini.id, by="staff:1", now=clock.now())
    visitor.post(page_of(order, "/copy"))
    page = words(visitor.get("/it/basket"))
    assert "Cornetto" in page and "Frollini" not in page


def test_only_a_member_of_staff_is_offered_the_hand_over(shop: world.World, visitor: FlaskClient) -> None:
    order = makers.place_order(shop.cornetto)
    assert "Vai alla consegna" not in words(visitor.get(page_of(order)))
    world.sign_in(visitor, shop.owner_id)
    link = read(visitor.get(page_of(order))).find("a", string="Vai alla consegna")
    assert link is not None and order.code in str(link["href"])


@pytest.mark.parametrize("contact", ("ada@example.org", "  ADA@Example.org "))
def test_an_order_is_found_by_its_code_and_contact(shop: world.World, visitor: FlaskClient, contact: str) -> None:
    order = makers.place_order(shop.cornetto)
    code = f" {order.code[:2].lower()} {order.code[2:]}"
    assert visitor.post("/it/find-order", data={"code": code, "contact": contact}).location == page_of(order)


def test_an_order_is_found_by_a_phone_however_it_is_written(shop: world.World, visitor: FlaskClient) -> None:
    order = makers.place_order(shop.cornetto, phone="+390115550199", email=None)
    assert visitor.post("/it/find-order", data={"code": order.code, "contact": "011 555 0199"}).location == page_of(order)


def test_a_wrong_contact_and_an_unknown_code_get_the_same_answer(shop: world.World, visitor: FlaskClient) -> None:
    order = makers.place_order(shop.cornetto)

    def told(code: str, contact: str) -> str:
        answer = visitor.post("/it/find-order", data={"code": code, "contact": contact})
        assert answer.status_code == 422
        return words(answer)

    bruno = "bruno@example.org"
    asked = {told(order.code, bruno), told("ZZZZZ", "ada@example.org"), told("ZZZZZ", bruno), told(order.code, "x")}
    assert len(asked) == 1 and "Non troviamo un ordine" in asked.pop()


def test_guessing_comes_to_an_end(shop: world.World, visitor: FlaskClient) -> None:
    order = makers.place_order(shop.cornetto)
    answers = [visitor.post("/it/find-order", data={"code": order.code, "contact": f"x{n}@example.org"}) for n in range(13)]
    assert "Troppi tentativi" in words(answers[-1]) and "Troppi tentativi" not in words(answers[0])
    right = visitor.post("/it/find-order", data={"code": order.code, "contact": "ada@example.org"})
    assert right.status_code in (422, 429)


def test_the_basket_is_empty_after_the_order(shop: world.World, visitor: FlaskClient) -> None:
    take(visitor, shop.cornetto)
    place(visitor)
    assert "Il cestino è vuoto" in words(visitor.get("/it/basket"))
