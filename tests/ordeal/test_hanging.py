"""The gateway takes calls and says nothing, while twenty people want to pay at once: everybody gets a sentence and another way, and
who only looks around notices nothing. (How long it takes is measured by `make bench`.)"""
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask
from sqlalchemy import select

from shop.commands.checking import list_faults
from shop.domain.orders import Order
from shop.domain.payments import Payment
from shop.kernel.database import db
from tests.buyers import Buyer
from tests.conftest import NOW
from tests.fakes.stripe import StripeServer
from tests.ordeal.conftest import open_roomy_world
from tests.ordeal.crowding import at_once, looking_around
from tests.ordeal.test_crowds import _slot
from tests.serving import serving

PEOPLE, HANGS_S = 20, 60


def _pay(buyer: Buyer) -> str:
    """Press the button and follow; the page one ends on."""
    answer = buyer.send()
    assert answer.order_page, f"{answer.status} {answer.sentence}"
    page = buyer.get(urlsplit(answer.order_page)._replace(scheme="", netloc="").geturl())
    assert page.status_code == 200
    return page.text


def test_who_wants_to_pay_is_offered_the_counter_and_the_menu_stays_open(
        paying_app: Flask, sqlite_url: str, tmp_path: Path, stripe: StripeServer) -> None:
    world = open_roomy_world()
    with serving(data=tmp_path, database_url=sqlite_url, moment=NOW, **stripe.environment()) as shop:
        buyers = [Buyer(shop, f"Buyer{n} Rossi").take(world.cornetto.id).read_checkout(_slot(n % 4, n)) for n in range(PEOPLE)]
        for buyer in buyers:
            buyer.form["way"] = "online"
        stripe.faults.hang_s = HANGS_S
        with looking_around(Buyer(shop), ["/it/menu", f"/it/p/{world.cornetto.slug}"]) as watched:
            pages = at_once(buyers, _pay)
        assert all("/pay/later" in page and 'role="alert"' in page for page in pages)
        assert watched.statuses and set(watched.statuses) == {200}
        tokens = [page.partition("/pay/later")[0].rpartition("/orders/")[2] for page in pages]
        later = [buyer.post(f"/it/orders/{token}/pay/later", {}).status_code for buyer, token in zip(buyers, tokens, strict=True)]
    assert later == [303] * PEOPLE, "the other way is open while the gateway hangs"
    db.session.rollback()
    assert {order.state for order in db.session.scalars(select(Order)).unique()} == {"accepted"}
    assert db.session.scalars(select(Payment)).all() == [] and list_faults() == []
