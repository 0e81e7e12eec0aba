"""Decides what is left of a product on a day: its pool's row, or its own daily size where no order has made the row yet."""
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from shop.domain.catalogue import Product, get_many
from shop.domain.stock.models import Pool
from shop.kernel import clock
from shop.kernel.database import db
from shop.kernel.snapshots import Snapshot

Want = tuple[Product, int]


@dataclass(frozen=True)
class Stand:
    """How a day's pool stands; size None is no limit."""

    size: int | None
    taken: int = 0
    planned: int | None = None

    @property
    def left(self) -> int | None:
        return None if self.size is None else self.size - self.taken


@dataclass(frozen=True)
class Pools:
    """The rows of the coming days, as remembered; a day before `since` is not among them."""

    since: date
    rows: dict[tuple[int, date], Stand]


def _load() -> Pools:
    since = clock.today() - timedelta(days=1)
    return Pools(since, _read(Pool.on >= since))


def _read(*where: object) -> dict[tuple[int, date], Stand]:
    rows = db.session.execute(select(Pool.product_id, Pool.on, Pool.size, Pool.taken, Pool.planned).where(*where))  # type: ignore[arg-type]
    return {(product_id, on): Stand(size, taken, planned) for product_id, on, size, taken, planned in rows}


_pools = Snapshot(("places",), _load)


def follow(stand: Stand, pool_size: int | None) -> Stand:
    """The pool after the owner changed the product's daily size: what was baked or wasted on top stays; orders are never dropped."""
    if stand.planned == pool_size:
        return stand
    if pool_size is None or stand.size is None or stand.planned is None:
        size = pool_size if stand.size is None or pool_size is None else stand.size
    else:
        size = stand.size + pool_size - stand.planned
    return Stand(None if size is None else max(size, stand.taken), stand.taken, pool_size)


def stand(product: Product, on: date) -> Stand:
    """How this product's pool of that day stands now."""
    return _stand(_pools.get(), product, on)


def _stand(pools: Pools, product: Product, on: date) -> Stand:
    rows = pools.rows if on >= pools.since else _read(Pool.product_id == product.id, Pool.on == on)
    row = rows.get((product.id, on))
    return follow(row, product.pool_size) if row else Stand(product.pool_size, 0, product.pool_size)


def left(product: Product, on: date) -> int | None:
    """Pieces or grams left for that day; None is no limit."""
    return stand(product, on).left


def shelf() -> Callable[[Product, date], int | None]:
    """`left` for many questions in one transaction: what is remembered is looked up once."""
    pools = _pools.get()
    return lambda product, on: _stand(pools, product, on).left


def left_each(products: Iterable[Product], days: Sequence[date]) -> dict[tuple[int, date], int | None]:
    """What is left of each product on each day, from what is remembered of the coming days."""
    ask = shelf()
    return {(product.id, on): ask(product, on) for product in products for on in days}


def draws_of(product: Product, quantity: int) -> list[tuple[int, int]]:
    """(product id, quantity) each sale takes from the shelf: the thing itself, and each part of a bundle."""
    return [(product.id, quantity), *((part.product_id, part.quantity * quantity) for part in product.parts)]


def list_wants(lines: Iterable[Want]) -> list[Want]:
    """What lines together take from the shelf, one entry a product, in the one order in which pools are locked."""
    known: dict[int, Product] = {}
    wanted: dict[int, int] = {}
    for product, quantity in lines:
        known[product.id] = product
        for product_id, drawn in draws_of(product, quantity):
            wanted[product_id] = wanted.get(product_id, 0) + drawn
    unknown = [product_id for product_id in wanted if product_id not in known]
    if unknown:
        known |= get_many(unknown)
    return [(known[product_id], wanted[product_id]) for product_id in sorted(wanted) if product_id in known]
