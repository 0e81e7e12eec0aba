"""Server and worker are killed without a word while people pay, change their minds and get money back: once the shop is up again and has
looked at the gateway, what was charged is what it has, nobody is charged twice, and nobody has paid for nothing."""
import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from datetime import timedelta
from pathlib import Path
from random import Random

from flask import Flask
from sqlalchemy import select

from shop.commands.checking import list_faults
from shop.domain import orders, payments
from shop.domain.payments import Parked, Payment, Refund
from shop.kernel import clock
from shop.kernel.database import db
from shop.worker import Round
from tests.buyers import GONE, Buyer
from tests.conftest import NOW
from tests.counts import MONEY_KILLS
from tests.fakes.stripe import No, StripeServer
from tests.ordeal.conftest import open_roomy_world
from tests.ordeal.test_crowds import _slot
from tests.serving import ROOT, Served, start

PEOPLE = 4
MOST_ROUNDS = 60


class Payers:
    """People who order and pay online, one after the other, until the shop is gone. `paid` how many came back to a page that said so."""

    def __init__(self, stripe: StripeServer) -> None:
        self.stripe, self.paid, self.broken = stripe, 0, list[str]()

    def live(self, shop: Served, chance: Random, number: int, product_id: int) -> None:
        try:
            for turn in range(100):
                self._go(Buyer(shop, f"Buyer{number} Rossi"), chance, _slot(chance.randrange(40), number + turn), product_id)
        except GONE:
            return  # the shop is gone, as it should be

    def _go(self, buyer: Buyer, chance: Random, slot: object, product_id: int) -> None:
        form = buyer.take(product_id).read_checkout(slot)  # type: ignore[arg-type]
        form.form["way"] = "online"
        answer = form.send()
        if answer.status >= 500:
            self.broken.append(f"{answer.status} {answer.sentence}")
        if not answer.order_page:
            return
        order = answer.order_page.partition("/orders/")[2].partition("/")[0].partition("?")[0]
        if chance.random() < 0.1:
            return  # closed the browser before the page came
        opened = buyer.post(f"/it/orders/{order}/pay", {})
        page = opened.headers.get("Location", "").rpartition("/")[2]
        if opened.status_code == 303 and page.startswith("cs_") and self._decide(page, chance):
            self._return(buyer, order, chance)

    def _decide(self, page: str, chance: Random) -> bool:
        """On the hosted page: most pay, some leave."""
        if chance.random() < 0.15:
            return False
        try:
            self.stripe.pay(page)
        except No:
            return False
        return True

    def _return(self, buyer: Buyer, order: str, chance: Random) -> None:
        if chance.random() < 0.3:
            return  # the browser never came back
        self.paid += buyer.get(f"/it/orders/{order}/paid").status_code == 200
        if chance.random() < 0.4:
            buyer.post(f"/it/orders/{order}/cancellation", {"kept_cents": "0"})


def _work(data: Path, url: str, stripe: StripeServer) -> subprocess.Popen[bytes]:
    settings = {"SHOP_DATA": str(data), "DATABASE_URL": url, "SECRET_KEY": "played", "PUBLIC_URL": "http://localhost"}
    command = [sys.executable, "-m", "tests.working", clock.now().isoformat()]
    log = (data / "worker.log").open("ab")
    return subprocess.Popen(command, cwd=ROOT, env=os.environ | settings | stripe.environment(), stdout=log, stderr=log,
                            stdin=subprocess.DEVNULL, start_new_session=True)


def _settle_everything(stripe: StripeServer) -> None:
    """The shop is up again: its worker goes round until nothing is left to do, hours later."""
    stripe.lose()
    for _ in range(MOST_ROUNDS):
        clock.travel(clock.now() + timedelta(minutes=10))
        Round().go(clock.now())
        db.session.rollback()
        if not payments.list_pending_refunds() and not orders.list_unpaid().count:
            break
    clock.travel(clock.now() + timedelta(minutes=30))
    Round().go(clock.now())
    db.session.rollback()


def _every_cent_is_accounted_for(stripe: StripeServer) -> None:
    kept = {payment.gateway_id: payment for payment in db.session.scalars(select(Payment).where(Payment.tender == "online"))}
    parked = {one.gateway_id for one in db.session.scalars(select(Parked))}
    charged = {str(charge["payment_intent"]): charge for charge in stripe.charges.values()}
    assert set(kept) | parked == set(charged) | parked, "what was charged is not what the shop has"
    given = Counter[int]()
    for refund in db.session.scalars(select(Refund).where(Refund.state == "done")):
        given[refund.payment_id or 0] += refund.cents
    for intent, payment in kept.items():
        assert payment.cents == charged[str(intent)]["amount_captured"]
        assert given[payment.id] == charged[str(intent)]["amount_refunded"], f"{intent} was given back otherwise than the shop says"
    for order in db.session.scalars(select(orders.Order)).unique():
        assert order.state not in orders.UNPAID
        assert order.paid_cents - order.refunded_cents in (0, order.owed_cents) or f"order:{order.id}" in parked
        if order.state in orders.CANCELLED:
            assert order.paid_cents - order.refunded_cents == order.kept_cents, "paid for nothing"
    assert list_faults() == []


def test_whatever_the_moment_of_the_kill_every_cent_is_accounted_for(
        any_paying_app: Flask, database_url: str, tmp_path: Path, stripe: StripeServer) -> None:
    world = open_roomy_world()
    chance, payers, port = Random(MONEY_KILLS), Payers(stripe), None
    stripe.hook = lambda _body, _signature: 0  # each kill finds other webhooks under way: some arrive, the rest is lost
    for number in range(MONEY_KILLS if database_url.startswith("sqlite") else max(3, MONEY_KILLS // 10)):
        shop = start(data=tmp_path, database_url=database_url, moment=clock.now(), port=port, **stripe.environment())
        port = int(shop.address.rpartition(":")[2])
        stripe.webhook_url, stripe.hook, stripe.posts_at_once = f"{shop.address}/payments/notices", stripe._post, number % 3 > 0
        worker = _work(tmp_path, database_url, stripe)
        people = [threading.Thread(target=payers.live, args=(shop, Random(chance.random()), n, [world.cornetto.id, world.sacher.id][n % 2]))
                  for n in range(PEOPLE)]
        for person in people:
            person.start()
        known = len(stripe.charges)
        _wait_for_a_charge(stripe, known)
        threading.Event().wait(chance.random())
        shop.kill()
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
        for person in people:
            person.join(60)
        assert payers.broken == []
    assert stripe.charges and payers.paid, "nobody ever paid: the kills proved nothing"
    db.session.rollback()
    clock.travel(NOW + timedelta(hours=1))
    _settle_everything(stripe)
    assert stripe.refunds, "nobody ever got money back: the kills proved little"
    _every_cent_is_accounted_for(stripe)


def _wait_for_a_charge(stripe: StripeServer, known: int, patience_s: float = 20) -> None:
    """However slow the machine is, the kill comes in the midst of paying."""
    waited = threading.Event()
    for _ in range(int(patience_s * 50)):
        if len(stripe.charges) > known:
            return
        waited.wait(0.02)
