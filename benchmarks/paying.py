"""What happens to everybody else while the gateway hangs: twenty people who want to pay online at once, and one who looks at the menu."""
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

from benchmarks.asking import Asker, Tally, crowd
from benchmarks.buying import fill
from benchmarks.running import Running, running
from benchmarks.stocking import stock_shop
from tests.fakes.stripe import StripeServer

PEOPLE, HANGS_S, PRODUCTS = 20, 60, 100


@dataclass(frozen=True)
class Hung:
    """`slowest_s` the longest anybody waited for an answer; `helped` how many of them were offered to pay at pickup, of `people`;
    p95 of the catalogue quiet and meanwhile."""

    people: int
    helped: int
    slowest_s: float
    quiet_p95_s: float
    busy_p95_s: float


@contextmanager
def _paying_shop(folder: Path, stripe: StripeServer) -> Iterator[Running]:
    stock_shop(folder, products=PRODUCTS)
    settings = {"SHOP_DATA": str(folder), "DATABASE_URL": f"sqlite:///{folder}/shop.db", "SECRET_KEY": "played"}
    with running(["-m", "tests.launcher", "PORT", "2"], log=folder / "log", ready="/it/", **settings, **stripe.environment()) as server:
        yield server


def _browse(port: int, stop: threading.Event) -> Tally:
    tally, asker, chance = Tally(), Asker(port), Random(1)
    while not stop.is_set():
        answer = asker.ask(f"/it/p/prodotto-{chance.randrange(1, PRODUCTS)}")
        tally.seconds.append(answer.seconds)
        stop.wait(0.01)
    asker.close()
    return tally


def _prepare(port: int, number: int) -> tuple[Asker, dict[str, str]]:
    """Somebody who stands before the button."""
    asker, chance = Asker(port), Random(number)
    asker.ask(f"/it/p/prodotto-{number + 1}", {"quantity": "1"})
    return asker, fill(asker.ask("/it/checkout").text, chance) | {"way": "online"}


def _press(asker: Asker, form: dict[str, str]) -> tuple[float, bool]:
    """Seconds of the slowest answer on the way, and whether the last one offers to pay at pickup with a sentence that says why."""
    answer = asker.ask("/it/checkout", form)
    slowest = answer.seconds
    while answer.status in (302, 303):
        answer = asker.ask(re.sub(r"^https?://[^/]+", "", answer.header("Location")))
        slowest = max(slowest, answer.seconds)
    return slowest, answer.status == 200 and "/pay/later" in answer.text and 'role="alert"' in answer.text


def measure(folder: Path) -> Hung:
    with StripeServer() as stripe, _paying_shop(folder, stripe) as server:
        calm = threading.Event()
        threading.Timer(4, calm.set).start()
        quiet = _browse(server.port, calm)
        people = [_prepare(server.port, number) for number in range(PEOPLE)]
        stripe.faults.hang_s = HANGS_S
        pressed, stop, busy = list[tuple[float, bool]](), threading.Event(), list[Tally]()
        watching = threading.Thread(target=lambda: busy.append(_browse(server.port, stop)))
        watching.start()
        crowd(PEOPLE, 60, lambda number, _left: pressed.append(_press(*people[number])))
        stop.set()
        watching.join()
        return Hung(len(pressed), sum(helped for _, helped in pressed), max(seconds for seconds, _ in pressed),
                    quiet.percentile(0.95), busy[0].percentile(0.95))


if __name__ == "__main__":
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="shop-bench-") as made:
        print(measure(Path(made)))
