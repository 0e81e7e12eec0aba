"""Staff see who wishes for what, write a wish down out of a conversation, name their price, and find all of it at the bench."""
from io import BytesIO
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from shop.domain import commissions, conversations, orders
from shop.kernel import clock
from shop.kernel.database import db
from tests import wishing
from tests.buyers import controls
from tests.wishing import make_offer, make_wish, photo_file, take_now
from tests.world import World

OFFER = {"name_it": "Torta di Ada", "cents": "60", "deposit": "30%", "vat": "reduced", "lead_hours": "48", "words": "Tre piani.",
         "contains": ["gluten", "milk"], "traces": ["nuts"]}


def text_of(browser: FlaskClient, path: str, status: int = 200) -> str:
    answer = browser.get(path)
    assert answer.status_code == status
    return answer.get_data(as_text=True)


def anew(wish: commissions.Commission) -> commissions.Commission:
    number = wish.id
    db.session.rollback()
    db.session.expire_all()
    return commissions.get(number)


def send_offer(browser: FlaskClient, wish: commissions.Commission, **typed: Any) -> Any:
    path, number = f"/admin/cakes/{wish.id}", wish.id
    drawn = BeautifulSoup(text_of(browser, path), "html.parser")
    form = next(form for form in drawn.find_all("form") if str(form["action"]) == f"/admin/cakes/{number}/offer")
    return browser.post(f"{path}/offer", data=controls(form) | OFFER | typed)


def test_a_wish_waits_at_its_desk_and_in_the_inbox(colleague: FlaskClient, shop: World) -> None:
    wish = make_wish(pictures=(wishing.keep_photo(),))
    desk = text_of(colleague, "/admin/cakes")
    assert "Ada Rossi" in desk and "Cioccolato e lamponi" in desk and "Da rispondere" in desk
    assert '<span class="nav-count">1</span>' in text_of(colleague, "/admin/orders")
    assert f"/admin/cakes/{wish.id}" in text_of(colleague, f"/admin/inbox/{wish.conversation_id}")
    page = text_of(colleague, f"/admin/cakes/{wish.id}")
    assert "niente arachidi" in page and f'src="/admin/photos/{wish.pictures[0]}"' in page
    photo = colleague.get(f"/admin/photos/{wish.pictures[0]}")
    assert photo.mimetype == "image/jpeg" and photo.headers["Cache-Control"] == "no-store"


def test_an_offer_goes_out_with_a_share_as_deposit_and_stands_in_the_talk(colleague: FlaskClient, shop: World) -> None:
    wish = make_wish()
    answer = send_offer(colleague, wish)
    assert answer.status_code == 303 and "Offerta mandata per email" in text_of(colleague, answer.location)
    offer = anew(wish).offer
    assert (offer["cents"], offer["deposit_cents"], offer["allergens"], offer["traces"]) == (6000, 1800, ["gluten", "milk"], ["nuts"])
    words = wishing.last_words(wish)
    assert "Tre piani." in words and "60,00" in words and "18,00" in words and "http" not in words


@pytest.mark.parametrize(("typed", "where"), [
    ({"contains": []}, "#allergens"), ({"holds_none": "1"}, "#allergens"), ({"cents": "gratis"}, "#cents"), ({"cents": "0"}, "#cents"),
    ({"deposit": "61"}, "#deposit"), ({"deposit": "101%"}, "#deposit"), ({"deposit": "due"}, "#deposit"), ({"vat": "voucher"}, "#vat"),
    ({"name_it": ""}, "#name_it"), ({"good_until": "2020-01-01"}, "#good_until"), ({"lead_hours": "99999"}, "#lead_hours")])
def test_an_offer_that_is_not_whole_comes_back_with_what_was_typed(
        colleague: FlaskClient, shop: World, typed: dict[str, Any], where: str) -> None:
    wish = make_wish()
    answer = send_offer(colleague, wish, **{"words": "Segno di prova"} | typed)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and f'href="{where}"' in page and "Segno di prova" in page
    assert anew(wish).state == "asked"


def test_who_left_only_a_number_gets_the_offer_from_the_hand_of_staff_with_its_link(colleague: FlaskClient, shop: World) -> None:
    wish = make_wish(commissions.Asker("Eva", "", "333 1234567", "en"))
    page = colleague.post(f"/admin/cakes/{wish.id}/offer", data=OFFER | {"good_until": wishing.day(2).isoformat(), "seen_version": "0"},
                          follow_redirects=True).get_data(as_text=True)
    assert f"/en/cakes/{wish.token}" in page and "https://wa.me/393331234567?text=" in page and "Mandala tu" in page
    assert "See it and order it here" in wishing.last_words(wish)


def test_an_offer_written_while_a_colleague_sent_one_is_not_sent_over_it(colleague: FlaskClient, shop: World) -> None:
    wish = make_wish()
    make_offer(wish)
    answer = send_offer(colleague, wish, seen_version="0")
    assert answer.status_code == 422 and "è cambiata proprio adesso" in answer.get_data(as_text=True)


def test_a_question_and_a_no_go_into_the_same_talk(colleague: FlaskClient, shop: World) -> None:
    wish = make_wish()
    assert colleague.post(f"/admin/cakes/{wish.id}/answer", data={"text": "Di che colore?"}).status_code == 303
    assert wishing.last_words(wish) == "Di che colore?"
    assert 'href="#decline"' in colleague.post(f"/admin/cakes/{wish.id}/decline", data={"text": " "}).get_data(as_text=True)
    assert colleague.post(f"/admin/cakes/{wish.id}/decline", data={"text": "Siamo chiusi."}).status_code == 303
    assert anew(wish).state == "declined" and "Ada Rossi" in text_of(colleague, "/admin/cakes?which=closed")


def test_a_wish_told_on_instagram_is_written_down_with_what_was_said(colleague: FlaskClient, shop: World) -> None:
    talk = conversations.hear(channel="instagram", text="Una torta con gli unicorni?", now=clock.now(), thread="dm:7", handle="ada.dolci")
    assert f"/admin/inbox/{talk}/cake" in text_of(colleague, f"/admin/inbox/{talk}")
    path = f"/admin/inbox/{talk}/cake"
    assert "Una torta con gli unicorni?" in text_of(colleague, path)
    told = {"reference": "r1", "on": wishing.day().isoformat(), "people": "8", "taste": "Unicorni"}
    refused = colleague.post(path, data=told | {"people": "", "photos": [(BytesIO(photo_file()), "dm.jpg")]})
    kept = BeautifulSoup(refused.get_data(as_text=True), "html.parser").select_one("input[name=kept]")
    assert refused.status_code == 422 and kept is not None
    answer = colleague.post(path, data=told | {"kept": str(kept["value"])})
    assert answer.status_code == 303
    db.session.rollback()
    wish = commissions.find_by_conversation(talk)
    assert wish is not None and len(wish.pictures) == 1 and colleague.get(path).location == f"/admin/cakes/{wish.id}"
    make_offer(wish)
    take_now(commissions.get(wish.id))
    assert colleague.get(path).status_code == 200, "the same person may wish for another"


def test_the_order_of_a_cake_shows_its_photo_at_the_bench_and_on_its_page(colleague: FlaskClient, shop: World) -> None:
    wish = make_wish(pictures=(wishing.keep_photo(),))
    make_offer(wish)
    order = take_now(commissions.get(wish.id))
    bench, page = text_of(colleague, f"/admin/bench?on={order.on}"), text_of(colleague, f"/admin/orders/{order.id}")
    for drawn in (bench, page):
        assert f'src="/admin/photos/{wish.pictures[0]}"' in drawn and "Auguri Ada" in drawn and "niente arachidi" in drawn
    assert "Su misura" in bench and "glutine" in bench
    edit = text_of(colleague, f"/admin/orders/{order.id}/edit")
    assert "Torta di Ada" in edit and f'name="remove-{order.lines[0].id}"' in edit and f'name="quantity-{order.lines[0].id}"' not in edit


def test_staff_add_to_such_an_order_and_it_stays_as_agreed(colleague: FlaskClient, shop: World) -> None:
    wish = make_wish()
    make_offer(wish)
    order_id = take_now(commissions.get(wish.id)).id
    path = f"/admin/orders/{order_id}/edit"
    added = {"new": "1", "new-1-product": str(shop.cornetto.id), "new-1-quantity": "2"}
    preview = colleague.post(path, data=added | {"act": "preview"}).get_data(as_text=True)
    assert "63,00" in preview
    assert colleague.post(path, data=added | {"act": "confirm", "seen_cents": "6300"}).status_code == 303
    db.session.rollback()
    db.session.expire_all()
    assert [line.product_id for line in orders.get(order_id).lines] == [0, shop.cornetto.id]
    assert orders.get(order_id).lines[0].answers


def test_only_the_owner_closes_the_door_to_wishes(owner: FlaskClient, colleague: FlaskClient, shop: World) -> None:
    assert colleague.post("/admin/cakes/door", data={"is_open": "0"}).status_code == 403
    assert owner.post("/admin/cakes/door", data={"is_open": "0"}).status_code == 303
    db.session.rollback()
    assert not commissions.commission_rules().is_open and "non accetta richieste" in text_of(owner, "/admin/cakes")
    assert text_of(owner, "/admin/audit")
