"""Decides how the owner changes a day's pool: what came out of the oven, what was thrown away, how much there is in all."""
from datetime import date, datetime

from sqlalchemy import func, select

from shop.domain.catalogue import Product
from shop.domain.stock.allocating import lock, note, refuse, resize
from shop.domain.stock.models import Movement
from shop.domain.stock.shelving import Stand
from shop.kernel.database import db, writing
from shop.kernel.refusal import Refusal

WASTE_REASONS = ("unsold", "broken", "failed", "given")


class AlreadyOrdered(Refusal):
    """Less than what is already ordered can't be made: parameters `product`, `taken`."""

    code = "already_ordered"
    field = "quantity"


class BadQuantity(Refusal):
    code = "bad_quantity"
    field = "quantity"


MOST = 1_000_000


def bake(product: Product, on: date, more: int, *, by: str, now: datetime) -> Stand:
    """So many more came out of the oven (or fewer, when it was miscounted). On a day without limit the count begins here.

    Raises AlreadyOrdered when fewer would be left than are ordered.
    """
    with writing():
        stands = lock(product, on)
        size = max(stands.taken, more) if stands.size is None else stands.size + more
        return _store(product, on, stands, size, reason="baked", by=by, at=now)


def set_size(product: Product, on: date, size: int | None, *, by: str, now: datetime) -> Stand:
    """So many there are for that day in all, ordered ones included; None lifts the limit. Raises AlreadyOrdered.

    More than before is noted as baked, less as corrected.
    """
    with writing():
        stands = lock(product, on)
        grew = size is not None and size > (stands.size or 0)
        return _store(product, on, stands, size, reason="baked" if grew else "corrected", by=by, at=now)


def _store(product: Product, on: date, stands: Stand, size: int | None, *, reason: str, by: str, at: datetime) -> Stand:
    if size is not None and not 0 <= size <= MOST:
        raise BadQuantity
    if size is not None and size < stands.taken:
        raise AlreadyOrdered(product=product.name, taken=stands.taken)
    resized = Stand(size, stands.taken, stands.planned)
    resize(product, on, resized, reason=reason, by=by, at=at)
    return resized


def waste(product: Product, on: date, quantity: int, *, reason: str, by: str, now: datetime) -> Stand:
    """So many of that day were thrown away or given away; a negative number takes back a mistake.

    Raises NotEnoughLeft when fewer are left, BadQuantity for an unknown reason or more taken back than was noted.
    """
    if reason not in WASTE_REASONS or not quantity or abs(quantity) > MOST:
        raise BadQuantity
    with writing():
        stands = lock(product, on)
        if quantity > 0 and stands.left is not None and quantity > stands.left:
            raise refuse(product, stands.left, on)
        if -quantity > wasted(product.id, on).get(reason, 0):
            raise BadQuantity
        thinner = Stand(None if stands.size is None else stands.size - quantity, stands.taken, stands.planned)
        if thinner.size is None:
            note(product, on, -quantity, reason=f"wasted.{reason}", by=by, at=now)
        else:
            resize(product, on, thinner, reason=f"wasted.{reason}", by=by, at=now)
        return thinner


def wasted(product_id: int, on: date) -> dict[str, int]:
    """What was thrown away of a product on a day, by reason."""
    return wasted_each(on).get(product_id, {})


def wasted_each(on: date) -> dict[int, dict[str, int]]:
    """What was thrown away on a day: product id -> reason -> quantity."""
    return _sums(on, "wasted.")


def baked_each(on: date) -> dict[int, int]:
    """What came out of the oven beyond the plan of the day, by product id."""
    return {product_id: sums.get("baked", 0) for product_id, sums in _sums(on, "baked").items()}


def _sums(on: date, prefix: str) -> dict[int, dict[str, int]]:
    rows = db.session.execute(
        select(Movement.product_id, Movement.reason, func.sum(Movement.quantity))
        .where(Movement.on == on, Movement.reason.like(f"{prefix}%")).group_by(Movement.product_id, Movement.reason))
    found: dict[int, dict[str, int]] = {}
    for product_id, reason, quantity in rows:
        sign, name = (-1, reason.removeprefix("wasted.")) if reason.startswith("wasted.") else (1, reason)
        found.setdefault(product_id, {})[name] = sign * int(quantity)
    return {product_id: {name: n for name, n in sums.items() if n} for product_id, sums in found.items()}
