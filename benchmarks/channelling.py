"""What the other doors cost: the till, a basket while twenty offers run, the arrival over a link, the feeds."""
import re
from collections.abc import Iterator
from pathlib import Path
from threading import Lock

from sqlalchemy import insert

from benchmarks.asking import Asker, Tally, crowd
from benchmarks.running import Running
from benchmarks.stocking import build
from shop.domain import links, promotions
from shop.domain.catalogue.models import PictureRow
from shop.domain.promotions.benefits import Percent
from shop.kernel import clock
from shop.kernel.database import db, writing

FEEDS = ("/feeds/it/google.xml", "/feeds/google-local.txt", "/feeds/it/meta.csv", "/feeds/it/openai.jsonl")
OFFERS = 20


def hang_pictures(data: Path, products: int) -> None:
    """What has no picture stands in no feed."""
    with build(data).app_context():
        with writing():
            db.session.execute(insert(PictureRow), [
                {"product_id": number, "key": f"{number:032x}", "width": 1200, "height": 900} for number in range(1, products + 1)])
        db.session.remove()
        db.engine.dispose()


def run_offers(data: Path) -> None:
    """Twenty at once, automatic, each a little more than the one before."""
    with build(data).app_context():
        for number in range(1, OFFERS + 1):
            draft = promotions.Draft(name={"it": f"Festa {number}", "en": f"Feast {number}"}, trigger="automatic", code="",
                                     benefit=Percent(number * 50), conditions=())
            promotions.start(promotions.create(draft, by="shop", now=clock.now()), by="shop", now=clock.now())
        db.session.remove()
        db.engine.dispose()


def mint_link(data: Path) -> str:
    """The address on a poster."""
    with build(data).app_context():
        link = links.mint(purpose="poster", place="vetrina", target="today", by="shop", now=clock.now())
        db.session.remove()
        db.engine.dispose()
        return f"/l/{link.code}"


def feed_seconds(server: Running) -> Iterator[tuple[str, float, float]]:
    """(feed, processor seconds of its making, MiB the processes grew by): each twice, so that every process has made it."""
    for path in FEEDS:
        weight, before = server.pss_mib(), server.processor_seconds()
        for number in range(2):
            answer = Asker(server.port).ask(f"{path}?v={number}")
            assert answer.status == 200, f"{path}: {answer.status}"
        yield path, (server.processor_seconds() - before) / 2, server.pss_mib() - weight


class Till:
    """Members of staff who each ring up two pieces and take cash, one sale after the other."""

    def __init__(self, port: int, cookies: dict[str, str], products: int) -> None:
        self._port, self._cookies, self._products = port, cookies, products
        self.sale, self._lock = Tally(), Lock()

    def open(self, size: int, seconds: float) -> float:
        """Sales a second."""
        elapsed = crowd(size, seconds, self._live)
        return len(self.sale.seconds) / elapsed

    def _live(self, number: int, time_left: object) -> None:
        asker = Asker(self._port)
        asker.cookies.update(self._cookies)
        while time_left():  # type: ignore[operator]
            self._sell(asker, number)
        asker.close()

    def _sell(self, asker: Asker, number: int) -> None:
        basket = ""
        for product_id in (1 + number % self._products, 1 + (number + 1) % self._products):
            tapped = asker.ask("/counter/till/add", {"product_id": str(product_id), "basket": basket})
            basket = re.findall(r"basket=([\w-]+)", tapped.header("Location"))[0]
        page = asker.ask(f"/counter/till/{basket}/pay").text
        form = {name: re.findall(f'name="{name}" value="([^"]+)"', page)[0] for name in ("checkout", "seen")}
        sold = asker.ask(f"/counter/till/{basket}/pay", form | {"way": "cash"})
        with self._lock:
            self.sale.seconds.append(sold.seconds)
            if sold.status != 303:
                self.sale.errors.append(f"sale: {sold.status}")
