"""Decides who gets the pieces of a day's pool: one guarded UPDATE each, in one fixed order, so nobody oversells and nobody deadlocks."""
from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import delete, func, or_, select, update

from shop.domain.catalogue import Product
from shop.domain.stock.models import Allocation, Movement, Pool
from shop.domain.stock.shelving import Stand, Want, follow
from shop.kernel import clock
from shop.kernel.database import change, db, insert_once, writing
from shop.kernel.refusal import Refusal
from shop.kernel.wording import LANGUAGES, weight


class NotEnoughLeft(Refusal):
    """Parameters: `product` (the owner's words), `left` (words with the unit), `pieces` (the number), `on`."""

    code = "not_enough_left"
    field = "quantity"


class NoneLeft(NotEnoughLeft):
    code = "none_left"


def words_of(product: Product, quantity: int) -> dict[str, str]:
    """`3` or `1,2 kg`, in each language."""
    return {language: weight(quantity, language) if product.by_weight else str(quantity) for language in LANGUAGES}


def refuse(product: Product, left: int, on: date) -> NotEnoughLeft:
    kind = NotEnoughLeft if left > 0 else NoneLeft
    return kind(product=product.name, left=words_of(product, left), pieces=left, on=on)


def allocate(*, owner: str, wants: Sequence[Want], on: date) -> None:
    """Take from the day's pools for an owner (see `list_wants`), all or nothing. Raises NotEnoughLeft."""
    with writing():
        for product, quantity in sorted(wants, key=lambda want: want[0].id):
            _take(owner, product, quantity, on)


def _take(owner: str, product: Product, quantity: int, on: date) -> None:
    if not _try(product, quantity, on):
        stand = lock(product, on)
        if not _try(product, quantity, on):
            raise refuse(product, stand.left or 0, on)
    db.session.add(Allocation(owner=owner, product_id=product.id, on=on, quantity=quantity))


def _try(product: Product, quantity: int, on: date) -> bool:
    enough = or_(Pool.size.is_(None), Pool.size - Pool.taken >= quantity)
    as_planned = Pool.planned.is_(None) if product.pool_size is None else Pool.planned == product.pool_size
    row = update(Pool).where(Pool.product_id == product.id, Pool.on == on, as_planned, enough)
    return change(row.values(taken=Pool.taken + quantity)) == 1


def lock(product: Product, on: date) -> Stand:
    """Hold the pool's row for the rest of this write, made if it was not there, and at the product's present daily size."""
    if insert_once(Pool, product_id=product.id, on=on, size=product.pool_size, taken=0, planned=product.pool_size):
        note(product, on, product.pool_size or 0, reason="planned")
    row = select(Pool.size, Pool.taken, Pool.planned).where(Pool.product_id == product.id, Pool.on == on)
    stood = Stand(*db.session.execute(row.with_for_update()).one())
    stands = follow(stood, product.pool_size)
    if stands != stood:
        resize(product, on, stands, reason="planned")
    return stands


def resize(product: Product, on: date, stands: Stand, *, reason: str, by: str = "shop", at: datetime | None = None) -> None:
    """Write a locked pool's new size, with the movement that explains it."""
    db.session.flush()
    ledger = select(func.coalesce(func.sum(Movement.quantity), 0)).where(Movement.product_id == product.id, Movement.on == on)
    was = int(db.session.scalars(ledger).one())
    change(update(Pool).where(Pool.product_id == product.id, Pool.on == on).values(size=stands.size, planned=stands.planned))
    if stands.size is not None:
        note(product, on, stands.size - was, reason=reason, by=by, at=at)


def note(product: Product, on: date, quantity: int, *, reason: str, by: str = "shop", at: datetime | None = None) -> None:
    """One line of the ledger; none for no change."""
    if quantity:
        db.session.add(Movement(product_id=product.id, on=on, quantity=quantity, reason=reason, by=by, at=at or clock.now()))


def free(owner: str) -> None:
    """Give back all an owner holds; a second call gives nothing back twice."""
    with writing():
        db.session.flush()
        held = select(Allocation.id, Allocation.product_id, Allocation.on, Allocation.quantity).where(Allocation.owner == owner)
        for allocation_id, product_id, on, quantity in db.session.execute(held.order_by(Allocation.product_id, Allocation.on)).all():
            row = update(Pool).where(Pool.product_id == product_id, Pool.on == on)
            change(row.values(taken=Pool.taken))  # holds the row before the allocation goes, in the order in which taking does
            if change(delete(Allocation).where(Allocation.id == allocation_id)) == 1:
                change(row.values(taken=Pool.taken - quantity))


def hold(*, owner: str, wants: Sequence[Want], on: date) -> None:
    """Hold the pools that an owner has, and those it wants, for the rest of this write, in one order: two who swap both get there."""
    with writing():
        held = db.session.execute(select(Allocation.product_id, Allocation.on).where(Allocation.owner == owner)).all()
        wanted = {(product.id, on): product for product, _ in wants}
        for product_id, day in sorted({(product_id, day) for product_id, day in held} | wanted.keys()):
            if (product_id, day) in wanted:
                lock(wanted[product_id, day], day)
            else:
                db.session.execute(select(Pool.taken).where(Pool.product_id == product_id, Pool.on == day).with_for_update())


def reallocate(*, owner: str, wants: Sequence[Want], on: date) -> None:
    """Exchange what an owner holds for other goods or another day, or keep it as it was. Raises NotEnoughLeft."""
    with writing():
        hold(owner=owner, wants=wants, on=on)
        free(owner)
        allocate(owner=owner, wants=wants, on=on)
