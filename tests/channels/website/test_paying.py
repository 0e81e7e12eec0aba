"""Paying for an order on the website, as a browser without scripts does it: there, back, and every way out."""
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from shop.domain import baskets, orders, payments
from shop.domain.orders import Order
from shop.domain.payments import PaymentSession
from shop.kernel import clock
from shop.kernel.database import db
from tests import world
from tests.channels.website.reading import ADA, FRAGMENT, checkout_form, read, take, words
from tests.conftest import OwnPages
from tests.fakes.stripe import StripeServer


@pytest.fixture
def shop(paying_app: Flask) -> world.World:
    return world.open_world()


@pytest.fixture
def ada(paying_app: Flask) -> FlaskClient:
    paying_app.test_client_class = OwnPages
    return paying_app.test_client()


def order(ada: FlaskClient, way: str = "online") -> Order:
    answer = ada.post("/it/checkout", data=checkout_form(ada) | ADA | {"way": way})
    assert answer.status_code == 303, words(answer)
    return newest()


def newest() -> Order:
    db.session.rollback()
    found = db.session.scalars(select(Order).order_by(Order.id.desc()).execution_options(populate_existing=True)).first()
    assert found is not None
    return found


def page_of(found: Order) -> str:
    db.session.rollback()
    alive = payments.find_alive(found.id)
    assert alive is not None
    return alive.reference


def path(found: Order, more: str = "") -> str:
    return f"/it/orders/{found.token}{more}"


def test_the_checkout_offers_what_is_possible_and_says_what_is_due_now(shop: world.World, ada: FlaskClient) -> None:
    take(ada, shop.cornetto, 2)
    page = read(ada.get("/it/checkout"))
    assert [tick["value"] for tick in page.select("input[name=way]")] == ["online", "counter"]
    assert "Paghi adesso online 3,00" in page.select_one("#checkout-summary").get_text(" ", strip=True)  # type: ignore[union-attr]
    later = read(ada.post("/it/checkout/draft", data=checkout_form(ada) | {"way": "counter"}))
    assert "Paghi al ritiro" in later.select_one("#checkout-summary").get_text(" ", strip=True)  # type: ignore[union-attr]


def test_who_pays_online_is_led_to_the_hosted_page_and_back(shop: world.World, ada: FlaskClient, stripe: StripeServer) -> None:
    take(ada, shop.cornetto, 2)
    placed = order(ada)
    leading = ada.get(path(placed, "/pay?go=1"))
    assert leading.status_code == 303 and leading.location.startswith(stripe.url)
    stripe.pay(page_of(placed))
    assert "Pagato, grazie!" in words(ada.get(path(placed, "/paid")))
    assert (newest().state, newest().paid_cents) == ("accepted", 300)
    assert "È tutto pagato" in words(ada.get(path(placed)))


def test_ten_submits_open_one_page(shop: world.World, paying_app: Flask, ada: FlaskClient) -> None:
    take(ada, shop.cornetto)
    form = checkout_form(ada) | ADA | {"way": "online"}
    basket = ada.get_cookie("basket")
    assert basket is not None

    def submit(_n: int) -> int:
        client = paying_app.test_client()
        client.set_cookie("basket", basket.value)
        return client.post("/it/checkout", data=form).status_code

    with ThreadPoolExecutor(10) as pool:
        assert set(pool.map(submit, range(10))) == {303}
    db.session.rollback()
    assert db.session.scalar(select(func.count(Order.id))) == 1
    assert db.session.scalar(select(func.count(PaymentSession.id))) == 1


def test_an_unpaid_order_says_so_and_is_never_called_confirmed(shop: world.World, ada: FlaskClient) -> None:
    take(ada, shop.cornetto)
    placed = order(ada)
    page = words(ada.get(path(placed)))
    assert "Manca solo il pagamento" in page and "Da pagare" in page and "Il tuo ordine è confermato" not in page
    found = ada.post("/it/find-order", data={"code": placed.code, "contact": "ada@example.org"})
    assert found.status_code == 303 and found.location == path(placed)


def test_a_declined_card_leaves_the_page_open_to_try_again(shop: world.World, ada: FlaskClient, stripe: StripeServer) -> None:
    take(ada, shop.cornetto)
    placed = order(ada)
    stripe.decline(page_of(placed))
    assert "Non risulta ancora pagato" in words(ada.get(path(placed, "/paid")))
    again = ada.post(path(placed, "/pay"))
    assert again.status_code == 303 and again.location.startswith(stripe.url)
    stripe.pay(page_of(placed))
    assert "Pagato, grazie!" in words(ada.get(path(placed, "/paid")))


def test_a_delayed_payment_is_followed_until_it_is_known(shop: world.World, ada: FlaskClient, stripe: StripeServer) -> None:
    take(ada, shop.cornetto)
    placed = order(ada)
    reference = page_of(placed)
    stripe.pay_later(reference)
    assert "data-poll" in ada.get(path(placed, "/paid")).text
    assert "Il tuo pagamento è in corso" in words(ada.get(path(placed, "/payment-back")))
    stripe.finish(reference)
    part = ada.get(path(placed, "/paid"), headers=FRAGMENT)
    assert "Pagato, grazie!" in part.text and "data-poll" not in part.text and "<html" not in part.text


def test_coming_back_unpaid_loses_nothing(shop: world.World, ada: FlaskClient) -> None:
    take(ada, shop.cornetto)
    placed = order(ada)
    page = words(ada.get(path(placed, "/payment-back")))
    assert "Niente è andato perso" in page and "Pago al ritiro" in page and "Cambio il cestino" in page
    assert newest().state == "awaiting_payment"


def test_one_may_pay_at_pickup_after_all_and_the_page_is_closed_first(
    shop: world.World, ada: FlaskClient, stripe: StripeServer
) -> None:
    take(ada, shop.cornetto)
    placed = order(ada)
    reference = page_of(placed)
    assert ada.post(path(placed, "/pay/later")).location == path(placed)
    assert (newest().state, newest().due_cents) == ("accepted", 150)
    assert stripe.page(reference)["status"] == "expired"


def test_one_may_change_the_basket_and_has_all_goods_back(shop: world.World, ada: FlaskClient, stripe: StripeServer) -> None:
    take(ada, shop.cornetto, 3)
    placed = order(ada)
    reference = page_of(placed)
    assert ada.post(path(placed, "/pay/basket")).location == "/it/basket"
    assert newest().state == "expired" and stripe.page(reference)["status"] == "expired"
    basket = baskets.find_basket(ada.get_cookie("basket").value, now=clock.now())  # type: ignore[union-attr]
    assert basket is not None and [line.quantity for line in basket.lines] == [3]
    assert "L'ordine è scaduto" in words(ada.get(path(placed, "/pay")))


@pytest.mark.parametrize("way_out", ["/pay/later", "/pay/basket"])
def test_who_paid_a_moment_before_has_paid(shop: world.World, ada: FlaskClient, stripe: StripeServer, way_out: str) -> None:
    take(ada, shop.cornetto)
    placed = order(ada)
    stripe.pay(page_of(placed))
    assert ada.post(path(placed, way_out)).location == path(placed)
    assert (newest().state, newest().paid_cents) == ("accepted", 150)


def test_a_gateway_that_says_nothing_is_answered_with_the_choice_to_pay_at_pickup(
    shop: world.World, ada: FlaskClient, stripe: StripeServer
) -> None:
    take(ada, shop.cornetto)
    form = checkout_form(ada) | ADA | {"way": "online"}
    stripe.faults.hang_s = 60
    began = time.monotonic()
    answer = ada.post("/it/checkout", data=form)
    assert answer.status_code == 303 and time.monotonic() - began < 12
    page = words(ada.get(answer.location))
    assert "Il pagamento online non risponde" in page and "Pago al ritiro" in page
    stripe.faults.hang_s = 0


def test_a_gateway_in_trouble_opens_the_page_at_the_next_try(shop: world.World, ada: FlaskClient, stripe: StripeServer) -> None:
    take(ada, shop.cornetto)
    form = checkout_form(ada) | ADA | {"way": "online"}
    stripe.faults.errors = [503, 503, 503, 503]
    assert "problem=payment_away" in ada.post("/it/checkout", data=form).location
    stripe.faults.errors = []
    assert ada.post(path(newest(), "/pay")).location.startswith(stripe.url)


def test_a_deposit_now_and_the_balance_by_the_same_link(shop: world.World, ada: FlaskClient, stripe: StripeServer) -> None:
    orders.add_deposit_rule(product_id=shop.sacher.id, above_cents=0, share=50, cents=0, by="staff:1", now=clock.now())
    take(ada, shop.sacher)
    assert [tick["value"] for tick in read(ada.get("/it/checkout")).select("input[name=way]")] == ["online", "deposit"]
    placed = order(ada, "deposit")
    assert "Pago al ritiro" not in words(ada.get(path(placed, "/payment-back")))
    stripe.pay(page_of(placed))
    assert "Il resto, 18,00" in words(ada.get(path(placed, "/paid")))
    assert "Paga 18,00" in words(ada.get(path(placed)))
    assert ada.post(path(placed, "/pay")).location.startswith(stripe.url)
    stripe.pay(page_of(placed))
    ada.get(path(placed, "/paid"))
    assert (newest().paid_cents, newest().due_cents) == (3600, 0)
    assert ada.get(path(placed, "/pay")).location == path(placed)


def test_a_tip_is_asked_for_only_where_the_owner_wants_it(shop: world.World, ada: FlaskClient) -> None:
    take(ada, shop.cornetto, 2)
    assert read(ada.get("/it/checkout")).select("input[name=tip]") == []
    payments.save_rules(payments.PaymentRules(tips=(10,)), by="staff:1", now=clock.now())
    drawn = ada.post("/it/checkout/draft", data=checkout_form(ada) | {"tip": "10"})
    assert "Mancia" in words(drawn) and "3,30" in words(drawn)


def test_a_forged_way_or_sum_changes_nothing(shop: world.World, ada: FlaskClient) -> None:
    take(ada, shop.cornetto)
    answer = ada.post("/it/checkout", data=checkout_form(ada) | ADA | {"way": "free", "tip": "99"})
    assert answer.status_code == 422 and "Così non si può più pagare" in words(answer)


def test_only_pages_that_lead_to_the_gateway_let_forms_leave_the_shop(shop: world.World, ada: FlaskClient, stripe: StripeServer) -> None:
    take(ada, shop.cornetto)
    assert f"form-action 'self' {stripe.url}" in ada.get("/it/checkout").headers["Content-Security-Policy"]
    assert stripe.url not in ada.get("/it/basket").headers["Content-Security-Policy"]


def test_what_came_too_late_is_told(shop: world.World, ada: FlaskClient, stripe: StripeServer) -> None:
    take(ada, shop.sacher, 3)
    placed = order(ada)
    reference = page_of(placed)
    stripe.pay(reference)
    orders.expire(placed.id, now=clock.now() + timedelta(minutes=40))
    take(ada, shop.sacher, 3)
    order(ada, "counter")
    said = words(ada.get(path(placed, "/paid")))
    assert "Il pagamento è arrivato tardi" in said
