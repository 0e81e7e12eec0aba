"""A visitor asks for a cake made to measure, talks about it, and orders what is offered, with photos that nobody else sees."""
import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from shop.domain import commissions, conversations, orders
from shop.domain.orders import Order
from shop.kernel import clock, ports
from shop.kernel.database import db
from tests.buyers import controls
from tests.conftest import OwnPages
from tests.makers import later
from tests.wishing import day, make_offer, make_wish, photo_file
from tests.world import World, open_world

Typed = dict[str, Any]


@pytest.fixture
def world(app: Flask) -> World:
    return open_world()


def form_of(page: str, *, action: str) -> dict[str, str]:
    form = next(form for form in BeautifulSoup(page, "html.parser").find_all("form") if str(form.get("action", "")).endswith(action))
    return controls(form)


def wishing_form(visitor: FlaskClient, **typed: Any) -> Typed:
    drawn = form_of(visitor.get("/it/cakes").get_data(as_text=True), action="/cakes")
    usual = {"on": day().isoformat(), "people": "12", "taste": "Tre piani di pan di Spagna", "email": "ada@example.org", "name": "Ada"}
    return {name: value for name, value in drawn.items() if name != "photos"} | usual | typed


def photo(name: str = "torta.jpg", body: bytes = b"", **how: Any) -> tuple[BytesIO, str]:
    return BytesIO(body or photo_file(**how)), name


def text_of(visitor: FlaskClient, path: str, status: int = 200) -> str:
    answer = visitor.get(path)
    assert answer.status_code == status
    return answer.get_data(as_text=True)


def photos_on(page: str) -> list[str]:
    return [str(image["src"]) for image in BeautifulSoup(page, "html.parser").select(".shown img")]


def offered(**fields: Any) -> commissions.Commission:
    wish = make_wish()
    make_offer(wish, **fields)
    return commissions.get(wish.id)


def take(visitor: FlaskClient, wish: commissions.Commission, **typed: Any) -> Any:
    path = f"/it/cakes/{wish.token}"
    filled = form_of(text_of(visitor, path), action="/day")
    return visitor.post(f"{path}/order", data=filled | typed)


def look_again() -> None:
    """At what the visitor has just done, in a process of its own."""
    db.session.rollback()
    db.session.expire_all()


def only_order() -> Order:
    look_again()
    (order,) = orders.search().orders
    return order


def test_a_wish_with_a_photo_opens_a_page_that_shows_all_of_it(visitor: FlaskClient, world: World) -> None:
    answer = visitor.post("/it/cakes", data=wishing_form(visitor, allergies="niente noci", photos=[photo()]))
    assert answer.status_code == 303 and re.fullmatch(r"/it/cakes/[\w-]{32}", answer.location)
    page = text_of(visitor, answer.location)
    assert "Tre piani di pan di Spagna" in page and "niente noci" in page and "ti confermiamo noi" in page
    (shown,) = photos_on(page)
    assert visitor.get(shown).mimetype == "image/jpeg"
    assert visitor.get(answer.location).headers["X-Robots-Tag"] == "noindex"


def test_a_photo_is_seen_by_nobody_who_does_not_know_the_secret(visitor: FlaskClient, world: World) -> None:
    one = visitor.post("/it/cakes", data=wishing_form(visitor, photos=[photo()])).location
    other = visitor.post("/it/cakes", data=wishing_form(visitor, email="eva@example.org")).location
    (shown,) = photos_on(text_of(visitor, one))
    key = shown.rpartition("/")[2]
    assert visitor.get(shown).headers["Cache-Control"] == "no-store" and visitor.get(shown).headers["X-Robots-Tag"] == "noindex"
    assert visitor.get(f"{other}/photos/{key}").status_code == 404
    assert visitor.get(f"/pictures/{key}/original.jpg").status_code == visitor.get(f"/pictures/{key}/glance.jpg").status_code == 404
    assert visitor.get(f"/admin/photos/{key}").status_code == 302
    assert visitor.get(f"/it/cakes/photos/{key}").status_code == 404, "only what the form itself signed"


def test_a_photo_carries_nothing_of_where_it_was_taken(visitor: FlaskClient, world: World) -> None:
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "A telephone", 6
    path = visitor.post("/it/cakes", data=wishing_form(visitor, photos=[photo(exif=exif)])).location
    (shown,) = photos_on(text_of(visitor, path))
    body = visitor.get(shown).get_data()
    with Image.open(BytesIO(body)) as seen:
        assert not seen.getexif() and seen.height > seen.width
    assert b"A telephone" not in body


def test_a_form_that_comes_back_has_lost_neither_words_nor_photos(visitor: FlaskClient, world: World) -> None:
    refused = visitor.post("/it/cakes", data=wishing_form(
        visitor, on="", inscription="Auguri Segno", photos=[photo(), photo("foto.txt", b"hello")]))
    page = refused.get_data(as_text=True)
    assert refused.status_code == 422 and "Auguri Segno" in page and "foto.txt: Questo file non è una foto" in page
    (waiting,) = photos_on(page)
    assert visitor.get(waiting).mimetype == "image/jpeg"
    again = {name: value for name, value in form_of(page, action="/cakes").items() if name != "photos"}
    answer = visitor.post("/it/cakes", data=again | {"on": day().isoformat()})
    assert answer.status_code == 303 and len(photos_on(text_of(visitor, answer.location))) == 1
    look_again()
    assert commissions.count_asked() == 1


def test_a_photo_may_be_taken_out_again(visitor: FlaskClient, world: World) -> None:
    page = visitor.post("/it/cakes", data=wishing_form(visitor, people="0", photos=[photo()])).get_data(as_text=True)
    again = {name: value for name, value in form_of(page, action="/cakes").items() if name not in ("photos", "kept")}
    answer = visitor.post("/it/cakes", data=again | {"people": "3"})
    assert photos_on(text_of(visitor, answer.location)) == []


def test_more_than_four_photos_are_refused_and_four_of_them_kept(visitor: FlaskClient, world: World) -> None:
    five = [photo(f"{colour}.jpg", colour=colour) for colour in ("red", "blue", "green", "pink", "gold")]
    refused = visitor.post("/it/cakes", data=wishing_form(visitor, photos=five))
    page = refused.get_data(as_text=True)
    assert refused.status_code == 422 and "al massimo 4" in page and len(photos_on(page)) == 4


@pytest.mark.parametrize(("typed", "where"), [
    ({"email": ""}, "#email"), ({"people": "0"}, "#people"), ({"people": "molti"}, "#people"), ({"on": "2020-01-01"}, "#on"),
    ({"taste": " "}, "#taste"), ({"taste": "x" * 2_001}, "#taste"), ({"allergies": "x" * 501}, "#allergies"), ({"phone": "12"}, "#phone")])
def test_a_wish_that_cannot_be_answered_is_refused_at_its_field(visitor: FlaskClient, world: World, typed: Typed, where: str) -> None:
    answer = visitor.post("/it/cakes", data=wishing_form(visitor, **typed))
    assert answer.status_code == 422 and f'href="{where}"' in answer.get_data(as_text=True)
    assert commissions.count_asked() == 0


def test_a_program_that_fills_in_everything_is_refused(visitor: FlaskClient, world: World) -> None:
    assert visitor.post("/it/cakes", data=wishing_form(visitor, fax="1")).status_code == 422


def test_the_seventh_wish_of_an_hour_from_one_place_waits(visitor: FlaskClient, world: World) -> None:
    got = [visitor.post("/it/cakes", data=wishing_form(visitor)).status_code for _ in range(7)]
    assert got == [303] * 6 + [422]


def test_a_form_sent_twice_is_one_wish(visitor: FlaskClient, world: World) -> None:
    filled = wishing_form(visitor)
    assert visitor.post("/it/cakes", data=filled).location == visitor.post("/it/cakes", data=filled).location


def test_two_visitors_never_get_the_same_secret_in_their_forms(app: Flask, world: World) -> None:
    forms = [form_of(OwnPages(app).get("/it/cakes").get_data(as_text=True), action="/cakes")["reference"] for _ in range(2)]
    assert forms[0] != forms[1]


def test_a_shop_that_takes_no_wishes_says_so_and_leads_nowhere_near(visitor: FlaskClient, world: World) -> None:
    assert 'href="/it/cakes"' in text_of(visitor, "/it/") and 'href="/it/cakes"' in text_of(visitor, f"/it/p/{world.sacher.slug}")
    filled = wishing_form(visitor)
    commissions.open_door(False, by="staff:1", now=clock.now())
    assert "/it/cakes" not in text_of(visitor, "/it/") + text_of(visitor, "/it/menu") + text_of(visitor, f"/it/p/{world.sacher.slug}")
    assert "non prendiamo torte su misura" in text_of(visitor, "/it/cakes") and "/cakes" not in text_of(visitor, "/sitemap.xml")
    assert visitor.post("/it/cakes", data=filled).status_code == 422


def test_the_talk_goes_on_where_the_wish_is(visitor: FlaskClient, world: World) -> None:
    wish = make_wish()
    path, talk = f"/it/cakes/{wish.token}", conversations.get_conversation(wish.conversation_id)
    conversations.answer(talk.id, "Di che colore?", by="shop", now=clock.now())
    assert "Di che colore?" in text_of(visitor, path)
    assert visitor.post(f"{path}/words", data={"text": "Rosa"}).status_code == 303 and "Rosa" in text_of(visitor, path)
    assert visitor.post(f"{path}/words", data={"text": " "}).status_code == 422
    assert visitor.get(f"/it/questions/{talk.token}").location == path


def test_an_offer_says_price_deposit_allergens_and_until_when(visitor: FlaskClient, world: World) -> None:
    page = text_of(visitor, f"/it/cakes/{offered().token}")
    sentences = ("Tre piani, come la sogni.", "L&#39;offerta vale fino a", "art. 59")
    for words in ("60,00", "20,00", "40,00", "glutine", "frutta a guscio", *sentences):
        assert words in page
    assert "Ada&#39;s cake" in text_of(visitor, f"/en/cakes/{offered().token}")


def test_without_a_hosted_page_the_deposit_is_brought_to_the_shop(visitor: FlaskClient, world: World) -> None:
    wish = offered()
    assert "Portaci l&#39;acconto di 20,00" in text_of(visitor, f"/it/cakes/{wish.token}")
    answer = take(visitor, wish)
    order = only_order()
    assert answer.status_code == 303 and answer.location == f"/it/orders/{order.token}"
    assert (order.on, order.deposit_cents, order.total_cents) == (wish.on, 2000, 6000)
    assert f"/it/orders/{order.token}" in text_of(visitor, f"/it/cakes/{wish.token}")


def test_the_page_of_the_order_shows_the_photo_and_what_was_wished_for(visitor: FlaskClient, world: World) -> None:
    path = visitor.post("/it/cakes", data=wishing_form(visitor, inscription="Auguri Ada", photos=[photo()])).location
    look_again()
    wish = commissions.get_by_token(path.rpartition("/")[2])
    make_offer(wish)
    take(visitor, commissions.get(wish.id))
    order = only_order()
    page = text_of(visitor, f"/it/orders/{order.token}")
    assert "Auguri Ada" in page and "Torta di Ada" in page and "Chiedine un&#39;altra su misura" in page
    (shown,) = photos_on(page)
    assert visitor.get(shown).mimetype == "image/jpeg"
    assert visitor.get(shown.replace(order.token, "nothing")).status_code == 404
    assert "/copy" not in page, "there is nothing that could be ordered again"


def test_another_day_is_drawn_with_all_that_was_typed(visitor: FlaskClient, world: World) -> None:
    wish = offered()
    path, other = f"/it/cakes/{wish.token}", wish.on + timedelta(days=1)
    filled = form_of(text_of(visitor, path), action="/day") | {"on": other.isoformat(), "name": "Ada Segno"}
    page = visitor.post(f"{path}/day", data=filled).get_data(as_text=True)
    assert "Ada Segno" in page and "ce l&#39;avevi chiesta per" in page
    stale = visitor.post(f"{path}/order", data=filled)
    assert stale.status_code == 422, "a time of the first day is not ordered for the second"
    assert visitor.post(f"{path}/order", data=form_of(page, action="/day")).status_code == 303 and only_order().on == other


def test_an_offer_changed_meanwhile_is_shown_anew_and_nothing_ordered(visitor: FlaskClient, world: World) -> None:
    wish = offered()
    filled = form_of(text_of(visitor, f"/it/cakes/{wish.token}"), action="/day")
    make_offer(wish, cents=7500)
    answer = visitor.post(f"/it/cakes/{wish.token}/order", data=filled)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and "L&#39;offerta è appena cambiata" in page and "75,00" in page
    assert visitor.post(f"/it/cakes/{wish.token}/order", data=form_of(page, action="/day")).status_code == 303
    assert only_order().total_cents == 7500


def test_an_offer_that_is_over_asks_to_write_again(visitor: FlaskClient, world: World) -> None:
    wish = offered(good_until=later(hours=1))
    filled = form_of(text_of(visitor, f"/it/cakes/{wish.token}"), action="/day")
    clock.travel(later(hours=2))
    answer = visitor.post(f"/it/cakes/{wish.token}/order", data=filled)
    assert answer.status_code == 422 and "non è più valida" in answer.get_data(as_text=True)
    assert orders.search().total == 0


def test_who_gives_no_name_or_contact_is_told_at_the_field(visitor: FlaskClient, world: World) -> None:
    wish = offered()
    assert 'href="#name"' in take(visitor, wish, name="").get_data(as_text=True)
    assert 'href="#email"' in take(visitor, wish, email="", phone="").get_data(as_text=True)


def test_who_needs_it_no_more_says_so_and_may_write_on(visitor: FlaskClient, world: World) -> None:
    wish = offered()
    path = f"/it/cakes/{wish.token}"
    assert visitor.post(f"{path}/end").status_code == 303
    assert "Hai chiuso questa richiesta" in text_of(visitor, path) and visitor.post(f"{path}/end").status_code == 422


def test_more_photos_may_follow_up_to_four(visitor: FlaskClient, world: World) -> None:
    wish = make_wish()
    path = f"/it/cakes/{wish.token}"
    assert visitor.post(f"{path}/photos", data={"photos": [photo(), photo(colour="blue")]}).status_code == 303
    many = [photo(colour=colour) for colour in ("red", "green", "gold")]
    assert visitor.post(f"{path}/photos", data={"photos": many}).status_code == 422
    assert len(photos_on(text_of(visitor, path))) == 2
    assert visitor.post(f"{path}/photos", data={"photos": [photo("x.jpg", b"x")]}).status_code == 422


def test_paid_with_play_money_the_deposit_holds_the_cake(playing_app: Flask) -> None:
    open_world()
    visitor, wish = OwnPages(playing_app), offered()
    answer = take(visitor, wish)
    order = only_order()
    assert (order.state, order.due_now_cents, order.total_cents) == ("awaiting_payment", 2000, 6000)
    assert answer.location.startswith(f"/it/orders/{order.token}/pay")
    assert "form-action 'self' " in visitor.get(f"/it/cakes/{wish.token}").headers["Content-Security-Policy"]
    assert "Vai al pagamento" in text_of(visitor, f"/it/cakes/{wish.token}")
    whole = offered()
    take(visitor, whole, way="online")
    look_again()
    held = commissions.find_live_order(commissions.get(whole.id))
    assert held is not None and held.due_now_cents == 6000
    assert visitor.post(f"/it/orders/{held.token}/pay/later").status_code == 409, "a deposit was asked for: it is not paid some day"


def test_a_deposit_not_paid_in_time_lets_the_day_go_and_the_offer_may_be_taken_again(playing_app: Flask) -> None:
    open_world()
    visitor, wish = OwnPages(playing_app), offered()
    take(visitor, wish)
    first = only_order()
    assert orders.expire(first.id, now=clock.now())
    assert "ordinala di nuovo" in text_of(visitor, f"/it/cakes/{wish.token}")
    take(visitor, commissions.get(wish.id))
    look_again()
    second = commissions.find_live_order(commissions.get(wish.id))
    assert second is not None and second.id != first.id
    with pytest.raises(commissions.AnotherIsMade):
        orders.confirm(first.id, by="customer", via="website", now=clock.now())
    assert ports.ways_to_pay() == "play"
