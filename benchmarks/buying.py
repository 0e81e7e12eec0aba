"""A whole purchase as a browser without JavaScript makes it: product page, basket, checkout, order, confirmation."""
import re
from collections import defaultdict
from collections.abc import Callable
from random import Random
from threading import Lock

from benchmarks.asking import Answer, Asker, Tally, crowd

STEPS = ("product page", "into the basket", "checkout page", "order", "confirmation")


class Market:
    """Buyers who come one after the other, as many at once as asked for."""

    def __init__(self, port: int, products: int) -> None:
        self.port, self.products = port, products
        self.steps: dict[str, Tally] = defaultdict(Tally)
        self.done = 0
        self._lock = Lock()

    def open(self, size: int, seconds: float) -> float:
        """Purchases a second."""
        elapsed = crowd(size, seconds, self._live)
        return self.done / elapsed

    def _live(self, number: int, time_left: Callable[[], bool]) -> None:
        chance = Random(number)
        while time_left():
            asker = Asker(self.port)
            if self._buy(asker, chance):
                with self._lock:
                    self.done += 1
            asker.close()

    def _step(self, name: str, answer: Answer, expect: int) -> bool:
        with self._lock:
            self.steps[name].seconds.append(answer.seconds)
            if answer.status != expect:
                self.steps[name].errors.append(f"{answer.status} {answer.text[:200]}")
        return answer.status == expect

    def _buy(self, asker: Asker, chance: Random) -> bool:
        product = chance.randrange(1, self.products + 1)
        if not self._step("product page", asker.ask(f"/it/p/prodotto-{product}"), 200):
            return False
        if not self._step("into the basket", asker.ask(f"/it/p/prodotto-{product}", {"quantity": "1"}), 303):
            return False
        page = asker.ask("/it/checkout")
        if not self._step("checkout page", page, 200):
            return False
        placed = asker.ask("/it/checkout", fill(page.text, chance))
        if not self._step("order", placed, 303):
            return False
        where = re.sub(r"^https?://[^/]+", "", placed.header("Location"))
        return "/orders/" in where and self._step("confirmation", asker.ask(where), 200)


def fill(page: str, chance: Random) -> dict[str, str]:
    hidden = dict(re.findall(r'<input type="hidden" name="(checkout|seen)" value="([^"]*)"', page))
    times = re.findall(r'name="starts_at" value="([^"]*)"(?! disabled)', page)
    (on,) = re.findall(r'name="on" value="([^"]*)" checked', page)
    return hidden | {"kind": "pickup", "on": on, "starts_at": chance.choice(times), "name": "Ada Rossi", "email": "ada@example.org"}
