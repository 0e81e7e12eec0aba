"""The basket: filled from cards, chosen on a product's page, changed line by line, taken along to another device."""
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from shop.domain import baskets, catalogue
from shop.kernel import clock
from shop.kernel.database import db
from tests import makers, world
from tests.channels.website.reading import FRAGMENT, choose, read, take, words


@pytest.fixture
def shop(app: Flask) -> world.World:
    return world.open_world()


def basket_of(visitor: FlaskClient) -> baskets.Basket:
    db.session.rollback()
    cookie = visitor.get_cookie("basket")
    found = baskets.find_basket(cookie.value if cookie else None, now=clock.now())
    assert found is not None
    return found


def quantities(visitor: FlaskClient) -> list[int]:
    return [line.quantity for line in basket_of(visitor).lines]


def test_the_first_click_opens_a_basket_that_lasts_thirty_days(shop: world.World, visitor: FlaskClient) -> None:
    answer = take(visitor, shop.cornetto)
    cookie = answer.headers["Set-Cookie"]
    assert answer.status_code == 303 and "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Max-Age=2592000" in cookie
    assert quantities(visitor) == [1]


def test_a_stepper_says_the_amount_wanted_so_that_a_lost_answer_counts_once(shop: world.World, visitor: FlaskClient) -> None:
    for _ in range(3):
        take(visitor, shop.cornetto, 2)
    assert quantities(visitor) == [2]
    take(visitor, shop.cornetto, 0)
    assert quantities(visitor) == []


def test_a_card_answers_scripts_with_its_stepper_the_bar_and_the_count(shop: world.World, visitor: FlaskClient) -> None:
    answer = visitor.post(f"/it/basket/products/{shop.frollini.id}", data={"quantity": 100}, headers=FRAGMENT)
    assert [part.get("id") for part in read(answer).select("body > [id]")] == [f"add-{shop.frollini.id}", "basket-link", "basket-bar"]
    assert "100\xa0g" in answer.text and "2,00" in answer.text


def test_without_scripts_a_card_leads_back_to_where_it_stood(shop: world.World, visitor: FlaskClient) -> None:
    def led_to(back: str) -> str:
        return str(visitor.post(f"/it/basket/products/{shop.cornetto.id}", data={"quantity": 1, "back": back}).location)

    assert led_to("/it/menu?page=2") == f"/it/menu?page=2#good-{shop.cornetto.id}"
    for foreign in ("https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "javascript:alert(1)", "/it/\r\nX: y"):
        assert led_to(foreign).startswith("/it/basket")


@pytest.mark.parametrize("quantity", ("-1", "x", "", "1e9", "9" * 20, "0.5", "501"))
def test_an_amount_that_is_none_is_refused_in_words(shop: world.World, visitor: FlaskClient, quantity: str) -> None:
    answer = visitor.post(f"/it/basket/products/{shop.cornetto.id}", data={"quantity": quantity})
    assert answer.status_code == 422 and read(answer).select_one("[role=alert]") is not None


def test_weights_go_by_their_step(shop: world.World, visitor: FlaskClient) -> None:
    assert take(visitor, shop.frollini, 250).status_code == 422
    assert take(visitor, shop.frollini, 300).status_code == 303 and quantities(visitor) == [300]


def test_a_card_of_something_to_choose_leads_to_its_page(shop: world.World, visitor: FlaskClient) -> None:
    cake = makers.make_product("Torta", variants=[("Piccola", 2000), ("Grande", 3500)])
    assert take(visitor, cake).location == f"/it/p/{cake.slug}"
    card = read(visitor.get("/it/menu")).select_one(f"#good-{cake.id} .good-add a")
    assert card is not None and card["href"] == f"/it/p/{cake.slug}" and "da" in words(visitor.get("/it/menu"))


def cake() -> catalogue.Product:
    return makers.make_product(
        "Torta di festa", price_cents=3000, variants=[("Piccola", 2000), ("Grande", 3500)],
        groups=[{"min_picks": 1, "max_picks": 2, "options": [("Crema", 0), ("Pistacchio", 300), ("Fragole", 200)]}],
        questions=[{"max_length": 20, "price_cents": 100}])


def test_a_cake_is_chosen_with_size_filling_and_inscription(shop: world.World, visitor: FlaskClient) -> None:
    product = cake()
    large, group = product.variants[1], product.groups[0]
    typed = {"variant_id": large.id, f"picks-{group.id}": [group.options[1].id, group.options[2].id],
             f"answer-{product.questions[0].id}": "Auguri  Ada"}
    assert choose(visitor, product, **typed).location == "/it/basket"
    page = words(visitor.get("/it/basket"))
    assert "Torta di festa, Grande" in page and "Pistacchio, Fragole" in page and "«Auguri Ada»" in page and "41,00" in page


# what is chosen: whether a size, how many fillings, the inscription, the quantity
WRONG = [((False, 0, "", 1), "variant_id", "misura"), ((True, 0, "", 1), "picks", "Gusto"), ((True, 3, "", 1), "picks", "2"),
         ((True, 1, "A" * 21, 1), "answers", "20"), ((True, 1, "", 0), "quantity", "")]


@pytest.mark.parametrize(("chosen", "field", "said"), WRONG)
def test_a_wrong_choice_is_said_at_its_field_and_opens_no_basket(
        shop: world.World, visitor: FlaskClient, chosen: tuple[bool, int, str, int], field: str, said: str) -> None:
    product, (sized, picks, inscription, quantity) = cake(), chosen
    typed: dict[str, Any] = {f"picks-{product.groups[0].id}": [option.id for option in product.groups[0].options[:picks]],
                             f"answer-{product.questions[0].id}": inscription, "quantity": quantity}
    answer = choose(visitor, product, **typed | ({"variant_id": product.variants[0].id} if sized else {}))
    link = read(answer).select_one("#mistakes a")
    assert answer.status_code == 422 and link is not None and link["href"] == f"#{field}" and said in link.text
    assert read(answer).select_one(f"#{field}") is not None and visitor.get_cookie("basket") is None


def test_while_choosing_the_price_follows_and_nothing_is_kept(shop: world.World, visitor: FlaskClient) -> None:
    product = cake()
    answer = visitor.post(f"/it/p/{product.slug}/price", data={"quantity": 2, "variant_id": product.variants[1].id}, headers=FRAGMENT)
    assert [part.get("id") for part in read(answer).select("body > *")] == ["choice-price", "choice-first", "choice-net"]
    assert "70,00" in answer.text and visitor.get_cookie("basket") is None


def test_a_line_is_changed_and_taken_out_in_the_basket(shop: world.World, visitor: FlaskClient) -> None:
    take(visitor, shop.cornetto, 2)
    line = basket_of(visitor).lines[0].id
    assert visitor.post(f"/it/basket/lines/{line}", data={"quantity": 5}).status_code == 303 and quantities(visitor) == [5]
    answer = visitor.post(f"/it/basket/lines/{line}", data={"quantity": 0}, headers=FRAGMENT)
    assert "Il cestino è vuoto" in words(answer) and read(answer).select_one(f"#add-{shop.cornetto.id}") is not None
    assert visitor.post(f"/it/basket/lines/{line}", data={"quantity": 1}).status_code == 303


def test_nobody_changes_a_line_of_another_basket(shop: world.World, app: Flask, visitor: FlaskClient) -> None:
    take(visitor, shop.cornetto, 2)
    line, other = basket_of(visitor).lines[0].id, app.test_client()
    for quantity in (0, 9):
        other.post(f"/it/basket/lines/{line}", data={"quantity": quantity})
    assert quantities(visitor) == [2]


def test_a_basket_is_opened_on_another_device_by_its_link(shop: world.World, app: Flask, visitor: FlaskClient) -> None:
    take(visitor, shop.cornetto, 2)
    link = read(visitor.get("/it/basket")).select_one("a.take-along")
    other = app.test_client()
    assert link is not None
    path = str(link["href"]).removeprefix("http://localhost")
    looked = other.get(path)
    assert "Cornetto" in words(looked) and other.get_cookie("basket") is None
    assert other.post(path).location == "/it/basket" and quantities(other) == [2]
    take(other, shop.cornetto, 4)
    assert quantities(visitor) == [4]


def test_taking_over_a_basket_warns_of_the_one_left_behind(shop: world.World, app: Flask, visitor: FlaskClient) -> None:
    take(visitor, shop.cornetto)
    other = app.test_client()
    take(other, shop.frollini, 200)
    path = f"/it/b/{basket_of(visitor).token}"
    assert "lasci l'altro" in words(other.get(path)) and "lasci l'altro" not in words(visitor.get(path))


def test_the_qr_of_a_basket_is_a_picture_of_its_own(shop: world.World, visitor: FlaskClient) -> None:
    take(visitor, shop.cornetto)
    answer = visitor.get("/it/basket/qr.svg")
    assert answer.content_type == "image/svg+xml" and "style" not in answer.text and answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ("/it/basket", "/it/checkout", "/it/b/{token}", "/it/find-order"))
def test_personal_pages_are_kept_by_nobody(shop: world.World, visitor: FlaskClient, path: str) -> None:
    take(visitor, shop.cornetto)
    answer = visitor.get(path.format(token=basket_of(visitor).token))
    assert answer.status_code == 200 and answer.headers["Cache-Control"] == "no-store"


def test_a_changed_price_shows_both_until_it_was_seen(shop: world.World, visitor: FlaskClient) -> None:
    take(visitor, shop.cornetto)
    catalogue.set_price(shop.cornetto.id, cents=190, by="staff:1", now=clock.now())
    page = words(visitor.get("/it/basket"))
    assert "1,90" in page and "1,50" in page and "Il prezzo di qualcosa è cambiato" in page
    visitor.post("/it/basket/prices")
    page = words(visitor.get("/it/basket"))
    assert "1,90" in page and "1,50" not in page


def test_the_basket_says_when_all_is_ready_and_why_not_sooner(shop: world.World, visitor: FlaskClient) -> None:
    take(visitor, shop.cornetto)
    take(visitor, shop.sacher)
    page = words(visitor.get("/it/basket"))
    assert "Tutto pronto da mercoledì 25 novembre, 09:00" in page and "«Torta Sacher» si prepara apposta" in page
