"""The server is killed without a word while the drawer is counted and closed and others sell: it is open, or closed whole."""
import threading
import time
from pathlib import Path
from random import Random

from bs4 import BeautifulSoup
from flask import Flask

from shop.commands.checking import list_faults
from shop.domain import shifts, staff
from shop.domain.payments import Payment
from shop.kernel import clock
from shop.kernel.database import db
from tests.buyers import GONE, Buyer
from tests.conftest import NOW
from tests.counts import MONEY_KILLS
from tests.serving import Served, start
from tests.world import World

SELLERS = 2
PAUSE_S = 0.2  # whoever counts needs a moment in which nothing moves


class Evening:
    """Sellers at their tills and somebody who counts, until the shop is gone; `told` the shifts of which a report was shown."""

    def __init__(self, secret: str, product_id: int) -> None:
        self.secret, self.product_id = secret, product_id
        self.told: list[int] = []
        self.sold = 0
        self.broken: list[str] = []

    def _come(self, shop: Served) -> Buyer:
        member = Buyer(shop)
        member.browser.cookies.set("staff", self.secret)
        return member

    def sell(self, shop: Served) -> None:
        member = self._come(shop)
        try:
            while True:
                token = member.post("/counter/till/add", {"product_id": self.product_id}).headers["Location"].rpartition("basket=")[2]
                page = BeautifulSoup(member.get(f"/counter/till/{token}/pay").text, "html.parser")
                form = {name: page.select_one(f"input[name={name}]")["value"] for name in ("checkout", "seen", "agreed")}  # type: ignore[index]
                answer = member.post(f"/counter/till/{token}/pay", form | {"way": "cash"})
                self.sold += answer.status_code == 303
                self._note(answer.status_code, answer.text)
                time.sleep(PAUSE_S)
        except GONE:
            return  # the shop is gone, as it should be

    def count(self, shop: Served) -> None:
        member = self._come(shop)
        try:
            while True:
                member.post("/counter/drawer/open", {"float": "100,00"})
                form = BeautifulSoup(member.get("/counter/drawer/count").text, "html.parser")
                shift_id = form.select_one("input[name=shift]")["value"]  # type: ignore[index]
                seen = form.select_one("input[name=seen]")["value"]  # type: ignore[index]
                asked = {"shift": str(shift_id), "seen": str(seen), "counted": "123,00", "act": "close"}
                answer = member.post("/counter/drawer/close", asked)
                if answer.status_code == 303:
                    self.told.append(int(str(shift_id)))
                self._note(answer.status_code, answer.text)
        except GONE:
            return

    def _note(self, status: int, text: str) -> None:
        if status >= 500 and status != 503:
            self.broken.append(f"{status} {text[:300]}")

    def wait_for_a_report(self, patience_s: float = 10) -> None:
        """However slow the machine is, the kill comes in the midst of it."""
        known, deadline = len(self.told), time.monotonic() + patience_s
        while len(self.told) == known and time.monotonic() < deadline:
            time.sleep(0.01)


def _every_shift_is_open_or_closed_whole(evening: Evening) -> None:
    db.session.rollback()
    db.session.expire_all()
    known = {shift.id: shift for shift in shifts.list_shifts(limit=100_000)}
    assert set(evening.told) <= set(known)
    assert [shift.id for shift in known.values() if shift.closed_at is None] == ([open_now.id] if (open_now := shifts.find_open()) else [])
    for shift in known.values():
        is_closed = shift.id in evening.told or shift.closed_at is not None
        facts = (shift.closed_at, shift.number, shift.expected_cents, shift.counted_cents, shift.report.get("taken"))
        assert all(fact is not None for fact in facts) if is_closed else facts == (None,) * 5
        if is_closed:
            inside = db.session.query(Payment).filter(Payment.shift_id == shift.id, Payment.tender == "cash").all()
            taken = sum(one.cents for one in inside)
            assert shift.report["taken"].get("cash", {"cents": 0})["cents"] == taken == shift.report["cash_cents"].get("sale", 0)
            assert shift.expected_cents == shift.float_cents + taken
    assert list_faults() == []


def test_whatever_the_moment_of_the_kill_a_drawer_is_open_or_closed_whole(
        any_app: Flask, database_url: str, world: World, tmp_path: Path) -> None:
    secret = staff.open_session(world.owner_id, device="till", now=clock.now())
    chance, evening, port = Random(MONEY_KILLS), Evening(secret, world.cornetto.id), None
    for _round in range(MONEY_KILLS if database_url.startswith("sqlite") else max(3, MONEY_KILLS // 10)):
        shop = start(data=tmp_path, database_url=database_url, moment=NOW, port=port)
        port = int(shop.address.rpartition(":")[2])
        people = [threading.Thread(target=evening.count, args=(shop,)),
                  *(threading.Thread(target=evening.sell, args=(shop,)) for _ in range(SELLERS))]
        for person in people:
            person.start()
        evening.wait_for_a_report()
        threading.Event().wait(chance.random())  # by now each stands somewhere else on the way
        shop.kill()
        for person in people:
            person.join(60)
        assert evening.broken == []
        _every_shift_is_open_or_closed_whole(evening)
    assert evening.told and evening.sold, "nobody ever came to a report, or to a sale: the kills proved nothing"
