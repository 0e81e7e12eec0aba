"""Decides whether the pools agree with their ledgers (I1)."""
from collections.abc import Iterator

from sqlalchemy import func, select

from shop.domain.stock.models import Allocation, Movement, Pool
from shop.kernel.database import db


def list_faults() -> Iterator[str]:
    """I1: no pool is negative, `taken` is the sum of its allocations, `size` the sum of its movements."""
    held = (select(func.coalesce(func.sum(Allocation.quantity), 0))
            .where(Allocation.product_id == Pool.product_id, Allocation.on == Pool.on).scalar_subquery())
    moved = (select(func.coalesce(func.sum(Movement.quantity), 0))
             .where(Movement.product_id == Pool.product_id, Movement.on == Pool.on).scalar_subquery())
    for pool_id, on, size, taken, allocated, ledger in db.session.execute(
            select(Pool.product_id, Pool.on, Pool.size, Pool.taken, held, moved).order_by(Pool.on, Pool.product_id)):
        pool = f"I1 pool of product {pool_id} on {on}"
        if taken < 0 or (size is not None and taken > size):
            yield f"{pool}: {taken} taken of {size}"
        if taken != allocated:
            yield f"{pool}: {taken} taken, {allocated} allocated"
        if size is not None and size != ledger:
            yield f"{pool}: size {size}, ledger {ledger}"
    pooled = select(Pool.product_id).where(Pool.product_id == Allocation.product_id, Pool.on == Allocation.on).exists()
    for held_id in db.session.scalars(select(Allocation.id).where(~pooled).order_by(Allocation.id)):
        yield f"I1 allocation {held_id} has no pool"
